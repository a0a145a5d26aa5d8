// Measures by hand-made numbers, files in BEIR's layout, and the whole way with the real analyser.
#include "evaluate/retrieval.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "base/file.h"

namespace onggi {
namespace {

#define ONGGI_ASSERT_OK(result) ASSERT_TRUE((result).has_value()) << describe((result).error())

TEST(Ranking, MeasuresAreThoseOfTrecEval) {
  const Judgements judged{{"a", 2}, {"b", 1}, {"c", 0}, {"d", 1}};
  const RankingScores scores = score_ranking({"c", "b", "x", "a"}, judged);
  const double ideal = 2 + 1 / std::log2(3.0) + 1 / std::log2(4.0);
  EXPECT_NEAR(scores.ndcg_10, (1 / std::log2(3.0) + 2 / std::log2(5.0)) / ideal, 1e-12);
  EXPECT_NEAR(scores.recall_5, 2.0 / 3, 1e-12);
  EXPECT_NEAR(scores.mrr_10, 0.5, 1e-12);
  EXPECT_EQ(scores.hit_1, 0);
}

TEST(Ranking, DepthCounts) {
  std::vector<std::string> ranked;
  for (int i = 0; i < 10; ++i) ranked.push_back("x" + std::to_string(i));
  ranked.emplace_back("a");
  const RankingScores scores = score_ranking(ranked, {{"a", 1}});
  EXPECT_EQ(scores.ndcg_10, 0);
  EXPECT_EQ(scores.recall_10, 0);
  EXPECT_EQ(scores.mrr_10, 0);
  EXPECT_EQ(scores.recall_100, 1);
}

TEST(Statistics, ADifferenceThatIsAlwaysThereIsNoAccident) {
  std::vector<double> ours, theirs;
  for (int i = 0; i < 40; ++i) theirs.push_back(i % 7 / 10.0), ours.push_back(theirs.back() + 0.1);
  const PairedDifference difference = paired_difference(ours, theirs);
  EXPECT_NEAR(difference.value, 0.1, 1e-9);
  EXPECT_NEAR(difference.low, 0.1, 1e-9);
  EXPECT_LT(difference.p, 0.001);
  EXPECT_EQ(difference.better, 40);
}

TEST(Statistics, WhatGoesBothWaysIsNone) {
  std::vector<double> ours, theirs;
  for (int i = 0; i < 40; ++i) ours.push_back(i % 2), theirs.push_back(1 - i % 2);
  const PairedDifference difference = paired_difference(ours, theirs);
  EXPECT_NEAR(difference.value, 0, 1e-12);
  EXPECT_GT(difference.p, 0.9);
  EXPECT_LT(difference.low, 0);
  EXPECT_GT(difference.high, 0);
}

class RetrievalSetTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "retrieval_set-" + std::to_string(::getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  RetrievalFiles files(std::string_view corpus, std::string_view queries, std::string_view qrels) {
    const RetrievalFiles made{folder_ / "corpus.jsonl", folder_ / "queries.jsonl", folder_ / "qrels.tsv"};
    EXPECT_TRUE(write_file(made.corpus, corpus) && write_file(made.queries, queries) && write_file(made.qrels, qrels));
    return made;
  }
  std::filesystem::path folder_;
};

constexpr std::string_view kCorpus =
    R"({"_id": "휴가", "title": "휴가 규정", "text": "1년간 80퍼센트 이상 출근한 직원에게 15일의 연차휴가를 준다."}
{"_id": "여비", "title": "", "text": "서울 출장의 숙박비는 하루 10만원을 한도로 실비를 지급한다."}
{"_id": 3, "title": "징계", "text": "무단으로 사흘 넘게 결근한 직원은 징계위원회에 넘긴다."}
)";
constexpr std::string_view kQueries = R"({"_id": "q1", "text": "연차휴가는 며칠인가요?"}
{"_id": "q2", "text": "출장 숙박비 한도"}
{"_id": "q3", "text": "판단이 없는 질문"}
)";
constexpr std::string_view kQrels = "query-id\tcorpus-id\tscore\nq1\t휴가\t1\nq2\t여비\t2\nq2\t3\t0\n";

TEST_F(RetrievalSetTest, ReadsAndLeavesOutWhatNobodyJudged) {
  const auto set = read_retrieval_set(files(kCorpus, kQueries, kQrels));
  ONGGI_ASSERT_OK(set);
  EXPECT_EQ(set->documents.size(), 3U);
  EXPECT_EQ(set->documents[2].id, "3");
  EXPECT_EQ(set->queries.size(), 2U);
  EXPECT_EQ(set->unjudged, 1);
}

TEST_F(RetrievalSetTest, SaysWhichLineIsWrong) {
  const auto twice = read_retrieval_set(files(R"({"_id":"a","text":"x"}
{"_id":"a","text":"y"}
)",
                                              kQueries, kQrels));
  ASSERT_FALSE(twice);
  EXPECT_NE(twice.error().message.find("corpus.jsonl, line 2"), std::string::npos);
  const auto stranger = read_retrieval_set(files(kCorpus, kQueries, "query-id\tcorpus-id\tscore\nq1\t없음\t1\n"));
  ASSERT_FALSE(stranger);
  EXPECT_NE(stranger.error().message.find("qrels.tsv, line 2"), std::string::npos);
}

TEST_F(RetrievalSetTest, FindsWithTheRealAnalyserAndComparesRuns) {
  const auto set = read_retrieval_set(files(kCorpus, kQueries, kQrels));
  ONGGI_ASSERT_OK(set);
  const auto analyzer = Analyzer::open({ONGGI_DICTIONARY_DIR, {}});
  ONGGI_ASSERT_OK(analyzer);
  std::size_t last = 0;
  const auto report = evaluate_retrieval(
      *set, {.analyzer = **analyzer, .embedder = nullptr}, [&](std::size_t done, std::size_t) { last = done; },
      Cancel());
  ONGGI_ASSERT_OK(report);
  EXPECT_EQ(last, 5U);
  EXPECT_EQ(report->hit_1.value, 1);
  EXPECT_EQ(report->ndcg_10.value, 1);
  EXPECT_EQ(report->run.at("q2").front().first, "여비");
  const auto file = folder_ / "run.trec";
  ASSERT_TRUE(write_file(file, trec_run(report->run)));
  const auto again = read_trec_run(file);
  ONGGI_ASSERT_OK(again);
  EXPECT_EQ(compare(*report, *set, *again).value, 0);
  EXPECT_EQ(compare(*report, *set, {}).value, 1);
}

}  // namespace
}  // namespace onggi
