// optimize retrieval: which way of cutting documents lets a workspace's own questions find most.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "evaluate/retrieval.h"

namespace onggi {

struct OptimizeTask {
  RetrievalTask search;                 // its `chunk` is what the others are compared with
  std::chrono::milliseconds budget{0};  // no new measurement begins after it; 0: as long as it takes
  std::filesystem::path state;          // keeps what was measured, so that a run goes on; empty: nothing is kept
};

/// One way of cutting, with nDCG@10 of the first questions of the half on which is chosen.
struct TriedChunking {
  ChunkOptions chunk;
  std::int64_t chunks = 0;  // of the corpus
  std::vector<double> scores;
};

/// What is lost where one part of the search is left out, on the held-out half.
struct LeftOut {
  std::string part;  // "dense", "rerank"
  PairedDifference difference;
};

struct OptimizeReport {
  std::vector<TriedChunking> tried;  // those that were asked most first, then the best first
  bool complete = false;             // false: the budget ended; what follows is then empty
  ChunkOptions best;
  std::int64_t held_out = 0;  // questions that choosing did not see
  Mean best_ndcg_10, current_ndcg_10;
  PairedDifference difference;  // of the best less the current one
  std::vector<LeftOut> left_out;
};

/// Successive halving (Jamieson and Talwalkar 2016): every way answers a quarter of one half of the questions, the best
/// third of them half of it, a ninth all of it; what wins is compared with the current way on the other half. Which
/// question falls where is drawn with a fixed seed. The corpus is cut and indexed anew for each measurement, in a
/// temporary folder. Errors: invalid_argument (fewer than 16 questions); bad_input (`state` is of another corpus,
/// question set or version); as evaluate_retrieval().
Result<OptimizeReport> optimize_retrieval(const RetrievalSet& set, const OptimizeTask& task,
                                          const std::function<void(std::size_t done, std::size_t all)>& progress,
                                          const Cancel& cancel);

}  // namespace onggi
