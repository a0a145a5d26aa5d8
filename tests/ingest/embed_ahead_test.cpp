// Vectors of another embedder, made while those before are in use.
#include <gtest/gtest.h>

#include <string>

#include "ingest/indexed_ingest.h"
#include "model/embedder_in_use.h"

namespace onggi {
namespace {

class EmbedAheadTest : public any::IndexedIngestTest {
 protected:
  void SetUp() override {
    IndexedIngestTest::SetUp();
    if (database_) open_indexed(in_use_);
  }

  std::int64_t ahead() {
    return must(ingest_->embed_ahead(*next_, [](std::int64_t, std::int64_t) {}, Cancel()));
  }
  std::int64_t near(std::size_t dimensions) const {
    const std::vector<float> query(dimensions, 1.0F);
    return std::ssize(must(index_->search_vector(query, {{everyone_}, {}, {}}, 10, Cancel())));
  }

  std::shared_ptr<CountingEmbedder> first_ = std::make_shared<CountingEmbedder>("one");
  std::shared_ptr<CountingEmbedder> next_ = std::make_shared<CountingEmbedder>("second");
  std::shared_ptr<EmbedderInUse> in_use_ = std::make_shared<EmbedderInUse>(first_);
};

ONGGI_ON_ANY_DATABASE(EmbedAheadTest);

TEST_P(EmbedAheadTest, TheEmbedderBeforeServesAndNothingIsEmbeddedTwice) {
  add("a", "출장 여비는 실비로 한다.\n");
  add("b", "숙박비 상한은 12만원이다.\n");
  EXPECT_EQ(near(3), 2);
  EXPECT_EQ(ahead(), 2);
  EXPECT_EQ(ahead(), 0) << "what is kept is passed over";
  EXPECT_EQ(next_->asked, 2);
  EXPECT_EQ(near(3), 2) << "those before serve";
  add("c", "유류비는 정액으로 한다.\n");
  EXPECT_EQ(ahead(), 1) << "what came in meanwhile";
  must(ingest_->collect_garbage());  // keeps what is to come into use

  must(index_->change_vectors(6, "second"));
  in_use_->use(next_);
  const std::int64_t before = next_->asked;
  EXPECT_EQ(must(ingest_->catch_up(Cancel())), 3);
  EXPECT_EQ(next_->asked, before) << "kept vectors are taken";
  EXPECT_EQ(near(6), 3);
  EXPECT_TRUE(must(ingest_->check()).empty());
  EXPECT_EQ(must(ingest_->catch_up(Cancel())), 0);
}

TEST_P(EmbedAheadTest, WithoutTimeAheadVectorsOfTheOneBeforeAreNeverTakenForTheNext) {
  add("a", "출장 여비는 실비로 한다.\n");
  must(index_->change_vectors(6, "second"));
  in_use_->use(next_);
  EXPECT_EQ(must(ingest_->catch_up(Cancel())), 1);
  EXPECT_EQ(near(6), 1);
  EXPECT_EQ(next_->asked, 1);
}

TEST_P(EmbedAheadTest, ATroubleLeavesWhatWasMade) {
  add("a", "출장 여비는 실비로 한다.\n");
  next_->broken = true;
  const auto failed = ingest_->embed_ahead(*next_, [](std::int64_t, std::int64_t) {}, Cancel());
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
  EXPECT_EQ(near(3), 1);
  next_->broken = false;
  EXPECT_EQ(ahead(), 1);
  for (const StageRecord& record : must(ingest_->lineage(must(catalog_->all()).front().id)))
    EXPECT_NE(record.stage, "embed_next") << "is no part of the document's way yet";
}

}  // namespace
}  // namespace onggi
