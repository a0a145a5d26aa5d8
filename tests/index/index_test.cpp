// The index case by case: filters, errors, notes, what a restart keeps, kills and damage.
#include <atomic>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "base/log.h"
#include "index/any_index.h"
#include "index/bytes.h"
#include "index/embedded_index.h"

namespace onggi {
namespace {

std::vector<Token> words(const std::vector<std::string>& terms) {
  std::vector<Token> tokens;
  for (const std::string& term : terms)
    tokens.push_back({term, TokenKind::morpheme, {}, static_cast<std::uint32_t>(tokens.size())});
  return tokens;
}

IndexedChunk chunk(const std::string& id, const std::string& document, const std::vector<std::string>& body,
                   const std::string& permission = "per_0") {
  return {ChunkId(id), DocumentId(document), PermissionId(permission), {}, words(body), {}};
}

std::vector<std::string> found(const Index& index, const std::vector<std::string>& query, const IndexFilter& filter) {
  std::vector<std::string> ids;
  const auto hits = index.search_lexical(query_terms(words(query)), filter, 10, Cancel());
  EXPECT_TRUE(hits.has_value());
  for (const IndexHit& hit : *hits) ids.push_back(hit.chunk.str());
  return ids;
}

using Ids = std::vector<std::string>;

class IndexTest : public testing::Test {
 protected:
  any::Folder folder_;
  std::unique_ptr<Index> index_ = any::open(any::options(folder_));

  void reopen(IndexOptions options, bool rebuilt = false) {
    index_.reset();
    index_ = any::open(options, rebuilt);
  }
};

TEST_F(IndexTest, FindsNothingWithoutAPermission) {
  ASSERT_TRUE(
      index_->replace(DocumentId("a"), {chunk("a1", "a", {"연차", "휴가"}), chunk("a2", "a", {"출장"})}).has_value());
  EXPECT_EQ(found(*index_, {"휴가"}, {}), Ids{});
  EXPECT_EQ(found(*index_, {"휴가"}, {{PermissionId("per_9")}, {}}), Ids{});
  EXPECT_EQ(found(*index_, {"휴가"}, {{PermissionId("")}, {}}), Ids{});
  EXPECT_EQ(found(*index_, {"휴가"}, {{PermissionId("per_0")}, {}}), Ids{"a1"});
  EXPECT_EQ(found(*index_, {"휴가"}, {{PermissionId("per_0")}, {DocumentId("b")}}), Ids{});
}

TEST_F(IndexTest, ADocumentWithAnEmptyPermissionIsNeverFound) {
  ASSERT_TRUE(index_->replace(DocumentId("a"), {chunk("a1", "a", {"휴가"}, "")}).has_value());
  EXPECT_EQ(found(*index_, {"휴가"}, {{PermissionId(""), PermissionId("per_0")}, {}}), Ids{});
}

TEST_F(IndexTest, RewritingLeavesNoTermOfWhatIsGone) {
  const auto on_disk = [&](const std::string& term) {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      if (read_file(entry.path())->find(term) != std::string::npos) return true;
    return false;
  };
  std::vector<IndexedChunk> chunks;
  for (int i = 0; i < 20; ++i) chunks.push_back(chunk("a" + std::to_string(i), "a", {"휴가", "도갑순례"}));
  ASSERT_TRUE(index_->replace(DocumentId("a"), chunks).has_value());
  for (const char* id : {"b", "c"})
    ASSERT_TRUE(index_->replace(DocumentId(id), {chunk(id + std::string("1"), id, {"휴가", id})}).has_value());
  for (int i = 0; i < 8; ++i) {  // so that all lie in one segment
    const std::string id = "d" + std::to_string(i);
    ASSERT_TRUE(index_->replace(DocumentId(id), {chunk(id + "1", id, {"출장"})}).has_value());
  }
  ASSERT_TRUE(index_->save().has_value());
  ASSERT_TRUE(on_disk("도갑순례"));
  ASSERT_TRUE(index_->replace(DocumentId("a"), {chunk("a1", "a", {"휴가", "이름"})}).has_value());
  ASSERT_TRUE(index_->rewrite().has_value());
  EXPECT_FALSE(on_disk("도갑순례"));
  const IndexFilter all{{PermissionId("per_0")}, {}};
  EXPECT_EQ(found(*index_, {"휴가"}, all).size(), 3U);
  reopen(any::options(folder_));
  EXPECT_EQ(found(*index_, {"휴가"}, all).size(), 3U);
  EXPECT_EQ(found(*index_, {"출장"}, all).size(), 8U);
  EXPECT_EQ(found(*index_, {"도갑순례"}, all), Ids{});
}

TEST_F(IndexTest, AChangedPermissionCountsAtOnceAndAfterARestart) {
  ASSERT_TRUE(index_->replace(DocumentId("a"), {chunk("a1", "a", {"휴가"})}).has_value());
  ASSERT_TRUE(index_->save().has_value());
  ASSERT_TRUE(index_->set_permission(DocumentId("a"), PermissionId("per_1")).has_value());
  EXPECT_EQ(found(*index_, {"휴가"}, {{PermissionId("per_0")}, {}}), Ids{});
  EXPECT_EQ(found(*index_, {"휴가"}, {{PermissionId("per_1")}, {}}), Ids{"a1"});
  ASSERT_TRUE(index_->save().has_value());
  reopen(any::options(folder_));
  EXPECT_EQ(found(*index_, {"휴가"}, {{PermissionId("per_0")}, {}}), Ids{});
  EXPECT_EQ(found(*index_, {"휴가"}, {{PermissionId("per_1")}, {}}), Ids{"a1"});
  EXPECT_EQ(index_->set_permission(DocumentId("b"), PermissionId("per_1")).error().code, ErrorCode::not_found);
}

TEST_F(IndexTest, TheLeadWeighsMoreThanTheBody) {
  IndexedChunk titled = chunk("z", "a", {"규정", "출장"});
  titled.lead_tokens = words({"여비"});
  titled.body_tokens.pop_back();
  ASSERT_TRUE(index_->replace(DocumentId("a"), {titled, chunk("b", "a", {"규정", "여비"})}).has_value());
  EXPECT_EQ(found(*index_, {"여비"}, any::everything()), (Ids{"z", "b"}));
}

TEST_F(IndexTest, EqualScoresAreOrderedByChunkId) {
  ASSERT_TRUE(index_->replace(DocumentId("b"), {chunk("c2", "b", {"휴가"}), chunk("c9", "b", {"휴가"})}).has_value());
  ASSERT_TRUE(index_->replace(DocumentId("a"), {chunk("c5", "a", {"휴가"}), chunk("c1", "a", {"휴가"})}).has_value());
  EXPECT_EQ(found(*index_, {"휴가"}, any::everything()), (Ids{"c1", "c2", "c5", "c9"}));
}

TEST_F(IndexTest, RefusesWhatWouldBreakItsPromises) {
  const auto code = [&](std::vector<IndexedChunk> chunks) {
    return index_->replace(DocumentId("a"), std::move(chunks)).error().code;
  };
  EXPECT_EQ(code({chunk("a1", "b", {"휴가"})}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({chunk("a1", "a", {"휴가"}), chunk("a1", "a", {"출장"})}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({chunk("a1", "a", {"휴가"}), chunk("a2", "a", {"휴가"}, "per_1")}), ErrorCode::invalid_argument);
  IndexedChunk with_vector = chunk("a1", "a", {"휴가"});
  with_vector.vector = {1, 0};
  EXPECT_EQ(code({with_vector}), ErrorCode::invalid_argument);
  EXPECT_EQ(index_->search_lexical(query_terms(words({"휴가"})), {}, 0, Cancel()).error().code,
            ErrorCode::invalid_argument);
  const std::vector<float> short_query{1, 0};
  EXPECT_EQ(index_->search_vector(short_query, {}, 5, Cancel()).error().code, ErrorCode::invalid_argument);
}

TEST_F(IndexTest, ManyDocumentsAtOnceAreOneChange) {
  const auto document = [](const std::string& id, const std::string& word, const std::string& key) {
    return IndexedDocument{DocumentId(id), {chunk(id + "1", id, {word})}, key};
  };
  ASSERT_TRUE(index_
                  ->replace_all({document("a", "휴가", "key-a"),
                                 document("b", "휴가", ""),
                                 {DocumentId("빈 문서"), {}, "key-c"},
                                 {DocumentId("없던 문서"), {}, ""}})
                  .has_value());
  EXPECT_EQ(found(*index_, {"휴가"}, any::everything()), (Ids{"a1", "b1"}));
  EXPECT_EQ(*index_->contents(),
            (std::unordered_map<DocumentId, std::string>{
                {DocumentId("a"), "key-a"}, {DocumentId("b"), ""}, {DocumentId("빈 문서"), "key-c"}}));
  EXPECT_EQ(index_->stats().segments, 1);
  const auto twice =
      index_->replace_all({document("c", "휴가", ""), document("a", "출장", ""), document("a", "출장", "")});
  EXPECT_EQ(twice.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(index_->replace_all({document("c", "휴가", ""), {DocumentId("d"), {chunk("d1", "e", {"휴가"})}, ""}})
                .error()
                .code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(found(*index_, {"휴가"}, any::everything()), (Ids{"a1", "b1"}));
  ASSERT_TRUE(index_->replace_all({{DocumentId("a"), {}, ""}, document("b", "출장", "key-b")}).has_value());
  EXPECT_EQ(found(*index_, {"휴가"}, any::everything()), Ids{});
  EXPECT_EQ(found(*index_, {"출장"}, any::everything()), Ids{"b1"});
  EXPECT_EQ(index_->contents()->at(DocumentId("b")), "key-b");
  EXPECT_TRUE(index_->replace_all({}).has_value());
}

TEST_F(IndexTest, TheOrderOfTokensDoesNotMatter) {
  const std::vector<Token> ordered{{"휴가", TokenKind::bigram, {}, 0},
                                   {"휴가", TokenKind::morpheme, {}, 0},
                                   {"휴가", TokenKind::part, {}, 4},
                                   {"연차", TokenKind::morpheme, {}, 5},
                                   {"휴가", TokenKind::bigram, {}, 5}};
  std::vector<IndexedChunk> chunks;
  for (const std::vector<std::size_t>& order :
       {std::vector<std::size_t>{0, 1, 2, 3, 4}, {4, 2, 1, 3, 0}, {1, 2, 0, 4, 3}}) {
    chunks.push_back(chunk("a" + std::to_string(chunks.size()), "a", {}));
    for (const std::size_t at : order) chunks.back().body_tokens.push_back(ordered[at]);
  }
  ASSERT_TRUE(index_->replace(DocumentId("a"), chunks).has_value());
  const auto hits = *index_->search_lexical(query_terms(words({"휴가"})), any::everything(), 5, Cancel());
  ASSERT_EQ(hits.size(), 3U);
  for (const IndexHit& hit : hits) EXPECT_EQ(hit.score, hits[0].score);
}

TEST_F(IndexTest, AnIndexOfAnotherFormatIsRebuilt) {
  ASSERT_TRUE(index_->replace(DocumentId("a"), {chunk("a1", "a", {"휴가"})}).has_value());
  ASSERT_TRUE(index_->save().has_value());
  index_.reset();
  const auto path = folder_.path() / index::kManifestName;
  std::string bytes = *read_file(path);
  const std::size_t at = bytes.find("onggi index 2");
  ASSERT_NE(at, std::string::npos);
  bytes[at + 12] = '1';
  bytes.resize(bytes.size() - sizeof(std::uint64_t));
  const std::uint64_t sum = index::checksum(bytes);
  bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  std::ofstream(path) << bytes;
  {
    auto opened = open_embedded_index(any::options(folder_));
    ASSERT_TRUE(opened.has_value());
    EXPECT_TRUE(opened->rebuilt);
    EXPECT_EQ(opened->why, "format");
    EXPECT_TRUE(opened->index->contents()->empty());
    ASSERT_TRUE(opened->index->replace(DocumentId("a"), {chunk("a1", "a", {"휴가"})}).has_value());
    ASSERT_TRUE(opened->index->save().has_value());
  }
  index_ = any::open(any::options(folder_));
  EXPECT_EQ(found(*index_, {"휴가"}, any::everything()), Ids{"a1"});
}

TEST_F(IndexTest, StopsWhenAsked) {
  ASSERT_TRUE(index_->replace(DocumentId("a"), {chunk("a1", "a", {"휴가"})}).has_value());
  Cancel cancel;
  EXPECT_EQ(index_
                ->search_lexical(query_terms(words({"휴가"})), any::everything(), 5,
                                 cancel.with_timeout(std::chrono::milliseconds(-1)))
                .error()
                .code,
            ErrorCode::timeout);
  cancel.request();
  EXPECT_EQ(index_->search_lexical(query_terms(words({"휴가"})), any::everything(), 5, cancel).error().code,
            ErrorCode::cancelled);
}

TEST_F(IndexTest, AVectorOfZerosIsNearToNothing) {
  IndexedChunk empty = chunk("a1", "a", {"휴가"});
  empty.vector.assign(any::kDimensions, 0.0F);
  IndexedChunk full = chunk("a2", "a", {"휴가"});
  full.vector.assign(any::kDimensions, 0.5F);
  ASSERT_TRUE(index_->replace(DocumentId("a"), {empty, full}).has_value());
  const auto hits = index_->search_vector(full.vector, any::everything(), 5, Cancel());
  ASSERT_EQ(hits->size(), 1U);
  EXPECT_EQ(hits->front().chunk.str(), "a2");
  EXPECT_NEAR(hits->front().score, 1.0, 1e-3);
  EXPECT_TRUE(index_->search_vector(empty.vector, any::everything(), 5, Cancel())->empty());
}

TEST_F(IndexTest, NotesSurviveARestartAndGoWithTheDocument) {
  ASSERT_TRUE(index_->replace(DocumentId("a"), {chunk("a1", "a", {"휴가"})}).has_value());
  ASSERT_TRUE(index_->note(DocumentId("a"), "key-1").has_value());
  ASSERT_TRUE(index_->note(DocumentId("빈 문서"), "key-2").has_value());
  ASSERT_TRUE(index_->save().has_value());
  ASSERT_TRUE(index_->note(DocumentId("a"), "key-3").has_value());
  reopen(any::options(folder_));
  EXPECT_EQ(*index_->contents(), (std::unordered_map<DocumentId, std::string>{{DocumentId("a"), "key-1"},
                                                                              {DocumentId("빈 문서"), "key-2"}}));
  ASSERT_TRUE(index_->replace(DocumentId("a"), {chunk("a2", "a", {"휴가"})}).has_value());
  ASSERT_TRUE(index_->replace(DocumentId("빈 문서"), {}).has_value());
  EXPECT_EQ(*index_->contents(), (std::unordered_map<DocumentId, std::string>{{DocumentId("a"), ""}}));
}

TEST_F(IndexTest, AnotherTokenVersionStartsEmpty) {
  ASSERT_TRUE(index_->replace(DocumentId("a"), {chunk("a1", "a", {"휴가"})}).has_value());
  ASSERT_TRUE(index_->save().has_value());
  IndexOptions options = any::options(folder_);
  options.token_version = "tokens-2";
  reopen(options, true);
  EXPECT_EQ(index_->stats().chunks, 0);
  ASSERT_TRUE(index_->save().has_value());
  reopen(options);
}

TEST_F(IndexTest, AnotherVectorVersionKeepsWordsAndAsksForVectors) {
  IndexedChunk with_vector = chunk("a1", "a", {"휴가"});
  with_vector.vector.assign(any::kDimensions, 1.0F);
  ASSERT_TRUE(index_->replace(DocumentId("a"), {with_vector}).has_value());
  ASSERT_TRUE(index_->note(DocumentId("a"), "key").has_value());
  EXPECT_EQ(index_->stats().vector_version, "vectors-1");
  ASSERT_TRUE(index_->save().has_value());
  IndexOptions options = any::options(folder_);
  options.vector_version = "vectors-2";
  options.dimensions = 7;
  reopen(options, true);
  EXPECT_EQ(found(*index_, {"휴가"}, any::everything()), Ids{"a1"});
  EXPECT_EQ(index_->stats().vector_version, "");
  EXPECT_EQ(index_->contents()->at(DocumentId("a")), "");
  EXPECT_TRUE(index_->search_vector(std::vector<float>(7, 1.0F), any::everything(), 5, Cancel())->empty());
  ASSERT_TRUE(index_->save().has_value());
  reopen(options);
  EXPECT_EQ(found(*index_, {"휴가"}, any::everything()), Ids{"a1"});
}

TEST_F(IndexTest, VectorsBecomeOthersWhileWordsAreFound) {
  const auto with = [](const std::string& id, const std::string& document, std::int32_t dimensions) {
    IndexedChunk made = chunk(id, document, {"휴가"});
    made.vector.assign(static_cast<std::size_t>(dimensions), 1.0F);
    return made;
  };
  ASSERT_TRUE(index_->replace(DocumentId("a"), {with("a1", "a", any::kDimensions)}).has_value());
  ASSERT_TRUE(index_->note(DocumentId("a"), "key").has_value());
  ASSERT_TRUE(index_->note(DocumentId("빈 문서"), "key").has_value());
  ASSERT_TRUE(index_->save().has_value());
  ASSERT_TRUE(index_->change_vectors(7, "vectors-2").has_value());
  EXPECT_EQ(kept_vectors(folder_.path()).version, "vectors-1") << "until it is saved";
  EXPECT_EQ(found(*index_, {"휴가"}, any::everything()), Ids{"a1"});
  EXPECT_EQ(index_->contents()->at(DocumentId("a")), "") << "is to be brought again";
  EXPECT_EQ(index_->contents()->at(DocumentId("빈 문서")), "key") << "had no vectors";
  EXPECT_FALSE(index_->search_vector(std::vector<float>(24, 1.0F), any::everything(), 5, Cancel()).has_value());
  EXPECT_TRUE(index_->search_vector(std::vector<float>(7, 1.0F), any::everything(), 5, Cancel())->empty());
  EXPECT_FALSE(index_->replace(DocumentId("b"), {with("b1", "b", any::kDimensions)}).has_value());
  ASSERT_TRUE(index_->replace(DocumentId("b"), {with("b1", "b", 7)}).has_value());
  ASSERT_TRUE(index_->save().has_value());
  EXPECT_EQ(kept_vectors(folder_.path()).version, "vectors-2");
  EXPECT_EQ(kept_vectors(folder_.path()).dimensions, 7);
  IndexOptions options = any::options(folder_);
  options.vector_version = "vectors-2", options.dimensions = 7;
  reopen(options);
  EXPECT_EQ(found(*index_, {"휴가"}, any::everything()), (Ids{"a1", "b1"}));
  const auto near = index_->search_vector(std::vector<float>(7, 1.0F), any::everything(), 5, Cancel());
  ASSERT_EQ(near->size(), 1U);
  EXPECT_EQ(near->front().chunk.str(), "b1");
}

// Searches and changes go on meanwhile: none meets vectors of another length.
TEST_F(IndexTest, VectorsBecomeOthersBesideSearchesAndMerges) {
  any::Random random(11);
  std::atomic<bool> over = false;
  std::thread searcher([&] {
    any::Random own(12);
    while (!over) {
      const auto hits = index_->search_vector(any::vector(own), any::everything(), 10, Cancel());
      EXPECT_LE(hits ? hits->size() : 0, 10U);
    }
  });
  std::int32_t dimensions = any::kDimensions;
  for (std::uint32_t round = 0; round < 60; ++round) {
    std::vector<IndexedDocument> documents;
    for (std::uint32_t i = 0; i < 50; ++i) {
      auto made = any::chunks(random, any::document_id(i));
      for (IndexedChunk& one : made) one.vector.resize(static_cast<std::size_t>(dimensions), 0.5F);
      documents.push_back({any::document_id(i), std::move(made), "1"});
    }
    ASSERT_TRUE(index_->replace_all(std::move(documents)).has_value());
    if (round % 3 == 2) {
      dimensions = dimensions == 7 ? any::kDimensions : 7;
      ASSERT_TRUE(index_->change_vectors(dimensions, "vectors-" + std::to_string(round)).has_value());
    }
    if (round % 5 == 4) {
      ASSERT_TRUE(index_->save().has_value());
    }
  }
  over = true;
  searcher.join();
  EXPECT_TRUE(index_->settle(Cancel()).has_value());
}

TEST_F(IndexTest, OneProcessHoldsAFolder) {
  const auto second = open_embedded_index(any::options(folder_));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_EQ(second.error().reason, "in_use");
}

TEST_F(IndexTest, ReadsMappedFilesAfterSavingAndLeavesNoOldOnesBehind) {
  any::Random random(5);
  for (std::uint32_t i = 0; i < 100; ++i) {
    ASSERT_TRUE(index_->replace(any::document_id(i % 30), any::chunks(random, any::document_id(i % 30))).has_value());
    if (i % 9 == 0) {
      ASSERT_TRUE(index_->save().has_value());
    }
  }
  ASSERT_TRUE(index_->save().has_value());
  std::int64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    if (entry.path().extension() == ".segment" || entry.path().extension() == ".vectors")
      bytes += static_cast<std::int64_t>(entry.file_size());
  EXPECT_EQ(index_->stats().bytes_on_disk, bytes);
  EXPECT_LT(index_->stats().bytes_in_memory, 1000);
}

// ---- kills and damage ----

/// Works until its last operation, then fails as a killed process would: nothing after it happens. The file that is
/// being written then may be torn under its own name, which is worse than what a rename leaves.
class DyingDisk final : public index::Disk {
 public:
  explicit DyingDisk(int operations) : left_(operations) {}
  Result<void> write(const std::filesystem::path& path, std::string_view bytes) override {
    if (left_-- > 0) return Disk::write(path, bytes);
    if (left_ == -1 && path.filename() != index::kManifestName)
      std::ofstream(path) << bytes.substr(0, bytes.size() / 2);
    return fail(ErrorCode::unavailable, "killed");
  }
  void remove(const std::filesystem::path& path) override {
    if (left_-- > 0) Disk::remove(path);
  }
  bool died() const { return left_ < 0; }

 private:
  int left_;
};

void fill(Index& index, std::uint64_t seed, std::uint32_t changes) {
  any::Random random(seed);
  for (std::uint32_t i = 0; i < changes; ++i) {
    const DocumentId document = any::document_id(any::up_to(random, 20));
    ASSERT_TRUE(index.replace(document, any::chunks(random, document)).has_value());
    ASSERT_TRUE(index.note(document, std::to_string(seed) + "-" + std::to_string(i)).has_value());
  }
}

TEST(IndexKill, ASaveThatIsKilledAnywhereLeavesTheOldStateOrTheNewOne) {
  for (int operations = 0;; ++operations) {
    const any::Folder folder;
    any::Random random(1);
    const auto query = query_terms(any::tokens(random, 5));
    {
      auto index = any::open(any::options(folder));
      fill(*index, 1, 30);
      ASSERT_TRUE(index->save().has_value());
    }
    std::unordered_map<DocumentId, std::string> old_contents, new_contents;
    std::vector<IndexHit> old_hits, new_hits;
    bool died = false;
    {
      auto disk = std::make_unique<DyingDisk>(operations);
      const DyingDisk& watched = *disk;
      auto opened = index::open_on_disk(any::options(folder), std::move(disk));
      ASSERT_TRUE(opened.has_value());
      old_contents = *opened->index->contents();
      old_hits = *opened->index->search_lexical(query, any::everything(), 20, Cancel());
      fill(*opened->index, 2, 12);
      new_contents = *opened->index->contents();
      new_hits = *opened->index->search_lexical(query, any::everything(), 20, Cancel());
      static_cast<void>(opened->index->save());
      died = watched.died();
    }
    auto index = any::open(any::options(folder));
    const auto contents = *index->contents();
    const bool is_new = contents == new_contents;
    ASSERT_TRUE(is_new || contents == old_contents) << "killed at operation " << operations;
    any::expect_same(*index->search_lexical(query, any::everything(), 20, Cancel()), is_new ? new_hits : old_hits, 0);
    if (died) continue;
    EXPECT_TRUE(is_new);
    EXPECT_GT(operations, 4);
    return;
  }
}

/// Refuses to write once, as a full disk does.
class FullDisk final : public index::Disk {
 public:
  Result<void> write(const std::filesystem::path& path, std::string_view bytes) override {
    if (++writes_ == 3) return fail(ErrorCode::unavailable, "disk full", "disk_full");
    return Disk::write(path, bytes);
  }

 private:
  int writes_ = 0;
};

TEST(IndexKill, AFullDiskCostsNothingAndTheNextSaveSucceeds) {
  const any::Folder folder;
  std::unordered_map<DocumentId, std::string> contents;
  {
    auto opened = index::open_on_disk(any::options(folder), std::make_unique<FullDisk>());
    ASSERT_TRUE(opened.has_value());
    fill(*opened->index, 3, 20);
    contents = *opened->index->contents();
    EXPECT_EQ(opened->index->save().error().reason, "disk_full");
    EXPECT_EQ(*opened->index->contents(), contents);
    EXPECT_TRUE(opened->index->save().has_value());
  }
  EXPECT_EQ(*any::open(any::options(folder))->contents(), contents);
}

TEST(IndexDamage, AnyFlippedCutOrMissingFileGivesAnEmptyIndexThatCanBeFilledAgain) {
  set_log_level(LogLevel::error);  // hundreds of "must be rebuilt"
  const any::Folder folder;
  {
    auto index = any::open(any::options(folder));
    fill(*index, 4, 12);
    ASSERT_TRUE(index->save().has_value());
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    if (entry.path().filename() != "lock") files.push_back(entry.path());
  ASSERT_GE(files.size(), 4U);
  const auto expect_damaged = [&](const std::string& what) {
    const auto opened = open_embedded_index(any::options(folder));
    ASSERT_TRUE(opened.has_value()) << what;
    EXPECT_TRUE(opened->rebuilt) << what;
    EXPECT_EQ(opened->why, "damaged");
    EXPECT_TRUE(opened->index->contents()->empty());
    EXPECT_TRUE(opened->index->search_lexical(query_terms(words({"낱말1"})), any::everything(), 5, Cancel())->empty());
  };
  any::Random random(6);
  for (const auto& path : files) {
    const std::string whole = *read_file(path);
    for (int i = 0; i < 40; ++i) {
      std::string bytes = whole;
      const std::size_t at = i < 20 ? static_cast<std::size_t>(i) * bytes.size() / 20 : random() % bytes.size();
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8)));
      std::ofstream(path) << bytes;
      expect_damaged(path.filename().string() + " flipped at " + std::to_string(at));
    }
    std::ofstream(path) << whole.substr(0, whole.size() / 2);
    expect_damaged("cut");
    std::ofstream(path) << "";
    expect_damaged("empty");
    if (path.filename() != index::kManifestName) {
      std::filesystem::remove(path);
      expect_damaged("missing");
    }
    std::ofstream(path) << whole;
  }
  EXPECT_EQ(any::open(any::options(folder))->contents()->empty(), false);
  std::ofstream(files.front()) << "x";
  {
    auto opened = open_embedded_index(any::options(folder));
    ASSERT_TRUE(opened.has_value());
    fill(*opened->index, 5, 10);
    ASSERT_TRUE(opened->index->save().has_value());
  }
  EXPECT_FALSE(any::open(any::options(folder))->contents()->empty());
}

}  // namespace
}  // namespace onggi
