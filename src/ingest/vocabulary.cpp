// See vocabulary.h.
#include "ingest/vocabulary.h"

#include <algorithm>
#include <set>

#include "ingest/jobs.h"
#include "ingest/word_proposals.h"

namespace onggi {

using namespace ingest_room;  // NOLINT(google-build-using-namespace): the inside of this very room

namespace {

constexpr int kSweepsMax = 10;  // of one job, while somebody keeps changing words

}  // namespace

Result<void> Vocabulary::take_file(const std::filesystem::path& file) {
  std::vector<UserWord> words;
  if (!file.empty()) {
    ONGGI_TRY(const UserWords read, UserWords::read(file));
    words = read.all();
  }
  const auto kept =
      parts_.database->write<bool>([&](SqlSession& session) { return parts_.words.keep_file(session, words); });
  return kept ? Result<void>{} : std::unexpected(kept.error());
}

// A word of a group that the dictionary would cut to pieces is one of the company's, too.
Result<UserWords> Vocabulary::compiled(const KeptWords& kept) const {
  std::vector<UserWord> words;
  std::set<std::string> known;
  for (const CompanyWord& word : kept.words) {
    known.insert(UserWords::key(word.word.word));
    words.push_back(word.word);
  }
  for (const SynonymGroup& group : kept.groups)
    for (const std::string& word : group.words)
      if (is_unknown_word(parts_.analyzer, word) && known.insert(UserWords::key(word)).second)
        words.push_back({.word = word, .parts = {}});
  return UserWords::of(words);
}

Result<void> Vocabulary::follow() {
  const std::scoped_lock lock(following_);
  ONGGI_TRY(const WordsState now, parts_.words.state());
  if (now.state == parts_.analyzer.words_state()) return {};
  ONGGI_TRY(const KeptWords kept, parts_.words.all());
  ONGGI_TRY(UserWords words, compiled(kept));
  parts_.analyzer.use_words(std::move(words), kept.state);
  if (parts_.use_groups) parts_.use_groups(kept.groups);
  return {};
}

Result<void> Vocabulary::apply(SqlSession& session, const WordsChange& change, const PersonId& by,
                               WordsChanged& done) const {
  for (const UserWord& word : change.add) {
    ONGGI_TRY(const bool added, parts_.words.add(session, word, by));
    done.anything = done.anything || added;
  }
  for (const auto& group : change.same) {
    ONGGI_TRY(const std::string id, parts_.words.same(session, group, by));
    done.anything = done.anything || !id.empty();
  }
  for (const std::string& word : change.remove) ONGGI_CHECK(parts_.words.remove(session, word));
  for (const std::string& word : change.alone) ONGGI_CHECK(parts_.words.alone(session, word));
  done.anything = done.anything || !change.remove.empty() || !change.alone.empty();
  ONGGI_TRY(const WordsState now, CompanyWords::state(session));
  done.state = now.state;
  return {};
}

Result<WordsChanged> Vocabulary::change(const WordsChange& change, const PersonId& by) {
  ONGGI_TRY(const WordsChanged done,
            parts_.database->write<WordsChanged>([&](SqlSession& session) -> Result<WordsChanged> {
              WordsChanged made;
              ONGGI_CHECK(CompanyWords::hold(session));
              ONGGI_CHECK(apply(session, change, by, made));
              if (made.anything) ONGGI_CHECK(parts_.jobs.enqueue(session, company_words_job()));
              return made;
            }));
  ONGGI_CHECK(follow());
  return done;
}

void Vocabulary::register_handlers(JobRunner& runner, std::function<Result<void>(const Cancel&)> bring) {
  runner.add(std::string(kCompanyWordsJobType),
             [this, bring = std::move(bring)](const JobContext& context) { return do_job(context, bring); });
}

Result<void> Vocabulary::queue_waiting() {
  ONGGI_TRY(const WordsState now, parts_.words.state());
  if (now.swept >= now.state) return {};
  if (parts_.analyzer.company_words().empty()) {  // most workspaces: nothing to look for
    ONGGI_TRY(const auto held, parts_.database->query("SELECT 1 AS held FROM documents WHERE words <> '' LIMIT 1"));
    if (held.empty()) return note_swept(now.state, 0);
  }
  ONGGI_CHECK(parts_.jobs.enqueue(company_words_job()));
  return {};
}

Result<void> Vocabulary::note_swept(std::int64_t state, std::int64_t documents) {
  const auto done = parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(CompanyWords::note_swept(session, state, documents));
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

Result<void> Vocabulary::do_job(const JobContext& context, const std::function<Result<void>(const Cancel&)>& bring) {
  const auto report = [&](std::int64_t done, std::int64_t all) {
    context.report(all == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(all), "company_words");
  };
  std::int64_t documents = 0, state = 0;
  for (int tries = 1;; ++tries) {
    ONGGI_CHECK(follow());
    state = parts_.analyzer.words_state();
    const auto changed = sweep(report, context.cancel);
    if (changed) documents += *changed;
    if (changed) break;
    if (changed.error().code != ErrorCode::conflict || tries == kSweepsMax) return std::unexpected(changed.error());
  }
  context.report(1.0, "index");
  ONGGI_CHECK(bring(context.cancel));
  ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(CompanyWords::note_swept(session, state, documents));
    ONGGI_CHECK(parts_.jobs.complete(session, context.job.id, context.worker));
    return true;
  }));
  return queue_waiting();  // what changed while the job ended
}

Result<std::int64_t> Vocabulary::sweep(const std::function<void(std::int64_t, std::int64_t)>& report,
                                       const Cancel& cancel) {
  ONGGI_CHECK(follow());
  const std::int64_t state = parts_.analyzer.words_state();
  const bool has_words = !parts_.analyzer.company_words().empty();
  ONGGI_TRY(const auto rows, parts_.catalog.all());
  std::int64_t seen = 0, changed = 0;
  for (const DocumentRow& row : rows) {
    ONGGI_CHECK(cancel.check());
    report(seen++, std::ssize(rows));
    if (row.stage_key.empty() || row.state == DocumentState::duplicate) continue;
    if (!has_words && row.words.empty()) continue;
    ONGGI_TRY(const bool other, renew(row, state));
    changed += other ? 1 : 0;
  }
  return changed;
}

Result<bool> Vocabulary::renew(const DocumentRow& row, std::int64_t state) {
  ONGGI_TRY(const auto texts, parts_.catalog.texts_of(row.id));
  const std::string words = parts_.analyzer.company_words_in(std::vector<std::string_view>(texts.begin(), texts.end()));
  if (parts_.analyzer.words_state() != state) return fail(ErrorCode::conflict, "the company's words changed meanwhile");
  if (words == row.words) return false;
  return parts_.database->write<bool>(
      [&](SqlSession& session) { return parts_.catalog.renew_words(session, row, words); });
}

Result<WordProposals> Vocabulary::proposals(const std::vector<PermissionId>& visible, std::size_t limit,
                                            const Cancel& cancel) const {
  ONGGI_TRY(const KeptWords kept, parts_.words.all());
  ONGGI_TRY(const auto dismissed, parts_.words.dismissed());
  WordHunt hunt(parts_.analyzer, kept, dismissed);
  WordProposals found;
  ONGGI_TRY(const auto documents, readable_documents(*parts_.database, visible));
  found.documents = std::ssize(documents);
  std::size_t bytes = 0;
  for (const ReadableDocument& document : documents) {
    if (bytes >= kProposalBytesMax) break;
    ONGGI_TRY(const auto chunks, chunks_to_read(*parts_.database, document.id));
    for (const ReadableChunk& chunk : chunks) {
      ONGGI_CHECK(cancel.check());
      hunt.read(document, chunk);
      bytes += chunk.text.size();
    }
    ++found.documents_read;
  }
  found.proposals = hunt.found(limit);
  return found;
}

Result<void> Vocabulary::dismiss(const std::string& proposal, const PersonId& by) {
  constexpr std::size_t kBytesMax = 1024;
  if (proposal.empty() || proposal.size() > kBytesMax || !is_valid_utf8(proposal))
    return fail(ErrorCode::invalid_argument, "no such proposal");
  const auto done = parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(parts_.words.dismiss(session, proposal, by));
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

}  // namespace onggi
