// Clauses: marks at the beginning of a line, references inside of text, and what a place lies in.
#include "document/clause.h"

#include <gtest/gtest.h>

namespace onggi {
namespace {

std::string named(std::string_view text) {
  std::string all;
  for (const Clause& clause : clauses_named_in(text)) all.append(all.empty() ? "" : ", ").append(to_string(clause));
  return all;
}

TEST(Clauses, AreFoundInEverySpelling) {
  EXPECT_EQ(named("제12조제3항에 따라"), "제12조 제3항");
  EXPECT_EQ(named("12조 3항은?"), "제12조 제3항");
  EXPECT_EQ(named("제 12 조의 2 제1항 제3호 가목"), "제12조의2 제1항 제3호 가목");
  EXPECT_EQ(named("§12③과 §4"), "제12조 제3항, 제4조");
  EXPECT_EQ(named("별표 1과 별지 제2호 서식"), "별표 1, 별지 제2호서식");
  EXPECT_EQ(named("부칙 제2조와 제7조의2"), "부칙 제2조, 제7조의2");
}

TEST(Clauses, MoneyAndPlainNumbersAreNone) {
  EXPECT_EQ(named("매출 3조원, 예산 2조 5천억"), "");
  EXPECT_EQ(named("2개 조로 나누어 3항목을 본다"), "");
}

TEST(Clauses, ALineBeginsWithAMark) {
  const auto article = leading_mark("제12조의2(연차휴가) ① 회사는");
  ASSERT_TRUE(article);
  EXPECT_EQ(to_string(article->clause), "제12조의2");
  EXPECT_TRUE(leading_mark("제1조 목적"));
  EXPECT_TRUE(leading_mark("제3조 삭제"));
  EXPECT_EQ(leading_mark("⑫ 삭제")->clause.paragraph, 12);
  EXPECT_EQ(leading_mark("2의3. 그 밖의 것")->clause.item, "제2호의3");
  EXPECT_EQ(leading_mark("[별표 3] 여비 지급표(제9조 관련)")->clause.annex, "별표 3");
  EXPECT_EQ(leading_mark("부    칙 <2024. 3. 1.>")->clause.annex, "부칙");
}

TEST(Clauses, AReferenceIsNoMark) {
  EXPECT_FALSE(leading_mark("제12조에 따라 휴가를 준다"));
  EXPECT_FALSE(leading_mark("제12조 제3항의 휴가"));
  EXPECT_FALSE(leading_mark("제3조 및 제4조는"));
  EXPECT_FALSE(leading_mark("별표 1과 같다"));
  EXPECT_FALSE(leading_mark("2.5배로 한다"));
}

TEST(Clauses, APlaceFollowsTheMarksBeforeIt) {
  const std::string text = "제5조(휴가) ① 첫째 항. ② 둘째 항은 다음과 같다.\n1. 하나\n2. 둘\n가. 작은 것";
  const auto at = [&](std::string_view words) { return to_string(clause_at({}, text, text.find(words))); };
  EXPECT_EQ(at("제5조"), "제5조");
  EXPECT_EQ(at("첫째"), "제5조 제1항");
  EXPECT_EQ(at("둘째"), "제5조 제2항");
  EXPECT_EQ(at("둘\n"), "제5조 제2항 제2호");
  EXPECT_EQ(at("작은"), "제5조 제2항 제2호 가목");
}

TEST(Clauses, LieInWhatIsAbove) {
  const Clause inner = clause_from("제12조 제3항 제2호");
  EXPECT_TRUE(lies_in(inner, clause_from("제12조")));
  EXPECT_TRUE(lies_in(inner, clause_from("제12조 제3항")));
  EXPECT_FALSE(lies_in(inner, clause_from("제12조 제2항")));
  EXPECT_FALSE(lies_in(inner, clause_from("제12조의2")));
  EXPECT_FALSE(lies_in(inner, clause_from("부칙 제12조")));
  EXPECT_FALSE(lies_in(inner, {}));
}

TEST(Clauses, AreReadAsTheyAreWritten) {
  for (const std::string_view text :
       {"제12조의2 제3항 제4호의5 하목", "부칙 제1조", "별표 1", "별표 1의2", "별지 제2호서식", "별표"})
    EXPECT_EQ(to_string(clause_from(text)), text);
}

}  // namespace
}  // namespace onggi
