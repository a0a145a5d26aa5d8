// HWPX: what golden files cannot show: roles, pages of elements, passwords, depth.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/file.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

Document read(const std::string& name, const ParseOptions& options = {}) {
  const auto bytes = read_file(std::string(ONGGI_SOURCE_DIR) + "/tests/golden/parse/hwpx/" + name + ".hwpx");
  auto document = read_document(bytes.value_or(""), name + ".hwpx", options, {});
  EXPECT_TRUE(document.has_value()) << describe(document.error());
  return document.value_or(Document{});
}

const Element& element(const Document& document, std::string_view text) {
  static const Element kNone;
  const auto found =
      std::ranges::find_if(document.elements, [&](const Element& one) { return one.text.starts_with(text); });
  EXPECT_NE(found, document.elements.end()) << text;
  return found == document.elements.end() ? kNone : *found;
}

std::vector<std::string> labels(const Document& document, std::string_view text) {
  std::vector<std::string> pages;
  for (const Place& place : element(document, text).places) pages.push_back(place.page_label);
  return pages;
}

using Labels = std::vector<std::string>;

TEST(HwpxReader, TellsWhatStandsBesideTheBody) {
  const Document forms = read("memos_and_forms");
  EXPECT_EQ(element(forms, "계약 금액").role, "");
  EXPECT_EQ(element(forms, "금액을 확인할 것").role, "memo");
  for (const char* field : {"☑ 동의함", "☐ 남", "부산", "2026-001"})
    EXPECT_EQ(element(forms, field).role, "form_field");
  EXPECT_EQ(element(read("text_box_and_formula"), "상자 안의 글").role, "text_box");
  EXPECT_EQ(element(read("chart"), "분기별 매출").role, "chart");
  EXPECT_EQ(element(read("notes_and_margins"), "숨은 설명").role, "hidden");
  EXPECT_EQ(element(read("margins_and_master_page"), "대외비").kind, ElementKind::page_header);
}

TEST(HwpxReader, FindsLettersThatCannotBeSeen) {
  const Document document = read("unseen_letters");
  for (const char* unseen : {"숨긴 지시문", "한 포인트 글", "숨긴 칸"})
    EXPECT_EQ(element(document, unseen).role, "hidden");
  EXPECT_EQ(element(document, "보이는 글").role, "");
  EXPECT_EQ(element(document, "흰 머리글").kind, ElementKind::table) << "white on a dark cell is read";
}

TEST(HwpxReader, KeepsTheFormulaAndItsScript) {
  const Document document = read("formulas");
  EXPECT_EQ(element(document, "x = {-b").kind, ElementKind::formula);
  EXPECT_EQ(element(document, "x = {-b").latex, "x=\\frac{-b\\pm\\sqrt{b^{2}-4ac}}{2a}");
}

TEST(HwpxReader, GivesPagesAsTheyWerePrinted) {
  const Document tall = read("tall_table");
  EXPECT_EQ(labels(tall, "첫 쪽"), Labels{"1"});
  EXPECT_EQ(tall.elements[1].places.size(), 2U) << "the table goes over to the second page";
  EXPECT_EQ(labels(tall, "표 다음"), Labels{"2"});
  EXPECT_EQ(labels(tall, "같은 쪽의 끝"), Labels{"2"});
  EXPECT_EQ(labels(tall, "셋째 쪽"), Labels{"3"});
  const Document numbers = read("page_numbers");
  EXPECT_EQ(labels(numbers, "다섯째 쪽"), Labels{"v"});
  EXPECT_EQ(labels(numbers, "한 문단이"), (Labels{"v", "vi"}));
  EXPECT_EQ(labels(numbers, "스물셋째"), Labels{"xxiii"});
}

TEST(HwpxReader, OpensWithItsPasswordOnly) {
  const auto bytes = read_file(std::string(ONGGI_SOURCE_DIR) + "/tests/golden/parse/hwpx/password.hwpx");
  ASSERT_TRUE(bytes.has_value());
  const Document document = read("password", {.password = "열려라 123"});
  EXPECT_EQ(element(document, "암호로").text, "암호로 잠근 글");
  const auto wrong = read_document(*bytes, "a.hwpx", {.password = "닫혀라"}, {});
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().reason, "password_wrong");
}

TEST(HwpxReader, DepthIsLimited) {
  const auto bytes = read_file(std::string(ONGGI_SOURCE_DIR) + "/tests/golden/parse/hwpx/nested_table.hwpx");
  ParseLimits limits;
  limits.depth_max = 8;
  const auto document = read_document(bytes.value_or(""), "a.hwpx", {}, limits);
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().reason, "depth_max");
}

}  // namespace
}  // namespace onggi::parse
