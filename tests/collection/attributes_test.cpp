// Attributes and filters over them.
#include "collection/attributes.h"

#include <gtest/gtest.h>

#include "support/must.h"

namespace onggi {
namespace {

using Kind = AttributeFilter::Kind;

const Attributes kFile = {{"year", 2026.0}, {"team", "재무팀"}, {"day", "2026-03-01"}, {"final", true}};

AttributeFilter compare(Kind kind, const std::string& key, std::vector<AttributeValue> values) {
  return {.kind = kind, .key = key, .values = std::move(values), .filters = {}};
}

bool meets_one(Kind kind, const std::string& key, const AttributeValue& value) {
  return meets(kFile, compare(kind, key, {value}));
}

TEST(Attributes, AreReadAsTheyWereKept) {
  EXPECT_EQ(must(attributes_from_text(attributes_text(kFile))), kFile);
  EXPECT_EQ(must(attributes_from_text("{}")), Attributes{});
  for (const char* wrong : {"", "[]", R"({"a": null})", R"({"a": [1]})"})
    EXPECT_EQ(attributes_from_text(wrong).error().code, ErrorCode::internal) << wrong;
}

TEST(AttributeFilters, CompareValuesOfOneKind) {
  EXPECT_TRUE(meets_one(Kind::eq, "team", "재무팀"));
  EXPECT_FALSE(meets_one(Kind::eq, "team", "인사팀"));
  EXPECT_TRUE(meets_one(Kind::ne, "team", "인사팀"));
  EXPECT_TRUE(meets_one(Kind::gte, "year", 2026.0));
  EXPECT_FALSE(meets_one(Kind::gt, "year", 2026.0));
  EXPECT_TRUE(meets_one(Kind::lt, "year", 2026.5));
  EXPECT_TRUE(meets_one(Kind::lte, "day", "2026-03-01"));
  EXPECT_TRUE(meets_one(Kind::gt, "day", "2026-02-28"));
  EXPECT_TRUE(meets_one(Kind::eq, "final", true));
  // Of another kind: unequal, and neither before nor after.
  EXPECT_FALSE(meets_one(Kind::eq, "year", "2026"));
  EXPECT_TRUE(meets_one(Kind::ne, "year", "2026"));
  for (const Kind kind : {Kind::gt, Kind::gte, Kind::lt, Kind::lte}) {
    EXPECT_FALSE(meets_one(kind, "year", "2025"));
    EXPECT_FALSE(meets_one(kind, "final", false));
  }
}

TEST(AttributeFilters, KnowListsAndWhatIsNotThere) {
  EXPECT_TRUE(meets(kFile, compare(Kind::in, "team", {"인사팀", "재무팀"})));
  EXPECT_FALSE(meets(kFile, compare(Kind::in, "team", {})));
  EXPECT_FALSE(meets(kFile, compare(Kind::nin, "year", {2025.0, 2026.0})));
  EXPECT_TRUE(meets(kFile, compare(Kind::nin, "year", {"2026"})));
  for (const Kind kind : {Kind::eq, Kind::gt, Kind::gte, Kind::lt, Kind::lte, Kind::in})
    EXPECT_FALSE(meets_one(kind, "owner", "kim"));
  for (const Kind kind : {Kind::ne, Kind::nin}) EXPECT_TRUE(meets_one(kind, "owner", "kim"));
}

TEST(AttributeFilters, AreMetTogetherOrInPart) {
  const AttributeFilter yes = compare(Kind::eq, "team", {"재무팀"}), no = compare(Kind::gt, "year", {2026.0});
  const auto both = [](Kind kind, std::vector<AttributeFilter> filters) {
    return AttributeFilter{.kind = kind, .key = {}, .values = {}, .filters = std::move(filters)};
  };
  EXPECT_TRUE(meets(kFile, both(Kind::all, {yes, yes})));
  EXPECT_FALSE(meets(kFile, both(Kind::all, {yes, no})));
  EXPECT_TRUE(meets(kFile, both(Kind::any, {no, yes})));
  EXPECT_FALSE(meets(kFile, both(Kind::any, {no, no})));
  EXPECT_TRUE(meets(kFile, both(Kind::any, {no, both(Kind::all, {yes, compare(Kind::ne, "final", {false})})})));
}

}  // namespace
}  // namespace onggi
