// Documents that a newer reader may read otherwise, or at all.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ingest/any_ingest.h"

namespace onggi {
namespace {

class ReadAgainTest : public any::IngestTest {
 protected:
  void SetUp() override {
    IngestTest::SetUp();
    if (!database_) return;
    open_ingest(parts(parser_));
    runner_->add("ingest.near_duplicates",
                 [this](const JobContext& context) { return jobs_->complete(context.job.id, context.worker); });
  }

  std::vector<DocumentId> again() {
    std::vector<DocumentId> ids;
    for (const DocumentRow& row : must(ingest_->read_again())) ids.push_back(row.id);
    std::ranges::sort(ids);
    work();
    return ids;
  }

  LinesParser parser_;
};

ONGGI_ON_ANY_DATABASE(ReadAgainTest);

TEST_P(ReadAgainTest, WhatFailedIsTriedAgainByWhateverReaderThereIs) {
  const DocumentId well = add("well", "출장 여비는 실비로 한다.\n");
  const DocumentId broken = add("broken", "broken 숙박비 상한은 12만원이다.\n");
  ASSERT_EQ(must(catalog_->row(broken)).state, DocumentState::failed);
  EXPECT_EQ(again(), std::vector{broken}) << "the reader is the same: the other one says what it said";
  EXPECT_EQ(must(catalog_->row(broken)).state, DocumentState::failed);
  EXPECT_EQ(must(catalog_->row(broken)).error_code, "bad_input");
  EXPECT_EQ(must(catalog_->row(well)).state, DocumentState::ready);

  parser_.mend("lines-2");
  EXPECT_EQ(again(), (std::vector{well, broken})) << "read otherwise, or at all";
  const DocumentRow row = must(catalog_->row(broken));
  EXPECT_EQ(row.state, DocumentState::ready);
  EXPECT_EQ(row.error_code + row.error_message, "");
  EXPECT_FALSE(must(catalog_->chunks_of(broken)).empty());
  EXPECT_EQ(again(), std::vector<DocumentId>{});
}

}  // namespace
}  // namespace onggi
