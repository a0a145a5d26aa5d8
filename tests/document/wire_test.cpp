// Documents as bytes: what goes in comes out, and nothing hostile gets through.
#include "document/wire.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "document/json.h"

namespace onggi {
namespace {

Document sample() {
  Document document;
  document.title = "제목";
  document.media_type = "text/plain";
  document.pages = {{"ii", 595.5, 842, {{"숙박비", {1, 2, 3, 4}, 41}}}, {"3", 0, 0}};
  document.warnings = {{"truncated", 1, "why"}};
  document.account = {100, -3, {{"hidden", 7}}};
  Element text{.id = ElementId("abc"), .kind = ElementKind::heading, .text = "글", .level = 2};
  text.places = {{0, "ii", Box{1.25, 2, 3, 4}}, {1, "3", std::nullopt}};
  text.latex = "x^{2}";
  text.role = "comment";
  text.inner_file = "a.zip/b.hwp";
  text.clause = "제1조";
  Element table{.kind = ElementKind::table, .text = "a | b"};
  table.table =
      Table{3, 2, {{0, 0, 2, 1, true, "a", Box{0, 0, 9, 9}}, {0, 1, 1, 1, true, "b", {}}, {2, 1, 1, 1, false, "", {}}}};
  document.elements = {text, table};
  return document;
}

TEST(Wire, GivesBackWhatWentIn) {
  const Document document = sample();
  const auto read = document_from_wire(to_wire(Document(document)));
  ASSERT_TRUE(read.has_value()) << describe(read.error());
  EXPECT_EQ(to_json(*read).dump(), to_json(document).dump());
}

TEST(Wire, RefusesWhatIsCutOffOrTooLong) {
  const std::string bytes = to_wire(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(document_from_wire(std::string_view(bytes).substr(0, size)).has_value()) << size;
  EXPECT_FALSE(document_from_wire(bytes + "x").has_value());
}

TEST(Wire, RefusesCellsOutsideOfTheirTable) {
  Document document = sample();
  document.elements[1].table->cells[2].row = 3;
  const auto read = document_from_wire(to_wire(std::move(document)));
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().reason, "bad_wire");
}

TEST(Wire, LeavesOutATextThatFollowsFromItsCells) {
  Document document;
  Element table{.kind = ElementKind::table};
  table.table = Table{3, 1, {{0, 0, 1, 1, false, "하나", {}}, {2, 0, 1, 1, false, "셋", {}}}};
  table.text = table_text(*table.table);
  document.elements = {table};
  const std::string bytes = to_wire(Document(document));
  EXPECT_EQ(bytes.find("하나"), bytes.rfind("하나"));
  const auto read = document_from_wire(bytes);
  ASSERT_TRUE(read.has_value()) << describe(read.error());
  EXPECT_EQ(read->elements[0].text, "하나\n\n셋");
}

TEST(Wire, SurvivesAnyChangedByte) {
  const std::string bytes = to_wire(sample());
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    std::mt19937 random(seed);
    std::string changed = bytes;
    changed[random() % changed.size()] = static_cast<char>(random());
    const auto read = document_from_wire(changed);
    if (read) {
      EXPECT_LE(to_json(*read).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).size(), 10'000U);
    }
  }
}

}  // namespace
}  // namespace onggi
