// Cleaning: what goes, what stays, and that each change is counted.
#include "clean/clean.h"

#include <gtest/gtest.h>

namespace onggi {
namespace {

Element element(ElementKind kind, std::string text, std::int32_t page = -1) {
  Element made{.kind = kind, .text = std::move(text)};
  if (page >= 0) made.places.push_back({page, std::to_string(page + 1), std::nullopt});
  return made;
}

Cleaned cleaned(std::vector<Element> elements, CleanOptions options = {}) {
  Document document;
  document.elements = std::move(elements);
  assign_element_ids(document);
  return clean(document, options);
}

bool notes(const Cleaned& result, const std::string& operation) {
  return std::any_of(result.changes.begin(), result.changes.end(),
                     [&](const CleanChange& change) { return change.operation == operation && change.count > 0; });
}

TEST(Clean, ComposesJamoAndDropsControls) {
  const Cleaned result =
      cleaned({element(ElementKind::paragraph, "\u1112\u1161\u11ab\u1100\u1173\u11af\u200b 문서\ufeff")});
  EXPECT_EQ(result.text.utf8, "한글 문서");
  EXPECT_TRUE(notes(result, "nfc"));
  EXPECT_TRUE(notes(result, "control_characters"));
}

TEST(Clean, LeavesOutPageHeadersAndRepeatedLines) {
  std::vector<Element> elements;
  for (int page = 0; page < 5; ++page) {
    elements.push_back(element(ElementKind::page_header, "사규집", page));
    elements.push_back(element(ElementKind::paragraph,
                               "본문 " + std::string(static_cast<std::size_t>(page) + 1, 'x') + " 입니다.", page));
    elements.push_back(element(ElementKind::paragraph, "- " + std::to_string(page + 1) + " -", page));
  }
  const Cleaned result = cleaned(elements);
  EXPECT_EQ(result.text.utf8.find("사규집"), std::string::npos);
  EXPECT_EQ(result.text.utf8.find("- 1 -"), std::string::npos);
  EXPECT_NE(result.text.utf8.find("본문 xxxxx 입니다."), std::string::npos);
  EXPECT_TRUE(notes(result, "repeated_line"));
}

TEST(Clean, KeepsALineThatStandsOnTwoPagesOnly) {
  const Cleaned result =
      cleaned({element(ElementKind::paragraph, "비고", 0), element(ElementKind::paragraph, "비고", 1)});
  EXPECT_EQ(result.text.elements.size(), 2U);
}

TEST(Clean, JoinsLinesThatALayoutBroke) {
  const Cleaned result =
      cleaned({element(ElementKind::paragraph,
                       "회사는 직원에게 매년 십오 일의\n연차 휴가를 주며 남은 휴가는\n다음 해로 넘기지 않는다.")});
  EXPECT_EQ(result.text.utf8, "회사는 직원에게 매년 십오 일의 연차 휴가를 주며 남은 휴가는 다음 해로 넘기지 않는다.");
}

TEST(Clean, LeavesAnAddressInLines) {
  const std::string address = "두리벌계측 주식회사\n청주\n043";
  EXPECT_EQ(cleaned({element(ElementKind::paragraph, address)}).text.utf8, address);
}

TEST(Clean, TableRowsPointIntoTheText) {
  Element table = element(ElementKind::table, "");
  table.table = Table{.rows = 2,
                      .columns = 2,
                      .cells = {{.row = 0, .column = 0, .header = true, .text = "직급"},
                                {.row = 0, .column = 1, .header = true, .text = "한도\n(원)"},
                                {.row = 1, .column = 0, .text = "책임"},
                                {.row = 1, .column = 1, .text = "110,000"}}};
  const Cleaned result = cleaned({table});
  ASSERT_EQ(result.text.elements.size(), 1U);
  const CleanElement& made = result.text.elements.front();
  ASSERT_EQ(made.rows.size(), 2U);
  EXPECT_EQ(made.header_rows, 1);
  EXPECT_EQ(slice(result.text.utf8, made.rows[0]), "직급 | 한도 (원)");
  EXPECT_EQ(slice(result.text.utf8, made.rows[1]), "책임 | 110,000");
}

TEST(Clean, KeepsTheLinesOfCode) { EXPECT_EQ(cleaned({element(ElementKind::code, "a\n  b")}).text.utf8, "a\n  b"); }

TEST(Clean, DuplicateKeyIgnoresSpacesAndCase) {
  const Cleaned one = cleaned({element(ElementKind::paragraph, "연차 휴가 ABC")}),
                two = cleaned({element(ElementKind::paragraph, "연차휴가  abc")});
  EXPECT_EQ(duplicate_key(one.text), duplicate_key(two.text));
  EXPECT_NE(duplicate_key(one.text), duplicate_key(cleaned({element(ElementKind::paragraph, "병가")}).text));
}

}  // namespace
}  // namespace onggi
