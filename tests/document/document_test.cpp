// Ids, names, small texts, JSON and the renderers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "document/json.h"
#include "document/render.h"

namespace onggi {
namespace {

Element element(ElementKind kind, std::string text, std::int32_t level = 0) {
  Element one;
  one.kind = kind;
  one.text = std::move(text);
  one.level = level;
  return one;
}

Element table_element(Table table) {
  Element one = element(ElementKind::table, table_text(table));
  one.table = std::move(table);
  return one;
}

Document document_of(std::vector<Element> elements) {
  Document document;
  document.elements = std::move(elements);
  assign_element_ids(document);
  return document;
}

const Table kPlain{2,
                   2,
                   {{0, 0, 1, 1, true, "구분", {}},
                    {0, 1, 1, 1, true, "a|b", {}},
                    {1, 0, 1, 1, false, "연차\n휴가", {}},
                    {1, 1, 1, 1, false, "15", {}}}};
const Table kSpanned{
    2, 2, {{0, 0, 2, 1, true, "<부서>", {}}, {0, 1, 1, 1, false, "가", {}}, {1, 1, 1, 1, false, "나", {}}}};

TEST(Document, KindNamesGoBothWays) {
  for (int i = 0; i <= static_cast<int>(ElementKind::page_footer); ++i)
    EXPECT_EQ(element_kind_from(to_string(static_cast<ElementKind>(i))), static_cast<ElementKind>(i));
  EXPECT_EQ(element_kind_from("Heading"), std::nullopt);
}

TEST(Document, AnElementKeepsItsIdWhenTheFileChangesElsewhere) {
  const Document before =
      document_of({element(ElementKind::paragraph, "같은 글"), element(ElementKind::paragraph, "같은 글")});
  const Document after =
      document_of({element(ElementKind::heading, "새 제목", 1), element(ElementKind::paragraph, "같은 글"),
                   element(ElementKind::paragraph, "사이에 온 글"), element(ElementKind::paragraph, "같은 글")});
  EXPECT_EQ(before.elements[0].id, after.elements[1].id);
  EXPECT_EQ(before.elements[1].id, after.elements[3].id);
  EXPECT_NE(before.elements[0].id, before.elements[1].id);
  EXPECT_EQ(before.elements[0].id.str().size(), 16U);
  EXPECT_NE(document_of({element(ElementKind::heading, "같은 글")}).elements[0].id, before.elements[0].id);
}

TEST(Document, CountsNeitherBlanksNorControls) {
  EXPECT_EQ(count_visible("한 글\n\tab\u00a0\u200b\ufeff"), 4);
  EXPECT_EQ(count_visible(""), 0);
}

TEST(Document, ATableReadsAsRows) {
  EXPECT_EQ(table_text(kPlain), "구분 | a|b\n연차 휴가 | 15");
  EXPECT_EQ(table_row_text(kPlain, 1), "연차 휴가 | 15");
  EXPECT_EQ(table_text(kSpanned), "<부서> | 가\n나");
}

TEST(Document, AChunksTextJoinsItsPieces) {
  CleanText text;
  text.utf8 = "첫째\n둘째";
  const Chunk chunk{{{ElementId("a"), {0, 6}}, {ElementId("b"), {7, 13}}}, "", 2};
  EXPECT_EQ(chunk_text(text, chunk), "첫째\n둘째");
}

TEST(Markdown, SaysWhatItIs) {
  const Document document =
      document_of({element(ElementKind::heading, "제1조 (목적)", 2), element(ElementKind::list_item, "하나", 1),
                   element(ElementKind::list_item, "속의 것", 2),
                   element(ElementKind::paragraph, "# 제목 아님\n- 목록 아님"), element(ElementKind::code, "a ``` b"),
                   element(ElementKind::page_footer, "3쪽"), table_element(kPlain), table_element(kSpanned)});
  EXPECT_EQ(to_markdown(document),
            "## 제1조 (목적)\n\n- 하나\n    - 속의 것\n\n\\# 제목 아님\\\n\\- 목록 아님\n\n````\na ``` b\n````\n\n"
            "| 구분 | a\\|b |\n| --- | --- |\n| 연차<br>휴가 | 15 |\n\n"
            "<table>\n<tr><th rowspan=\"2\">&lt;부서&gt;</th><td>가</td></tr>\n<tr><td>나</td></tr>\n</table>\n");
}

TEST(Markdown, LeavesOrdinaryTextReadable) {
  const std::string text = "10~20명은 R&D 비용 3.5%를 쓴다 [1] a_b C:\\제안서 1 < 2";
  EXPECT_EQ(to_markdown(document_of({element(ElementKind::paragraph, text)})), text + "\n");
}

// Columns 0, 2 and 3 of the second row are empty, 1 is covered from above: what comes behind keeps its column.
TEST(Html, KeepsCellsBehindGapsInTheirColumns) {
  const Table table{.rows = 2,
                    .columns = 5,
                    .cells = {{.row = 0, .column = 0, .text = "가"},
                              {.row = 0, .column = 1, .row_span = 2, .text = "나"},
                              {.row = 0, .column = 2, .column_span = 3, .text = "다"},
                              {.row = 1, .column = 4, .text = "라"}}};
  EXPECT_THAT(to_html(document_of({table_element(table)})),
              testing::HasSubstr("<tr><td>가</td><td rowspan=\"2\">나</td><td colspan=\"3\">다</td></tr>\n"
                                 "<tr><td></td><td colspan=\"2\"></td><td>라</td></tr>"));
}

TEST(Html, EscapesEverything) {
  const Document document = document_of({element(ElementKind::paragraph, "<script>alert(\"1\") & 끝</script>")});
  EXPECT_EQ(to_html(document),
            "<p id=\"e-" + document.elements[0].id.str() +
                "\" data-kind=\"paragraph\">&lt;script&gt;alert(&quot;1&quot;) &amp; 끝&lt;/script&gt;</p>\n");
}

TEST(PlainText, SeparatesElements) {
  EXPECT_EQ(to_text(document_of({element(ElementKind::heading, "제목", 1), table_element(kSpanned)})),
            "제목\n\n<부서> | 가\n나\n");
  EXPECT_EQ(to_text({}), "");
}

Document any_document(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t limit) { return static_cast<std::int32_t>(random() % limit); };
  Document document;
  document.title = "제목 " + std::to_string(below(9));
  document.media_type = "application/pdf";
  for (std::int32_t i = below(3); i > 0; --i) document.pages.push_back({std::to_string(i), 595.28, 841.89});
  for (std::int32_t i = below(8); i > 0; --i) {
    Element one = below(4) == 0 ? table_element(below(2) == 0 ? kPlain : kSpanned)
                                : element(static_cast<ElementKind>(below(12)),
                                          "글 \"" + std::to_string(below(5)) + "\"\n", below(7));
    if (below(2) == 0) one.places.push_back({below(3), "iv", Box{0.1 * below(9), 1, 2.5, 3}});
    if (below(3) == 0) one.places.push_back({below(3), "", {}});
    if (below(5) == 0) one.latex = "\\frac{1}{2}";
    document.elements.push_back(std::move(one));
  }
  if (below(2) == 0) document.warnings.push_back({"needs_ocr", below(3) - 1, "쪽"});
  document.account = {100, 90, {{"hidden", 10}}};
  assign_element_ids(document);
  return document;
}

class JsonProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(JsonProperty, ThereAndBackIsTheSame) {
  std::mt19937_64 random(GetParam());
  const auto json = to_json(any_document(random));
  const auto back = document_from_json(json);
  ASSERT_TRUE(back.has_value()) << describe(back.error()) << ", seed " << GetParam();
  EXPECT_EQ(to_json(*back), json) << "seed " << GetParam();
}

TEST_P(JsonProperty, ABrokenFieldIsAnErrorNotACrash) {
  std::mt19937_64 random(GetParam());
  nlohmann::json json = to_json(any_document(random));
  const nlohmann::json flat = json.flatten();
  auto victim = flat.begin();
  std::advance(victim, static_cast<std::ptrdiff_t>(random() % flat.size()));
  json[nlohmann::json::json_pointer(victim.key())] = nlohmann::json::array({nlohmann::json::array(), -1});
  const auto back = document_from_json(json);
  EXPECT_TRUE(back || back.error().code == ErrorCode::bad_input) << "seed " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Seeds, JsonProperty, testing::Range<std::uint64_t>(1, 60));

TEST(Json, RefusesWhatWouldBreakLaterRooms) {
  auto json = to_json(document_of({table_element(kPlain)}));
  json["elements"][0]["table"]["cells"][3]["row"] = 2;
  EXPECT_EQ(document_from_json(json).error().code, ErrorCode::bad_input);
  EXPECT_EQ(document_from_json(nlohmann::json::array()).error().code, ErrorCode::bad_input);
  EXPECT_EQ(document_from_json({{"document", 3}}).error().code, ErrorCode::bad_input);
  EXPECT_EQ(place_from_json({{"page_index", 99999999999}}).error().code, ErrorCode::bad_input);
  EXPECT_EQ(chunk_from_json({{"pieces", {{{"element", "a"}, {"bytes", {5, 2}}}}}}).error().code, ErrorCode::bad_input);
  EXPECT_EQ(
      clean_text_from_json({{"utf8", "가"}, {"elements", {{{"kind", "paragraph"}, {"bytes", {0, 4}}}}}}).error().code,
      ErrorCode::bad_input);
}

TEST(Json, CleanTextAndChunksGoBothWays) {
  const CleanText text{"제목",
                       "글\n표",
                       {{ElementId("a"), ElementKind::paragraph, 0, {0, 3}, {}, 0},
                        {ElementId("b"), ElementKind::table, 0, {4, 7}, {{4, 7}}, 1}}};
  const auto text_back = clean_text_from_json(to_json(text));
  ASSERT_TRUE(text_back.has_value());
  EXPECT_EQ(to_json(*text_back), to_json(text));
  const Chunk chunk{{{ElementId("a"), {0, 3}}}, "제목", 4};
  const auto chunk_back = chunk_from_json(to_json(chunk));
  ASSERT_TRUE(chunk_back.has_value());
  EXPECT_EQ(to_json(*chunk_back), to_json(chunk));
}

}  // namespace
}  // namespace onggi
