// Structure by numbers and signs: rules, outlines, exam papers.
#include "parse/worker/structure/structure.h"

#include <gtest/gtest.h>

#include <vector>

namespace onggi::parse {
namespace {

Document document_of(const std::vector<std::string>& lines) {
  Document document;
  for (const std::string& line : lines) document.elements.push_back({.text = line});
  return document;
}

std::vector<std::string> clauses(const Document& document) {
  std::vector<std::string> all;
  for (const Element& element : document.elements) all.push_back(element.clause);
  return all;
}

// "h1", "l2", "p" ... of each element.
std::string kinds(const Document& document) {
  std::string all;
  for (const Element& element : document.elements) {
    const char letter = element.kind == ElementKind::heading ? 'h' : element.kind == ElementKind::list_item ? 'l' : 'p';
    all.append(all.empty() ? "" : " ").append(1, letter);
    if (letter != 'p') all += std::to_string(element.level);
  }
  return all;
}

TEST(Rules, EveryElementGetsItsClause) {
  Document document = document_of(
      {"취업규칙", "제1장 총칙", "제1조(목적) 이 규칙은 근로조건을 정한다.",
       "제2조(정의) ① 이 규칙에서 쓰는 말은 다음과 같다.", "1. 사원: 회사에 고용된 사람", "2. 수습: 다음 각 목의 사람",
       "가. 입사 3개월 이내인 사람", "② 그 밖의 말은 법에 따른다.", "제2장 휴가", "제3조(연차)", "연차는 15일로 한다.",
       "부칙", "제1조(시행일) 공포한 날부터 시행한다.", "[별표 1] 휴가 일수(제3조 관련)", "근속 1년 15일"});
  find_structure(document);
  EXPECT_EQ(clauses(document),
            (std::vector<std::string>{"", "", "제1조", "제2조", "제2조 제1항 제1호", "제2조 제1항 제2호",
                                      "제2조 제1항 제2호 가목", "제2조 제2항", "", "제3조", "제3조", "부칙",
                                      "부칙 제1조", "별표 1", "별표 1"}));
  EXPECT_EQ(kinds(document), "p h1 p p p p p p h1 h2 p h1 p h1 p");
}

TEST(Rules, ATextThatOnlyMentionsArticlesIsNone) {
  Document document =
      document_of({"제12조에 따라 휴가를 준다.", "1. 준비물", "제3조(정의)를 보라는 뜻이다.", "2. 일정"});
  const auto before = kinds(document);
  find_structure(document);
  EXPECT_EQ(clauses(document), (std::vector<std::string>(4)));
  EXPECT_EQ(kinds(document), before);
}

TEST(Outline, DepthComesFromTheDocument) {
  Document document = document_of({"□ 추진 배경", "○ 문서가 흩어져 있어 찾기 어려움", "- 부서마다 양식이 다름",
                                   "○ 보안 요구가 커짐", "□ 추진 계획", "○ 3월에 시작함", "※ 일정은 바뀔 수 있음"});
  find_structure(document);
  EXPECT_EQ(kinds(document), "h1 l2 l3 l2 h1 l2 p");
}

TEST(Outline, OfficialLettersCountDown) {
  Document document = document_of({"1. 귀 기관의 무궁한 발전을 기원합니다.", "2. 다음과 같이 알려 드립니다.",
                                   "가. 일시: 3월 2일", "1) 오전 10시", "나. 장소: 본관"});
  find_structure(document);
  EXPECT_EQ(kinds(document), "l1 l1 l2 l3 l2");
}

TEST(Outline, TwoLinesWithADashAreNoOutline) {
  Document document = document_of({"- 하나", "본문입니다.", "- 둘"});
  find_structure(document);
  EXPECT_EQ(kinds(document), "p p p");
}

TEST(Exam, QuestionsChoicesAndPassages) {
  std::vector<std::string> lines{"[1~2] 다음 글을 읽고 물음에 답하시오.", "옹기는 숨을 쉬는 그릇이다."};
  for (int number = 1; number <= 3; ++number) {
    lines.push_back(std::to_string(number) + ". 윗글의 내용과 일치하는 것은?");
    lines.emplace_back("① 가 ② 나 ③ 다");
    lines.emplace_back("④ 라 ⑤ 마");
  }
  Document document = document_of(lines);
  find_structure(document);
  EXPECT_EQ(document.elements[0].role, "exam_passage");
  EXPECT_EQ(document.elements[1].role, "exam_passage");
  EXPECT_EQ(document.elements[2].role, "exam_question");
  EXPECT_EQ(document.elements[2].clause, "문항 1");
  EXPECT_EQ(document.elements[4].role, "exam_choice");
  EXPECT_EQ(document.elements[10].clause, "문항 3");
}

TEST(Exam, AListWithCircledNumbersIsNone) {
  Document document = document_of({"1. 준비", "① 재료 ② 도구", "2. 시작"});
  find_structure(document);
  for (const Element& element : document.elements) EXPECT_EQ(element.role, "");
}

}  // namespace
}  // namespace onggi::parse
