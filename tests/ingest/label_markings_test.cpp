// Markings of secrecy, and texts that only speak about them.
#include "ingest/label_markings.h"

#include <gtest/gtest.h>

#include "ingest/any_document.h"

namespace onggi::ingest_room {
namespace {

using enum ElementKind;

std::string marking(const Document& document) {
  const auto found = find_marking(document);
  return found ? std::string(to_string(found->label)) + " " + found->reason : "";
}

TEST(LabelMarkings, WordsAndTheirLabels) {
  for (const char* text : {"비밀", "Ⅱ급 비밀", "[ III급비밀 ]", "극 비", "Top Secret"})
    EXPECT_EQ(label_of_marking(text), Label::classified) << text;
  for (const char* text :
       {"대외비", "<대 외 비>", "※ 사내한", "비공개", "부분공개", "CONFIDENTIAL", "For Internal Use Only"})
    EXPECT_EQ(label_of_marking(text), Label::sensitive) << text;
  for (const char* text : {"공개", "- 대국민 공개 -"}) EXPECT_EQ(label_of_marking(text), Label::open) << text;
  for (const char* text : {"대외비 문서 관리 규정", "비밀번호", "공개 채용 공고", "비밀유지서약서", ""})
    EXPECT_FALSE(label_of_marking(text)) << text;
}

TEST(LabelMarkings, OfHeadersAndFooters) {
  EXPECT_EQ(
      marking(any::document({any::element(paragraph, "사업계획", 0), any::element(page_header, "대외비 | 2024년", 3)})),
      "S page_header");
  EXPECT_EQ(marking(any::document({any::element(page_footer, "- 3 -   Ⅱ급 비밀", 2)})), "C page_footer");
  EXPECT_EQ(marking(any::document({any::element(page_header, "[대외비] 중장기 사업계획")})), "S page_header");
  EXPECT_EQ(marking(any::document({any::element(page_header, "대외비 문서 관리 지침")})), "");
  EXPECT_EQ(marking(any::document({any::element(page_footer, "비밀유지 서약 / 3")})), "");
}

TEST(LabelMarkings, OfTheFirstPage) {
  EXPECT_EQ(marking(any::document({"대외비", "2024년 사업계획"})), "S first_page");
  EXPECT_EQ(marking(any::document({"(대외비) 2024년 사업계획"})), "S title");
  EXPECT_EQ(marking(any::document({"2024년 사업계획 [사내한]"})), "S title");
  EXPECT_EQ(marking(any::document({any::element(paragraph, "계획"), any::element(paragraph, "대외비", 4)})), "");
}

TEST(LabelMarkings, OfFieldsOfForms) {
  EXPECT_EQ(marking(any::document({"제목 점검 결과", "공개구분: 비공개(5호)"})), "S disclosure_field");
  EXPECT_EQ(marking(any::document({"공개여부 : ■ 공개 □ 부분공개 □ 비공개"})), "O disclosure_field");
  EXPECT_EQ(marking(any::document({any::table({{"문서번호", "A-1"}, {"보안등급", "기밀"}})})), "C disclosure_field");
  EXPECT_EQ(marking(any::document({"우 04524 서울 중구", "전화번호 02-000-0000 팩스번호 02-000-0001 / 부분공개(6)"})),
            "S letter_disclosure");
  EXPECT_EQ(marking(any::document({"공개구분: □ 공개 □ 비공개"})), "");
}

TEST(LabelMarkings, ATextAboutThemIsNotMarked) {
  EXPECT_EQ(
      marking(any::document({"대외비 문서 관리 규정", "제1조 대외비로 분류한 문서는 잠금장치가 있는 곳에 보관한다.",
                             "비밀은 그 중요성에 따라 Ⅰ급비밀, Ⅱ급비밀 및 Ⅲ급비밀로 구분한다.",
                             "공개구분을 적지 아니한 문서는 비공개로 본다."})),
      "");
  EXPECT_EQ(marking(any::document({any::table({{"등급", "표시"}, {"S", "대외비"}, {"C", "비밀"}})})), "");
  EXPECT_EQ(
      marking(any::document({"비밀번호 변경 안내", "공개 채용 공고", "회사 기밀(대외비 포함)을 누설하지 아니한다."})),
      "");
}

TEST(LabelMarkings, TheHighestCounts) {
  EXPECT_EQ(marking(any::document({any::element(page_header, "공개"), any::element(paragraph, "대외비"),
                                   any::element(page_footer, "Ⅲ급비밀")})),
            "C page_footer");
}

}  // namespace
}  // namespace onggi::ingest_room
