// Rows of the company's words: a database of before, and what a kept word is.
#include "index/company_words.h"

#include "index/catalog.h"
#include "store/any_database.h"
#include "store/migrations.h"

namespace onggi {
namespace {

class CompanyWordsTest : public any::DatabaseTest {};

ONGGI_ON_ANY_DATABASE(CompanyWordsTest);

TEST_P(CompanyWordsTest, ADatabaseOfBeforeKeepsItsDocumentsAndIsLookedThroughOnce) {
  auto migrations = index_migrations();
  ASSERT_EQ(migrations.back().name, "company_words");
  migrations.pop_back();
  ONGGI_ASSERT_OK(migrate(*database_, migrations));
  Catalog catalog(database_, clock_);
  DocumentRow row;
  row.id = DocumentId("doc_1"), row.source = "file:/a", row.name = "a", row.stage_key = "key";
  const auto put = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(catalog.put(session, row));
    return true;
  });
  ONGGI_ASSERT_OK(put);
  ONGGI_ASSERT_OK(migrate(*database_, index_migrations()));
  const auto kept = catalog.row(row.id);
  ONGGI_ASSERT_OK(kept);
  EXPECT_EQ(kept->words, "") << "as all of its chunks, as long as there is no word";
  EXPECT_EQ(kept->stage_key, "key");
  const auto state = CompanyWords(database_, clock_).state();
  ONGGI_ASSERT_OK(state);
  EXPECT_LT(state->swept, state->state);
}

TEST_P(CompanyWordsTest, PutLeavesTheWordsOfADocumentAlone) {
  ONGGI_ASSERT_OK(migrate(*database_, index_migrations()));
  Catalog catalog(database_, clock_);
  DocumentRow row;
  row.id = DocumentId("doc_1"), row.source = "file:/a", row.name = "a", row.stage_key = "key";
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(catalog.put(session, row));
    ONGGI_CHECK(catalog.note_words(session, row.id, "0123456789abcdef"));
    ONGGI_CHECK(catalog.put(session, row));
    return true;
  });
  ONGGI_ASSERT_OK(done);
  EXPECT_EQ(catalog.row(row.id)->words, "0123456789abcdef");
  const auto late = database_->write<bool>(
      [&](SqlSession& session) { return catalog.renew_words(session, row, "fedcba9876543210"); });
  ONGGI_ASSERT_OK(late);
  EXPECT_FALSE(*late) << "it was worked on since it was looked at";
}

TEST_P(CompanyWordsTest, AFailedChangeChangesNothing) {
  ONGGI_ASSERT_OK(migrate(*database_, index_migrations()));
  const CompanyWords words(database_, clock_);
  const auto before = words.state();
  const auto failed = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_TRY([[maybe_unused]] const bool added,
              words.add(session, {.word = "온기뱅크", .parts = {}}, PersonId("person_1")));
    return words.add(session, {.word = "두 낱말", .parts = {}}, PersonId("person_1"));
  });
  EXPECT_FALSE(failed.has_value());
  EXPECT_TRUE(words.all()->words.empty());
  EXPECT_EQ(words.state()->state, before->state);
}

}  // namespace
}  // namespace onggi
