// Documents as bytes: what goes in comes out, and nothing hostile gets through.
#include "document/wire.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "document/json.h"
#include "document/render.h"
#include "document/write.h"

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

// Elements over several pieces, of every shape that a form writes in its own way.
Document large(std::uint32_t seed) {
  std::mt19937 random(seed);
  Document document = sample();
  document.title = "따옴표 \" 역슬래시 \\ 줄\n탭\t종 \x07";
  for (int i = 0; i < 400; ++i) {
    Element element{.id = ElementId(std::to_string(i)), .kind = static_cast<ElementKind>(random() % 12)};
    element.text = std::to_string(i % 7) + ". " + std::string(random() % 9000, 'x') + (i % 5 == 0 ? "\n둘째 줄" : "");
    element.level = static_cast<std::int32_t>(random() % 4);
    if (element.kind == ElementKind::table) element.table = document.elements[1].table;
    if (i % 3 == 0) element.places = document.elements[0].places;
    if (i % 11 == 0) element.latex = "\\frac{1}{2}", element.text.clear();
    document.elements.push_back(std::move(element));
  }
  return document;
}

std::deque<std::string> pieces_of(const Document& document) {
  std::deque<std::string> pieces;
  static_cast<void>(write_wire(Document(document), [&](std::string piece) -> Result<void> {
    pieces.push_back(std::move(piece));
    return {};
  }));
  return pieces;
}

Result<Document> whole_of(std::deque<std::string> pieces) {
  ONGGI_TRY(DocumentStream stream, DocumentStream::open(std::move(pieces)));
  return std::move(stream).rest();
}

TEST(Wire, ComesInPiecesThatJoinedAreTheDocument) {
  const Document document = large(1);
  auto pieces = pieces_of(document);
  EXPECT_GT(pieces.size(), 1U);
  auto stream = DocumentStream::open(pieces);
  ASSERT_TRUE(stream.has_value());
  EXPECT_EQ(std::move(*stream).bytes(), to_wire(Document(document)));
  const auto whole = whole_of(std::move(pieces));
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(to_json(*whole).dump(), to_json(document).dump());
}

TEST(Wire, MissesAPieceThatDoesNotCome) {
  auto pieces = pieces_of(large(2));
  pieces.pop_back();
  EXPECT_FALSE(whole_of(std::move(pieces)).has_value());
  EXPECT_FALSE(DocumentStream::open({}).has_value());
}

TEST(Write, GivesTheBytesOfTheWholeDocumentsForms) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const Document document = large(seed);
    const std::vector<std::pair<std::string, std::string>> forms = {{"json", to_json(document).dump(2) + "\n"},
                                                                    {"markdown", to_markdown(document)},
                                                                    {"html", to_html(document)},
                                                                    {"text", to_text(document)}};
    for (const auto& [form, expected] : forms) {
      auto stream = DocumentStream::open(pieces_of(document));
      ASSERT_TRUE(stream.has_value());
      std::ostringstream out;
      ASSERT_TRUE(write_document(*stream, form, out).has_value());
      EXPECT_TRUE(out.str() == expected) << form << ", seed " << seed;
    }
  }
}

TEST(Write, GivesAnEmptyDocumentAsWell) {
  const Document document;
  std::ostringstream out;
  write_json(document, out);
  EXPECT_EQ(out.str(), to_json(document).dump(2));
}

}  // namespace
}  // namespace onggi
