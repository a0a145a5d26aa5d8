// See permission_stress.h.
#include "retrieve/permission_stress.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <random>
#include <set>
#include <shared_mutex>
#include <thread>
#include <unordered_set>

#include "access/people.h"
#include "access/permissions.h"
#include "base/clock.h"
#include "base/trace.h"
#include "index/catalog.h"
#include "index/index.h"
#include "retrieve/retrieve.h"
#include "store/vault.h"
#include "text/text.h"

namespace onggi::any {
namespace {

using Random = std::mt19937_64;
using Moment = std::int64_t;  // nanoseconds
constexpr Moment kAlways = INT64_MAX;

Moment now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }
std::int32_t below(Random& random, std::int32_t end) {
  return static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(std::max(end, 1)));
}

/// Something that holds from a moment to another. Where the moment is not known to the point it lies between two: it
/// may have held since `may_from`, and held for certain from `must_from` on.
struct Holding {
  Moment may_from = 0, must_from = 0, must_to = kAlways, may_to = kAlways;
  bool may(Moment begin, Moment end) const { return may_from <= end && begin <= may_to; }
  bool must(Moment begin, Moment end) const { return must_from <= begin && end <= must_to; }
};

// Members are numbered: people first, groups behind them.
struct Membership {
  std::int32_t group = 0;
  Holding holding;
};

struct Readers {
  Label label = Label::open;
  std::vector<std::int32_t> members;  // -1: everyone
  PermissionId permission;
  Holding holding;
};

/// Who may see what, reckoned without the program: a walk over plain lists.
class Truth {
 public:
  Truth(std::int32_t members, std::int32_t documents)
      : above_(static_cast<std::size_t>(members)), readers_(static_cast<std::size_t>(documents)) {}

  std::deque<Membership>& above(std::int32_t member) { return above_[static_cast<std::size_t>(member)]; }
  std::deque<Readers>& readers(std::int32_t document) { return readers_[static_cast<std::size_t>(document)]; }
  std::shared_mutex mutex;

  /// The member and all groups above it that may (or: must) have held within a stretch of time.
  std::unordered_set<std::int32_t> closure(std::int32_t person, Moment begin, Moment end, bool must) {
    std::unordered_set<std::int32_t> reached{person};
    std::vector<std::int32_t> open{person};
    while (!open.empty()) {
      const std::int32_t member = open.back();
      open.pop_back();
      for (const Membership& one : above(member))
        if ((must ? one.holding.must(begin, end) : one.holding.may(begin, end)) && reached.insert(one.group).second)
          open.push_back(one.group);
    }
    return reached;
  }

  bool sees(const std::unordered_set<std::int32_t>& closure, Label clearance, std::int32_t document, Moment begin,
            Moment end, bool must) {
    return std::ranges::any_of(readers(document), [&](const Readers& one) {
      return (must ? one.holding.must(begin, end) : one.holding.may(begin, end)) && one.label <= clearance &&
             std::ranges::any_of(one.members,
                                 [&](std::int32_t member) { return member == -1 || closure.contains(member); });
    });
  }

 private:
  std::vector<std::deque<Membership>> above_;
  std::vector<std::deque<Readers>> readers_;
};

/// A word of five syllables that stands in one document alone.
std::string own_word(std::int32_t document) {
  static const std::vector<std::string> kSyllables = [] {
    std::vector<std::string> made;
    for (const char* syllable :
         {"갸", "냬", "댜", "랴", "먀", "뱌", "샤", "쟈", "챠", "캬", "탸", "퍄", "햐", "궤", "뉘", "뒤"})
      made.emplace_back(syllable);
    return made;
  }();
  std::string word;
  auto rest = static_cast<std::uint32_t>(document) * 2'654'435U % 1'048'576U;  // odd factor: each number once
  for (int i = 0; i < 5; ++i, rest /= 16) word += kSyllables[rest % 16];
  return word;
}

/// The same in Latin letters: found whole, whatever stands beside it.
std::string own_code(std::int32_t document) {
  std::string code = "qz";
  auto rest = static_cast<std::uint32_t>(document);
  for (int i = 0; i < 6; ++i, rest /= 16) code += static_cast<char>('a' + rest % 16);
  return code;
}

std::string mistyped(std::string word, Random& random) {
  constexpr std::size_t kSyllableBytes = 3;
  const std::size_t at = kSyllableBytes * (random() % (word.size() / kSyllableBytes));
  std::size_t offset = at;
  const char32_t syllable = next_code_point(word, offset);
  std::string other;
  append_utf8(other, syllable + 1);  // another final consonant
  return word.replace(at, kSyllableBytes, other);
}

constexpr const char* kWords[] = {"휴가", "여비", "출장", "보안", "계약", "예산", "평가", "교육",   "구매", "회의",
                                  "보고", "승인", "급여", "채용", "감사", "자산", "정보", "시스템", "고객", "서비스",
                                  "품질", "안전", "환경", "법무", "홍보", "기획", "연구", "개발",   "생산", "물류"};

std::string text_of(std::int32_t document, Random& random) {
  std::string text = own_word(document) + " " + own_code(document);
  for (int i = 0; i < 40; ++i)
    text.append(" ").append(kWords[random() % std::size(kWords)]).append(i % 8 == 7 ? "." : "");
  return text;
}

class Stress {
 public:
  Stress(const std::filesystem::path& folder, const Analyzer& analyzer, std::shared_ptr<Embedder> embedder,
         const StressSize& size)
      : folder_(folder),
        analyzer_(analyzer),
        embedder_(std::move(embedder)),
        size_(size),
        truth_(size.people + size.groups, size.documents) {}

  Result<StressReport> run() {
    ONGGI_CHECK(open());
    ONGGI_CHECK(add_members());
    ONGGI_CHECK(add_documents());
    ONGGI_TRY(report_.principals_before, mean_principals());
    ONGGI_CHECK(ask_all());
    ONGGI_TRY(report_.principals_after, mean_principals());
    ONGGI_CHECK(measure());
    return report_;
  }

 private:
  std::string principal(std::int32_t member) const {
    if (member == -1) return "everyone";
    return member < size_.people ? "person:" + person_ids_[static_cast<std::size_t>(member)].str()
                                 : "group:" + group_ids_[static_cast<std::size_t>(member - size_.people)];
  }
  std::string name(std::int32_t member) const {
    return member < size_.people ? "person:p" + std::to_string(member)
                                 : "group:g" + std::to_string(member - size_.people);
  }

  Result<void> open() {
    ONGGI_TRY(Vault opened, Vault::open(folder_ / "keys", Vault::Create::yes));
    vault_.emplace(std::move(opened));
    ONGGI_TRY(database_, Database::open({.url = "sqlite:" + (folder_ / "onggi.db").string()}));
    for (const auto& migrations : {store_migrations(), access_migrations(), index_migrations()})
      ONGGI_CHECK(migrate(*database_, migrations));
    people_ = std::make_unique<People>(database_, *vault_, system_clock());
    permissions_ = std::make_unique<Permissions>(database_);
    catalog_ = std::make_unique<Catalog>(database_, system_clock());
    for (auto* index : {&index_, &open_index_}) {
      ONGGI_TRY(auto made, open_embedded_index({.folder = folder_ / (index == &index_ ? "index" : "open"),
                                                .dimensions = embedder_ ? embedder_->info().dimensions : 0,
                                                .vector_version = embedder_ ? embedder_->version() : "",
                                                .token_version = analyzer_.version()}));
      *index = std::move(made.index);
    }
    return {};
  }

  // Groups by number: divisions, departments under them, teams under those, and projects, of which a third stand under
  // some group before them.
  std::int32_t divisions() const { return std::max(size_.groups / 100, 1); }
  std::int32_t departments() const { return size_.groups / 10; }
  std::int32_t teams() const { return size_.groups / 2; }
  std::int32_t between(Random& random, std::int32_t begin, std::int32_t end) const {
    return size_.people + begin + below(random, end - begin);
  }
  std::int32_t team(Random& random) const { return between(random, departments(), teams()); }
  std::int32_t project(Random& random) const { return between(random, teams(), size_.groups); }
  bool is_project(std::int32_t member) const { return member >= size_.people + teams(); }
  std::int32_t any_above(std::int32_t group, Random& random) const {
    const std::int32_t number = group - size_.people;
    if (number < departments()) return between(random, 0, divisions());
    return number < teams() ? between(random, divisions(), departments()) : between(random, 0, number);
  }

  // People in a team and in some projects. In one transaction: the changes later go through the door.
  Result<void> add_members() {
    Random random(1);
    for (std::int32_t i = 0; i < size_.people; ++i) {
      ONGGI_TRY(const Person person, people_->add({.login = "p" + std::to_string(i),
                                                   .display_name = "",
                                                   .role = Role::reader,
                                                   .clearance = static_cast<Label>(below(random, 3))}));
      person_ids_.push_back(person.id), clearances_.push_back(person.clearance);
    }
    for (std::int32_t i = 0; i < size_.groups; ++i) group_ids_.push_back("grp_" + std::to_string(i));
    std::vector<std::pair<std::int32_t, std::int32_t>> pairs;  // group, member
    for (std::int32_t i = divisions(); i < size_.groups; ++i) {
      const std::int32_t member = size_.people + i;
      if (!is_project(member) || below(random, 3) == 0) pairs.emplace_back(any_above(member, random), member);
    }
    for (std::int32_t person = 0; person < size_.people; ++person) {
      pairs.emplace_back(team(random), person);
      for (std::int32_t i = 2 + below(random, 5); i > 0; --i) pairs.emplace_back(project(random), person);
    }
    std::ranges::sort(pairs);
    pairs.erase(std::ranges::unique(pairs).begin(), pairs.end());
    std::vector<std::vector<SqlValue>> groups, members;
    for (std::int32_t i = 0; i < size_.groups; ++i)
      groups.push_back({group_ids_[static_cast<std::size_t>(i)], "g" + std::to_string(i)});
    for (const auto& [above, member] : pairs) {
      members.push_back({group_ids_[static_cast<std::size_t>(above - size_.people)], principal(member)});
      truth_.above(member).push_back({above, {}});
    }
    return written([&](SqlSession& session) -> Result<void> {
      ONGGI_CHECK(session.execute_many("INSERT INTO people_groups (id, name) VALUES (:1, :2)", groups));
      return session.execute_many("INSERT INTO group_members (group_id, member) VALUES (:1, :2)", members);
    });
  }

  Result<double> mean_principals() const {
    double sum = 0;
    for (const PersonId& person : person_ids_) {
      ONGGI_TRY(const Viewer viewer, people_->viewer_of(person, "test"));
      sum += static_cast<double>(viewer.principals.size());
    }
    return sum / static_cast<double>(person_ids_.size());
  }

  Result<void> written(const std::function<Result<void>(SqlSession&)>& work) {
    const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(work(session));
      return true;
    });
    if (!done) return std::unexpected(done.error());
    return {};
  }

  /// Six in a hundred are everybody's, the others some groups' and people's.
  Readers any_readers(Random& random) const {
    Readers readers;
    const std::int32_t dice = below(random, 100);
    readers.label = dice < 70 ? Label::open : dice < 95 ? Label::sensitive : Label::classified;
    if (below(random, 100) < 6) readers.members = {-1};
    else
      for (std::int32_t i = 1 + below(random, 3); i > 0; --i)
        readers.members.push_back(below(random, 10) == 0 ? below(random, size_.people)
                                                         : size_.people + below(random, size_.groups));
    return readers;
  }

  Result<PermissionId> intern(SqlSession& session, const Readers& readers) {
    std::vector<std::string> principals;
    for (const std::int32_t member : readers.members) principals.push_back(principal(member));
    return permissions_->intern(session, readers.label, std::move(principals));
  }

  DocumentId document_id(std::int32_t document) const { return DocumentId("doc_" + std::to_string(document)); }

  Result<void> add_documents() {
    Random random(2);
    std::vector<IndexedDocument> documents, open;
    ONGGI_TRY(everyone_, permissions_->intern(Label::open, {"everyone"}));
    std::set<PermissionId> known;
    std::vector<std::string> texts;
    ONGGI_CHECK(written([&](SqlSession& session) -> Result<void> {
      for (std::int32_t i = 0; i < size_.documents; ++i) {
        Readers readers = any_readers(random);
        ONGGI_TRY(readers.permission, intern(session, readers));
        known.insert(readers.permission);
        texts.push_back(text_of(i, random));
        ONGGI_CHECK(put(session, i, readers.permission, texts.back()));
        truth_.readers(i).push_back(std::move(readers));
      }
      return {};
    }));
    report_.permissions = std::ssize(known);
    for (std::int32_t i = 0; i < size_.documents; ++i) {
      ONGGI_TRY(IndexedChunk chunk, indexed(i, texts[static_cast<std::size_t>(i)]));
      IndexedChunk opened = chunk;
      chunk.permission = truth_.readers(i).front().permission, opened.permission = everyone_;
      documents.push_back({.id = document_id(i), .chunks = {std::move(chunk)}});
      open.push_back({.id = document_id(i), .chunks = {std::move(opened)}});
    }
    ONGGI_CHECK(index_->replace_all(std::move(documents)));
    return open_index_->replace_all(std::move(open));
  }

  Result<void> put(SqlSession& session, std::int32_t document, const PermissionId& permission,
                   const std::string& text) {
    DocumentRow row;
    row.id = document_id(document), row.source = "stress:" + std::to_string(document);
    row.name = std::to_string(document) + ".txt", row.title = row.name;
    row.permission = permission, row.state = DocumentState::ready;
    ONGGI_CHECK(catalog_->put(session, row));
    return catalog_->replace_chunks(session, row.id,
                                    {{chunk_id(document), row.id, 0, "", text, {{ElementId("e"), text, {}}}}});
  }
  static ChunkId chunk_id(std::int32_t document) { return ChunkId("chk_" + std::to_string(document)); }

  Result<IndexedChunk> indexed(std::int32_t document, const std::string& text) {
    IndexedChunk chunk{.id = chunk_id(document), .document = document_id(document), .permission = {}};
    chunk.body_tokens = analyzer_.tokens(text);
    if (embedder_) {
      ONGGI_TRY(const Embeddings vectors, embedder_->embed({text}, EmbedAs::passage, Cancel()));
      chunk.vector.assign(vectors.values.begin(), vectors.values.end());
    }
    return chunk;
  }

  Retriever retriever(const Index& index, const Catalog& catalog, const Permissions& permissions) {
    return Retriever({.analyzer = analyzer_,
                      .index = index,
                      .catalog = catalog,
                      .permissions = permissions,
                      .embedder = embedder_,
                      .trace = null_trace()});
  }

  Result<void> ask_all() {
    std::atomic<std::int64_t> next = 0;
    std::atomic<bool> over = false;
    std::jthread changer([&] { note(change_until(over)); });
    {
      std::vector<std::jthread> askers;
      for (std::int32_t i = 0; i < size_.threads; ++i)
        askers.emplace_back([&, seed = static_cast<std::uint64_t>(100 + i)] {
          Random random(seed);
          const Retriever asked = retriever(*index_, *catalog_, *permissions_);
          while (next.fetch_add(1) < size_.pairs && !failed_) note(ask(asked, random));
        });
    }
    over = true;
    changer.join();
    const std::scoped_lock lock(mutex_);
    if (report_.pairs > 0) report_.visible_share = seen_share_ / static_cast<double>(report_.pairs);
    return failure_;
  }

  void note(const Result<void>& done) {
    if (done) return;
    const std::scoped_lock lock(mutex_);
    if (failure_) failure_ = done;
    failed_ = true;
  }

  struct Asked {
    std::int32_t person = 0, document = 0;
    bool by_own_code = false;
    SearchRequest request;
  };
  Asked any_question(Random& random) const {
    Asked asked{.person = below(random, size_.people), .document = below(random, size_.documents), .request = {}};
    const std::int32_t kind = below(random, 10);
    asked.by_own_code = kind < 5;
    if (kind < 5) asked.request.query = own_code(asked.document);
    else if (kind == 5) asked.request.query = mistyped(own_word(asked.document), random);
    for (int i = 0; i < (kind < 5 ? 1 : 3); ++i)
      asked.request.query.append(asked.request.query.empty() ? "" : " ").append(kWords[random() % std::size(kWords)]);
    return asked;
  }

  /// One pair: the search, then the document and its chunk by their ids.
  Result<void> ask(const Retriever& asked_of, Random& random) {
    const Asked asked = any_question(random);
    const Moment begin = now();
    ONGGI_TRY(const Viewer viewer, people_->viewer_of(person_ids_[static_cast<std::size_t>(asked.person)], "test"));
    ONGGI_TRY(const SearchResult found, asked_of.search(asked.request, viewer, Cancel()));
    ONGGI_TRY(const auto visible, permissions_->visible_to(viewer));
    const bool by_address = catalog_->get(visible, document_id(asked.document)).has_value();
    ONGGI_TRY(const auto chunks, catalog_->chunks(visible, {chunk_id(asked.document)}));
    const Moment end = now();
    judge(asked, found, by_address, !chunks.empty(), begin, end);
    return {};
  }

  void judge(const Asked& asked, const SearchResult& found, bool document_came, bool chunk_came, Moment begin,
             Moment end) {
    const Label clearance = clearances_[static_cast<std::size_t>(asked.person)];
    const std::shared_lock truth(truth_.mutex);
    const auto may = truth_.closure(asked.person, begin, end, false);
    const auto must = truth_.closure(asked.person, begin, end, true);
    const auto number = [](const DocumentId& id) { return std::stoi(id.str().substr(4)); };
    const auto may_see = [&](std::int32_t document) {
      return truth_.sees(may, clearance, document, begin, end, false);
    };
    std::int64_t leaks = 0, told_words = 0;
    bool came = false;
    for (const Hit& hit : found.hits) {
      leaks += may_see(number(hit.document)) ? 0 : 1;
      came = came || number(hit.document) == asked.document;
    }
    // A word that was looked for beside what was typed is told only where a hit holds it.
    for (const retrieve::Variant& variant : found.variants)
      told_words += variant.meant == own_word(asked.document) && !may_see(asked.document) ? 1 : 0;
    const bool could = truth_.sees(must, clearance, asked.document, begin, end, true);
    const std::scoped_lock lock(mutex_);
    ++report_.pairs, report_.hits += std::ssize(found.hits), report_.leaks += leaks;
    report_.told_words += told_words, report_.told += std::ssize(found.variants);
    report_.leaks_by_address += (document_came || chunk_came) && !may_see(asked.document) ? 1 : 0;
    if (asked.by_own_code && could) ++report_.looked_for, report_.missed += came && document_came ? 0 : 1;
    seen_share_ += could ? 1 : 0;
  }

  // ---- changes ----
  Result<void> change_until(const std::atomic<bool>& over) {
    Random random(3);
    while (!over && !failed_) {
      ONGGI_CHECK(below(random, 4) == 0 ? change_readers(random) : change_membership(random));
      ++report_changes_;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    report_.changes = report_changes_;
    return {};
  }

  /// A person changes the team or a project, or a project its place. As many memberships of each kind end as begin, so
  /// that nesting stays as it was however long this goes on.
  Result<void> change_membership(Random& random) {
    const bool person = below(random, 10) < 8;
    const std::int32_t member = person ? below(random, size_.people) : project(random);
    const std::vector<std::int32_t> memberships = now_above(member);
    std::int32_t other = -1;
    if (memberships.empty() && below(random, 3) == 0) other = any_above(member, random);
    if (!memberships.empty()) {
      const std::int32_t left = memberships[random() % memberships.size()];
      ONGGI_CHECK(leave(member, left));
      if (person) other = is_project(left) ? project(random) : team(random);
      else if (below(random, 3) == 0) other = any_above(member, random);
    }
    return other == -1 || is_in(member, other) ? Result<void>{} : join(member, other);
  }

  Result<void> leave(std::int32_t member, std::int32_t group) {
    stamp([&](Moment at) { ending(member, group).must_to = at; });
    ONGGI_CHECK(people_->leave(name(group).substr(6), name(member)));
    stamp([&](Moment at) {
      ending(member, group).may_to = at;
      forget(truth_.above(member), at);
    });
    return {};
  }
  Result<void> join(std::int32_t member, std::int32_t group) {
    stamp([&](Moment at) { truth_.above(member).push_back({group, {.may_from = at, .must_from = kAlways}}); });
    ONGGI_CHECK(people_->join(name(group).substr(6), name(member)));
    stamp([&](Moment at) { truth_.above(member).back().holding.must_from = at; });
    return {};
  }

  /// What ended so long ago that no search under way can have seen it. A slower search would be called a leak, not let
  /// through.
  template <class Held>
  static void forget(std::deque<Held>& all, Moment at) {
    constexpr Moment kLongest = 60'000'000'000;
    std::erase_if(all, [&](const Held& one) { return one.holding.may_to < at - kLongest; });
  }

  std::vector<std::int32_t> now_above(std::int32_t member) {
    const std::shared_lock lock(truth_.mutex);
    std::vector<std::int32_t> groups;
    for (const Membership& one : truth_.above(member))
      if (one.holding.may_to == kAlways) groups.push_back(one.group);
    return groups;
  }
  bool is_in(std::int32_t member, std::int32_t group) {
    const std::shared_lock lock(truth_.mutex);
    return std::ranges::any_of(truth_.above(member), [&](const Membership& one) {
      return one.group == group && one.holding.may_to == kAlways;
    });
  }
  Holding& ending(std::int32_t member, std::int32_t group) {
    return std::ranges::find_if(
               truth_.above(member),
               [&](const Membership& one) { return one.group == group && one.holding.may_to == kAlways; })
        ->holding;
  }
  void stamp(const std::function<void(Moment)>& change) {
    const std::scoped_lock lock(truth_.mutex);
    change(now());
  }

  /// Another label, other readers: in the catalog first, then in the index.
  Result<void> change_readers(Random& random) {
    const std::int32_t document = below(random, size_.documents);
    Readers readers = any_readers(random);
    ONGGI_CHECK(written([&](SqlSession& session) -> Result<void> {
      ONGGI_TRY(readers.permission, intern(session, readers));
      return {};
    }));
    ONGGI_TRY(DocumentRow row, catalog_->row(document_id(document)));
    row.permission = readers.permission;
    stamp([&](Moment at) {
      truth_.readers(document).back().holding.must_to = at;
      readers.holding = {.may_from = at, .must_from = kAlways};
      truth_.readers(document).push_back(readers);
    });
    ONGGI_CHECK(written([&](SqlSession& session) { return catalog_->put(session, row); }));
    ONGGI_CHECK(index_->set_permission(row.id, row.permission));
    stamp([&](Moment at) {
      auto& all = truth_.readers(document);
      all.back().holding.must_from = at, all[all.size() - 2].holding.may_to = at;
      forget(all, at);
    });
    return {};
  }

  // ---- what it costs ----

  /// The same questions over the same documents, in turn as a person and where everybody sees everything.
  Result<void> measure() {
    constexpr int kTimed = 2'000;
    ONGGI_CHECK(database_->compact({}));
    std::filesystem::copy_file(folder_ / "onggi.db", folder_ / "open.db");
    ONGGI_TRY(const auto database, Database::open({.url = "sqlite:" + (folder_ / "open.db").string()}));
    ONGGI_CHECK(database->execute("UPDATE documents SET permission = :1", {everyone_.str()}));
    const Permissions permissions(database);
    const Catalog catalog(database, system_clock());
    const Retriever asked_of = retriever(*index_, *catalog_, *permissions_);
    const Retriever open_of = retriever(*open_index_, catalog, permissions);
    const Viewer all{PersonId("person_all"), "all", Role::reader, Label::classified, {"everyone"}, "test"};
    Random random(4);
    std::vector<double> with, without;
    for (int i = 0; i < kTimed; ++i) {
      const Asked asked = any_question(random);
      const Moment begin = now();
      ONGGI_TRY(const Viewer viewer, people_->viewer_of(person_ids_[static_cast<std::size_t>(asked.person)], "test"));
      ONGGI_CHECK(asked_of.search(asked.request, viewer, Cancel()));
      const Moment between = now();
      ONGGI_CHECK(open_of.search(asked.request, all, Cancel()));
      with.push_back(static_cast<double>(between - begin) / 1e3);
      without.push_back(static_cast<double>(now() - between) / 1e3);
    }
    std::ranges::sort(with), std::ranges::sort(without);
    report_.p50_us = with[kTimed / 2], report_.p95_us = with[kTimed * 95 / 100];
    report_.p50_open_us = without[kTimed / 2], report_.p95_open_us = without[kTimed * 95 / 100];
    return {};
  }

  const std::filesystem::path& folder_;
  const Analyzer& analyzer_;
  std::shared_ptr<Embedder> embedder_;
  StressSize size_;
  Truth truth_;
  std::optional<Vault> vault_;
  std::shared_ptr<Database> database_;
  std::unique_ptr<People> people_;
  std::unique_ptr<Permissions> permissions_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Index> index_, open_index_;
  PermissionId everyone_;
  std::vector<PersonId> person_ids_;
  std::vector<Label> clearances_;
  std::vector<std::string> group_ids_;
  std::mutex mutex_;
  StressReport report_;
  std::int64_t report_changes_ = 0;
  double seen_share_ = 0;
  Result<void> failure_;
  std::atomic<bool> failed_ = false;
};

}  // namespace

Result<StressReport> stress_permissions(const std::filesystem::path& folder, const Analyzer& analyzer,
                                        std::shared_ptr<Embedder> embedder, const StressSize& size) {
  return Stress(folder, analyzer, std::move(embedder), size).run();
}

}  // namespace onggi::any
