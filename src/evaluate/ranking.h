// How good one ranking is, in the measures of BEIR and trec_eval.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace onggi {

/// Grades of one question's documents by id; 0 and what is missing: not relevant.
using Judgements = std::unordered_map<std::string, std::int32_t>;

/// ndcg_10: gains are the grades, discounts log2(rank + 1), the ideal is the best order of all judged documents. The
/// shares count documents of a grade above 0. hit_1: the first one is relevant.
struct RankingScores {
  double ndcg_10 = 0, recall_5 = 0, recall_10 = 0, recall_100 = 0, mrr_10 = 0, hit_1 = 0;
};

/// `ranked`: ids of documents, best first, each once. Judgements without any relevant document give zeros: leave such
/// questions out.
RankingScores score_ranking(const std::vector<std::string>& ranked, const Judgements& judgements);

}  // namespace onggi
