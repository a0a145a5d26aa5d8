// Fields of a workspace, and finding documents by what is said about them.
#include "index/metadata_conditions.h"

#include <gtest/gtest.h>

#include "index/any_catalog.h"
#include "index/metadata.h"

namespace onggi {
namespace {

class MetadataConditionsTest : public any::CatalogFixture {
 protected:
  void SetUp() override {
    CatalogFixture::SetUp();
    for (const char* id : {"doc_a", "doc_b", "doc_c"}) {
      DocumentRow row;
      row.id = DocumentId(id), row.source = "file:/" + row.id.str(), row.name = row.title = row.id.str();
      row.permission = PermissionId(row.id.str() == "doc_c" ? "perm_other" : "perm_mine");
      write([&](SqlSession& session) { return catalog().put(session, row); });
    }
  }
  void write(const std::function<Result<void>(SqlSession&)>& work) { ONGGI_ASSERT_OK(tried(work)); }
  Result<bool> tried(const std::function<Result<void>(SqlSession&)>& work) {
    return database().write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(work(session));
      return true;
    });
  }
  void say(const char* id, MetadataOrigin origin, const std::map<std::string, std::string>& values) {
    write([&](SqlSession& session) {
      return Metadata(database_, clock_).replace(session, DocumentId(id), origin, values);
    });
  }
  std::string matching(const std::vector<std::string>& conditions) {
    const auto read = read_conditions(conditions);
    if (!read) return read.error().reason;
    const auto found = MetadataSearch(database_).matching({PermissionId("perm_mine")}, *read);
    if (!found) return found.error().reason;
    std::string ids;
    for (const DocumentId& id : *found) ids += id.str().back();
    return ids;
  }
};

TEST_P(MetadataConditionsTest, EqualsAtLeastAtMost) {
  say("doc_a", MetadataOrigin::found, {{"department", "재무팀"}, {"effective_date", "2024-03-01"}});
  say("doc_b", MetadataOrigin::found, {{"department", "인사팀"}, {"effective_date", "2023-12-31"}});
  say("doc_c", MetadataOrigin::found, {{"department", "재무팀"}, {"effective_date", "2024-03-01"}});
  EXPECT_EQ(matching({"department=재무팀"}), "a");
  EXPECT_EQ(matching({"effective_date<=2024. 3. 1."}), "ab");
  EXPECT_EQ(matching({"effective_date>=2024-01-01"}), "a");
  EXPECT_EQ(matching({"department=인사팀", "effective_date>=2024-01-01"}), "");
  EXPECT_EQ(matching({}), "ab");
}

TEST_P(MetadataConditionsTest, OnlyWhatCountsIsCompared) {
  say("doc_a", MetadataOrigin::found, {{"department", "재무팀"}});
  say("doc_a", MetadataOrigin::source, {{"department", "총무팀"}});
  EXPECT_EQ(matching({"department=재무팀"}), "");
  EXPECT_EQ(matching({"department=총무팀"}), "a");
}

TEST_P(MetadataConditionsTest, WithoutAPermissionNothingIsFound) {
  say("doc_a", MetadataOrigin::found, {{"department", "재무팀"}});
  const auto found = MetadataSearch(database_).matching({}, {*read_condition("department=재무팀")});
  ONGGI_ASSERT_OK(found);
  EXPECT_TRUE(found->empty());
}

TEST_P(MetadataConditionsTest, WrongConditionsAreNamed) {
  EXPECT_EQ(matching({"department"}), "bad_condition");
  EXPECT_EQ(matching({"department>재무팀"}), "bad_condition");
  EXPECT_EQ(matching({"department>=재무팀"}), "bad_condition");
  EXPECT_EQ(matching({"effective_date=어제"}), "bad_metadata_value");
  EXPECT_EQ(matching({"moon=full"}), "unknown_field");
}

TEST_P(MetadataConditionsTest, OwnFieldsAreCheckedAndCompared) {
  MetadataFields fields(database_);
  write([&](SqlSession& s) {
    return fields.add(s, {"retention_years", FieldType::number, "보존연한", "Retention", {}});
  });
  write([&](SqlSession& s) { return fields.add(s, {"site", FieldType::choice, "사업장", "Site", {"서울", "부산"}}); });
  say("doc_a", MetadataOrigin::person, {{"retention_years", "5"}, {"site", "서울"}});
  say("doc_b", MetadataOrigin::source, {{"retention_years", "10"}});
  EXPECT_EQ(matching({"retention_years>=9"}), "b");
  EXPECT_EQ(matching({"retention_years=5.0"}), "a");
  say("doc_b", MetadataOrigin::source, {{"retention_years", "영구"}});
  EXPECT_EQ(matching({"retention_years>=1"}), "a");
  const auto number = fields.get("retention_years"), site = fields.get("site"), date = fields.get("effective_date");
  EXPECT_EQ(checked_value(*number, "다섯").error().reason, "bad_metadata_value");
  EXPECT_EQ(checked_value(*site, "대전").error().reason, "bad_metadata_value");
  EXPECT_EQ(checked_value(*site, " 부산 ").value_or(""), "부산");
  EXPECT_EQ(checked_value(*date, "2024년 3월 1일").value_or(""), "2024-03-01");
  EXPECT_EQ(checked_value(*date, "2024-02-30").error().reason, "bad_metadata_value");
  EXPECT_EQ(checked_value(*date, "").value_or("x"), "");
}

TEST_P(MetadataConditionsTest, FieldsComeAndGoButTheBuiltInOnesStay) {
  MetadataFields fields(database_);
  const MetadataField site{"site", FieldType::choice, "사업장", "Site", {"서울"}};
  write([&](SqlSession& s) { return fields.add(s, site); });
  say("doc_a", MetadataOrigin::person, {{"site", "서울"}});
  EXPECT_EQ(tried([&](SqlSession& s) { return fields.add(s, site); }).error().code, ErrorCode::conflict);
  EXPECT_EQ(tried([&](SqlSession& s) { return fields.add(s, {"title", FieldType::text, "가", "a", {}}); }).error().code,
            ErrorCode::conflict);
  EXPECT_EQ(
      tried([&](SqlSession& s) { return fields.add(s, {"Site!", FieldType::text, "가", "a", {}}); }).error().reason,
      "bad_metadata_field");
  EXPECT_EQ(tried([&](SqlSession& s) { return fields.remove(s, "title"); }).error().reason, "built_in_field");
  EXPECT_EQ(fields.all()->size(), 7U);
  write([&](SqlSession& s) { return fields.remove(s, "site"); });
  EXPECT_EQ(*fields.all(), built_in_fields());
  EXPECT_TRUE(Metadata(database_, clock_).of(DocumentId("doc_a"))->empty());
}

ONGGI_ON_ANY_DATABASE(MetadataConditionsTest);

}  // namespace
}  // namespace onggi
