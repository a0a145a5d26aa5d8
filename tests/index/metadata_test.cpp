// What is said about documents: which of several origins counts, and what is left when one takes its word back.
#include "index/metadata.h"

#include <gtest/gtest.h>

#include "index/any_catalog.h"

namespace onggi {
namespace {

class MetadataTest : public any::CatalogFixture {
 protected:
  void SetUp() override {
    CatalogFixture::SetUp();
    for (const char* id : {"doc_a", "doc_b"}) {
      DocumentRow row;
      row.id = DocumentId(id), row.source = "file:/" + row.id.str(), row.name = row.title = "취업규칙.hwpx";
      ONGGI_ASSERT_OK(database().write<bool>([&](SqlSession& session) -> Result<bool> {
        ONGGI_CHECK(catalog().put(session, row));
        return true;
      }));
    }
  }

  void say(const std::string& id, MetadataOrigin origin, const std::map<std::string, std::string>& values) {
    ONGGI_ASSERT_OK(database().write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(metadata().replace(session, DocumentId(id), origin, values));
      return true;
    }));
  }

  void write(const std::string& id, const std::string& field, const std::string& value) {
    ONGGI_ASSERT_OK(database().write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(metadata().write(session, DocumentId(id), field, value, PersonId("person_1")));
      return true;
    }));
  }

  std::map<std::string, std::string> counting(const std::string& id) {
    std::map<std::string, std::string> values;
    const auto of = metadata().of(DocumentId(id));
    if (!of) ADD_FAILURE() << of.error().message;
    else
      for (const MetadataValue& value : *of) values[value.field] = value.value;
    return values;
  }

  Metadata metadata() { return {database_, clock_}; }
};

using Values = std::map<std::string, std::string>;

TEST_P(MetadataTest, APersonCountsMoreThanTheSourceAndTheSourceMoreThanTheText) {
  say("doc_a", MetadataOrigin::found, {{"title", "취업규칙"}, {"department", "인사팀"}, {"author", ""}});
  say("doc_a", MetadataOrigin::source, {{"department", "총무팀"}});
  EXPECT_EQ(counting("doc_a"), (Values{{"title", "취업규칙"}, {"department", "총무팀"}}));
  write("doc_a", "department", "경영지원실");
  EXPECT_EQ(counting("doc_a")["department"], "경영지원실");
  write("doc_a", "department", "");
  EXPECT_EQ(counting("doc_a")["department"], "총무팀");
  EXPECT_TRUE(counting("doc_b").empty());
}

TEST_P(MetadataTest, WhatAnOriginSaysReplacesWhatItSaidBefore) {
  say("doc_a", MetadataOrigin::source, {{"effective_date", "2024-03-01"}, {"author", "홍길동"}});
  say("doc_b", MetadataOrigin::source, {{"author", "김영희"}});
  say("doc_a", MetadataOrigin::source, {{"effective_date", "2025-03-01"}});
  EXPECT_EQ(counting("doc_a"), (Values{{"effective_date", "2025-03-01"}}));
  EXPECT_EQ(counting("doc_b"), (Values{{"author", "김영희"}}));
}

TEST_P(MetadataTest, GoesWithItsDocument) {
  say("doc_a", MetadataOrigin::found, {{"title", "취업규칙"}});
  ONGGI_ASSERT_OK(database().write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(catalog().remove(session, DocumentId("doc_a")));
    return true;
  }));
  EXPECT_TRUE(counting("doc_a").empty());
}

ONGGI_ON_ANY_DATABASE(MetadataTest);

}  // namespace
}  // namespace onggi
