// Documents as they would stand in an index under other settings.
#include <gtest/gtest.h>

#include <string>

#include "ingest/indexed_ingest.h"

namespace onggi {
namespace {

class IndexOtherwiseTest : public any::IndexedIngestTest {
 protected:
  void SetUp() override {
    IndexedIngestTest::SetUp();
    if (!database_) return;
    open_indexed(embedder_, own_);
    for (int number = 1; number <= 40; ++number)
      text_ += "제" + std::to_string(number) + "호 물품은 담당 부서가 " + std::to_string(number + 2) +
               "일 안에 확인하고 그 결과를 적는다.\n";
    document_ = add("규정", text_);
  }

  Result<Ingest::IndexedOtherwise> otherwise(const ChunkOptions& chunk, Embedder& embedder) {
    return ingest_->index_otherwise(must(catalog_->row(document_)), chunk, embedder, Cancel());
  }

  std::shared_ptr<CountingEmbedder> embedder_ = std::make_shared<CountingEmbedder>("one");
  ChunkOptions own_;
  std::string text_;
  DocumentId document_;
};

ONGGI_ON_ANY_DATABASE(IndexOtherwiseTest);

TEST_P(IndexOtherwiseTest, UnderTheSameSettingsItIsWhatIsThere) {
  const std::int64_t asked = embedder_->asked;
  const auto same = must(otherwise(own_, *embedder_));
  EXPECT_EQ(embedder_->asked, asked) << "vectors that are there are taken";
  const auto chunks = must(catalog_->chunks_of(document_));
  ASSERT_EQ(same.chunks.size(), chunks.size());
  ASSERT_EQ(same.indexed.size(), chunks.size());
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    EXPECT_EQ(same.chunks[i].id, chunks[i].id);
    EXPECT_EQ(same.chunks[i].text, chunks[i].text);
    EXPECT_EQ(same.indexed[i].vector.size(), 3U);
    EXPECT_EQ(same.indexed[i].permission, everyone_);
    EXPECT_FALSE(same.indexed[i].body_tokens.empty());
  }
}

TEST_P(IndexOtherwiseTest, AnotherLengthCutsTheSameTextAndChangesNothing) {
  const auto before = must(catalog_->chunks_of(document_));
  ChunkOptions small = own_;
  small.tokens_max = 64, small.tokens_overlap = 0;
  const auto made = must(otherwise(small, *embedder_));
  EXPECT_GT(made.chunks.size(), 2 * before.size());
  std::string joined;
  for (const ChunkRow& chunk : made.chunks) {
    EXPECT_LE(embedder_->counter().count(chunk.lead + "\n" + chunk.text), 64);
    joined += chunk.text + "\n";
  }
  for (int number = 1; number <= 40; ++number)
    EXPECT_TRUE(joined.contains("제" + std::to_string(number) + "호 물품은")) << number;
  EXPECT_EQ(must(catalog_->chunks_of(document_)).size(), before.size());
  EXPECT_EQ(must(ingest_->cut_otherwise()), 0) << "the workspace's own settings are as they were";
}

TEST_P(IndexOtherwiseTest, VectorsThatWereMadeAheadAreTaken) {
  CountingEmbedder next("second");
  EXPECT_EQ(must(ingest_->embed_ahead(next, [](std::int64_t, std::int64_t) {}, Cancel())), 1);
  const std::int64_t asked = next.asked;
  const auto made = must(otherwise(own_, next));
  EXPECT_EQ(next.asked, asked);
  EXPECT_EQ(made.indexed.front().vector.size(), 6U);
}

TEST_P(IndexOtherwiseTest, ADocumentThatIsNotReadYetIsNotThere) {
  const NewSource given{.source = "new", .name = "new", .owner = owner_, .permission = everyone_};
  document_ = must(ingest_->add(given, "아직 읽지 않았다.")).document;
  const auto none = otherwise(own_, *embedder_);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
}

TEST_P(IndexOtherwiseTest, OtherSettingsOfTheWorkspaceAreNoticed) {
  ChunkOptions small = own_;
  small.tokens_max = 64, small.tokens_overlap = 0;
  open_indexed(embedder_, small);
  EXPECT_EQ(must(ingest_->cut_otherwise()), 1);
}

}  // namespace
}  // namespace onggi
