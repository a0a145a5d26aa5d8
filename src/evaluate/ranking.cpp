// See ranking.h.
#include "evaluate/ranking.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace onggi {
namespace {

constexpr std::size_t kDepth = 10;

double discount(std::size_t index) { return 1.0 / std::log2(static_cast<double>(index) + 2.0); }

double ideal_gain(const Judgements& judgements) {
  std::vector<std::int32_t> grades;
  for (const auto& [document, grade] : judgements)
    if (grade > 0) grades.push_back(grade);
  std::ranges::sort(grades, std::greater());
  double gain = 0;
  for (std::size_t i = 0; i < std::min(grades.size(), kDepth); ++i) gain += grades[i] * discount(i);
  return gain;
}

}  // namespace

RankingScores score_ranking(const std::vector<std::string>& ranked, const Judgements& judgements) {
  RankingScores scores;
  const auto relevant = std::ranges::count_if(judgements, [](const auto& one) { return one.second > 0; });
  if (relevant == 0) return scores;
  double gain = 0;
  const double each = 1.0 / static_cast<double>(relevant);
  for (std::size_t i = 0; i < std::min<std::size_t>(ranked.size(), 100); ++i) {
    const auto judged = judgements.find(ranked[i]);
    if (judged == judgements.end() || judged->second <= 0) continue;
    scores.recall_100 += each;
    if (i >= kDepth) continue;
    gain += judged->second * discount(i);
    scores.recall_10 += each;
    if (i < 5) scores.recall_5 += each;
    if (i == 0) scores.hit_1 = 1;
    if (scores.mrr_10 == 0) scores.mrr_10 = 1.0 / static_cast<double>(i + 1);
  }
  scores.ndcg_10 = gain / ideal_gain(judgements);
  return scores;
}

}  // namespace onggi
