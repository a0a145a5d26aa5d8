// Fusion of two legs, and coverage of the question's words.
#include "retrieve/fusion.h"

#include <gtest/gtest.h>

#include <random>

#include "retrieve/coverage.h"

namespace onggi {
namespace {

using retrieve::Fused;
using retrieve::QueryWord;

std::vector<IndexHit> hits(const std::vector<std::pair<std::string, double>>& list) {
  std::vector<IndexHit> hits;
  for (const auto& [chunk, score] : list) hits.push_back({ChunkId(chunk), DocumentId("d"), score});
  return hits;
}

std::vector<std::string> order(const std::vector<Fused>& fused) {
  std::vector<std::string> ids;
  for (const Fused& one : fused) ids.push_back(one.chunk.str());
  return ids;
}

using Ids = std::vector<std::string>;

constexpr double kBound = 25;

retrieve::FusedLegs legs(const std::vector<IndexHit>* lexical, const std::vector<IndexHit>* dense, double weight,
                         double bound = kBound) {
  return {.lexical = lexical, .lexical_bound = bound, .dense = dense, .dense_weight = weight};
}

TEST(Fusion, AWeakLegCorrectsOnlyWhatIsNearlyEqual) {
  const auto lexical = hits({{"a", 10}, {"b", 9.8}, {"c", 5}});
  const auto dense = hits({{"c", 0.9}, {"b", 0.8}, {"a", 0.1}});
  EXPECT_EQ(order(retrieve::fuse(legs(&lexical, &dense, 0.1, 12))), (Ids{"b", "a", "c"}));
  EXPECT_EQ(order(retrieve::fuse(legs(&lexical, &dense, 1, 12))), (Ids{"b", "c", "a"}));
}

TEST(Fusion, WhereWordsSayLittleVectorsSayMore) {
  const auto lexical = hits({{"a", 3}, {"b", 1}});
  const auto dense = hits({{"b", 0.8}, {"a", 0.4}});
  EXPECT_EQ(order(retrieve::fuse(legs(&lexical, &dense, 0.1, 4))), (Ids{"a", "b"}));
  EXPECT_EQ(order(retrieve::fuse(legs(&lexical, &dense, 0.1, 30))), (Ids{"b", "a"}));
}

TEST(Fusion, WhatOnlyAWeakDenseLegFoundStandsBelow) {
  const auto lexical = hits({{"a", 10}, {"b", 4}});
  const auto dense = hits({{"x", 0.9}, {"y", 0.2}});
  const auto fused = retrieve::fuse(legs(&lexical, &dense, 0.2, 12));
  EXPECT_EQ(order(fused), (Ids{"a", "b", "x", "y"}));
  EXPECT_EQ(fused[2].lexical_rank, 0);
  EXPECT_EQ(fused[2].dense_rank, 1);
}

TEST(Fusion, WithoutWeightTheDenseLegSettlesTiesAndAddsNothing) {
  const auto lexical = hits({{"a", 10}, {"b", 7}, {"c", 7}});
  const auto dense = hits({{"x", 0.9}, {"c", 0.8}, {"b", 0.1}});
  EXPECT_EQ(order(retrieve::fuse(legs(&lexical, &dense, 0))), (Ids{"a", "c", "b"}));
}

TEST(Fusion, OneLegAloneKeepsItsOrder) {
  const auto list = hits({{"a", 3}, {"b", 2}, {"c", 1}});
  EXPECT_EQ(order(retrieve::fuse(legs(&list, nullptr, 0.5))), (Ids{"a", "b", "c"}));
  EXPECT_EQ(order(retrieve::fuse(legs(nullptr, &list, 0))), (Ids{"a", "b", "c"}));
  EXPECT_TRUE(retrieve::fuse(legs(nullptr, nullptr, 0.5)).empty());
}

class FusionProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(FusionProperty, ScoresLieBetweenZeroAndOneAndFall) {
  std::mt19937_64 random(GetParam());
  const auto leg = [&random] {
    std::vector<std::pair<std::string, double>> list;
    double score = 20;
    for (std::uint64_t i = random() % 30; i > 0; --i)
      list.emplace_back(std::to_string(random() % 100 * 1000 + i), score -= static_cast<double>(random() % 3) / 5);
    return hits(list);
  };
  const auto lexical = leg(), dense = leg();
  const auto fused = retrieve::fuse(legs(&lexical, &dense, static_cast<double>(random() % 11) / 10));
  for (std::size_t i = 0; i < fused.size(); ++i) {
    EXPECT_GE(fused[i].score, 0) << "seed " << GetParam();
    EXPECT_LE(fused[i].score, 1 + 1e-12);
    if (i > 0) {
      EXPECT_LE(fused[i].score, fused[i - 1].score);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, FusionProperty, testing::Range<std::uint64_t>(1, 30));

TEST(Coverage, ARunOfNounsIsOneWordAndItsPiecesCountTheirShare) {
  // "육아휴직급여 신청" as the analyser cuts it.
  const std::vector<Token> tokens{
      {"육아휴직급여", TokenKind::morpheme, {0, 18}, 0}, {"육아", TokenKind::morpheme, {0, 6}, 0},
      {"휴직", TokenKind::morpheme, {6, 12}, 0},         {"급여", TokenKind::morpheme, {12, 18}, 0},
      {"직급", TokenKind::bigram, {9, 15}, 0},           {"신청", TokenKind::morpheme, {19, 25}, 1}};
  const std::vector<QueryWord> words = retrieve::query_words(tokens);
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0].parts, (std::vector<std::string>{"육아", "휴직", "급여"}));
  EXPECT_EQ(retrieve::terms_of(words), (std::vector<std::string>{"육아휴직급여", "신청", "육아", "휴직", "급여"}));
  EXPECT_DOUBLE_EQ(retrieve::coverage(words, {"육아휴직급여", "신청"}), 1);
  EXPECT_DOUBLE_EQ(retrieve::coverage(words, {"육아", "휴직", "급여", "신청"}), 1);
  EXPECT_DOUBLE_EQ(retrieve::coverage(words, {"육아", "휴직"}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(retrieve::coverage(words, {"출장"}), 0);
}

TEST(Coverage, RareWordsWeighMoreAndAskingWordsNothing) {
  std::vector<QueryWord> words = retrieve::query_words({{"회사", TokenKind::morpheme, {0, 6}, 0},
                                                        {"인수", TokenKind::morpheme, {7, 13}, 1},
                                                        {"무엇", TokenKind::morpheme, {14, 20}, 2}});
  ASSERT_EQ(words.size(), 2U);
  retrieve::weigh(words, {900, 3}, 1000);
  EXPECT_GT(retrieve::coverage(words, {"인수"}), 0.95);
  EXPECT_LT(retrieve::coverage(words, {"회사"}), 0.05);
  EXPECT_EQ(retrieve::query_words({{"무엇", TokenKind::morpheme, {0, 6}, 0}}).size(), 1U);
}

}  // namespace
}  // namespace onggi
