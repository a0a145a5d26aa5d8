// What reading a passage shows of a question.
#include "retrieve/rerank.h"

#include <gtest/gtest.h>

namespace onggi {
namespace {

using retrieve::PassageFeatures;
using retrieve::PassageReader;
using retrieve::QueryWord;
using retrieve::Question;

/// "육아휴직 급여 신청", each word of the same weight.
Question question() {
  return {.text = "육아휴직 급여 신청",
          .terms = {},
          .words = {QueryWord{.term = "육아휴직", .parts = {"육아", "휴직"}, .bigrams = {}, .bytes = {0, 12}},
                    QueryWord{.term = "급여", .parts = {}, .bigrams = {}, .bytes = {13, 19}},
                    QueryWord{.term = "신청", .parts = {}, .bigrams = {}, .bytes = {20, 26}}}};
}

PassageFeatures read(std::string_view text, std::string_view lead = {}, bool opens = false) {
  return PassageReader(question()).read({.lead = lead, .text = text, .opens = opens});
}

TEST(Rerank, WordsInAnyOrderAreCoveredAndNeighboursAreMore) {
  const PassageFeatures apart = read("급여를 먼저 정한 다음에 육아휴직을 쓰려는 사람이 신청을 한다.");
  const PassageFeatures together = read("육아휴직 급여를 신청하는 사람은 고용센터에 간다.");
  EXPECT_DOUBLE_EQ(apart.covered, 1);
  EXPECT_DOUBLE_EQ(apart.adjacent, 0);
  EXPECT_DOUBLE_EQ(together.covered, 1);
  EXPECT_DOUBLE_EQ(together.adjacent, 1);
  EXPECT_GT(together.early, apart.early);
  EXPECT_GT(added_by(together), added_by(apart));
}

TEST(Rerank, PartsOfACompoundCountTheirShare) {
  EXPECT_NEAR(read("육아를 위한 급여를 신청한다.").covered, 2.5 / 3, 1e-9);
  EXPECT_DOUBLE_EQ(read("출장비를 정산한다.").covered, 0);
}

TEST(Rerank, TheWholeQuestionIsFoundHoweverItIsSpaced) {
  EXPECT_DOUBLE_EQ(read("서식 7호: 육아 휴직급여신청서").phrase, 1);
  EXPECT_DOUBLE_EQ(read("육아휴직급여신청서").phrase, 1);
  EXPECT_DOUBLE_EQ(read("신청한 육아휴직 급여").phrase, 0);
  EXPECT_DOUBLE_EQ(read("'육아휴직' 급여, 신청!").phrase, 1);
  EXPECT_DOUBLE_EQ(read("본문", "제3장 > 육아휴직 급여 신청").phrase, 1);
}

TEST(Rerank, AHeadingIsTheEarliestPlaceAndOpensItsSection) {
  const PassageFeatures under = read("다음 서류를 낸다.", "육아휴직 급여 신청", true);
  EXPECT_DOUBLE_EQ(under.early, 1);
  EXPECT_DOUBLE_EQ(under.opening, 1);
  EXPECT_DOUBLE_EQ(read("다음 서류를 낸다.", "육아휴직 급여 신청").opening, 0);
}

TEST(Rerank, AWordOfOneLetterIsNotAPieceOfAnother) {
  const Question question{.text = "표 높이",
                          .terms = {},
                          .words = {QueryWord{.term = "표", .parts = {}, .bigrams = {}, .bytes = {0, 3}},
                                    QueryWord{.term = "높이", .parts = {}, .bigrams = {}, .bytes = {4, 10}}}};
  const PassageReader reader(question);
  EXPECT_DOUBLE_EQ(reader.read({.lead = {}, .text = "목표와 발표", .opens = false}).covered, 0);
  EXPECT_DOUBLE_EQ(reader.read({.lead = {}, .text = "(표)의 높이를 바꾼다", .opens = false}).covered, 1);
}

TEST(Rerank, ANumberIsFoundHoweverItIsWritten) {
  const Question question{.text = "수당 35000원",
                          .terms = {},
                          .words = {QueryWord{.term = "수당", .parts = {}, .bigrams = {}, .bytes = {0, 6}},
                                    QueryWord{.term = "35000원", .parts = {}, .bigrams = {}, .bytes = {7, 15}}},
                          .numbers = {{.bytes = {7, 12}, .forms = {"35,000", "35000", "3만 5천", "3만5천"}}}};
  const PassageReader reader(question);
  for (const std::string_view text : {"수당 3만5천원을 준다.", "수당 3만 5천 원을 준다.", "수당 35,000원을 준다."})
    EXPECT_DOUBLE_EQ(reader.read({.text = text}).covered, 1) << text;
  for (const std::string_view text : {"수당 135,000원", "수당 13만5천원", "수당 35,000,000원", "수당 3.35,000"})
    EXPECT_DOUBLE_EQ(reader.read({.text = text}).covered, 0.5) << text;
}

TEST(Rerank, AQuestionWithoutWordsAddsNothing) {
  const PassageFeatures features = PassageReader(Question{.text = "??", .terms = {}, .words = {}}).read({});
  EXPECT_DOUBLE_EQ(added_by(features), 0);
}

}  // namespace
}  // namespace onggi
