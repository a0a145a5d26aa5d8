// optimize retrieval over a workspace: with which settings a search finds most of the workspace's own questions, on the
// index as it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "access/permissions.h"
#include "base/cancel.h"
#include "base/result.h"
#include "evaluate/question_sets.h"
#include "evaluate/statistics.h"
#include "retrieve/retrieve.h"

namespace onggi {

struct OptimizeSearchParts {
  const QuestionSets& sets;
  const Catalog& catalog;
  const Permissions& permissions;
  const Retriever& retriever;  // its settings are what the others are compared with
};

struct OptimizeSearchTask {
  QuestionSetId set;
  Viewer viewer;                        // who asks; of the set the accepted questions about documents that they may see
  std::string index_version;            // of analysis, chunks and vectors: what was kept under another one is refused
  std::chrono::milliseconds budget{0};  // no new settings are begun after it; 0: as long as it takes
  std::filesystem::path state;          // keeps what was measured, so that a run goes on; empty: nothing is kept
};

/// Settings on the half of the questions on which is chosen.
struct TriedSettings {
  SearchSettings settings;
  Mean ndcg_10;
  PairedDifference difference;    // of these less the current ones
  double p50_ms = 0, p95_ms = 0;  // of a search, as it was measured first
};

struct OptimizeSearchReport {
  std::vector<TriedSettings> tried;  // what was measured, the best first; of equals the current, then the cheaper
  std::int64_t choosing = 0, held_out = 0;  // questions
  bool complete = false;                    // false: the budget ended; what follows is then empty
  SearchSettings best;
  Mean best_ndcg_10, current_ndcg_10;  // on the questions that choosing did not see
  PairedDifference difference;         // there, of the best less the current
};

/// What can be chosen: the current settings, then each sensible combination, the cheapest to search first: one leg or
/// both, variants and reranking on and off, and of both legs what vectors weigh. Without vectors words alone.
std::vector<SearchSettings> search_candidates(const SearchSettings& current, bool has_vectors);

/// Asks every question of one half with every candidate, and those of the other half with the best and the current
/// one. Which half a question falls into follows from the checksum of its id alone, so that no later run chooses on
/// what an earlier one held out. Cost: questions × candidates (at most 32) searches. Errors: not_found (set);
/// invalid_argument (fewer than 16 questions, or fewer than 4 in one half: "few_questions"); bad_input (`state` is of
/// other documents, questions or versions); those of Retriever::search().
Result<OptimizeSearchReport> optimize_search(const OptimizeSearchParts& parts, const OptimizeSearchTask& task,
                                             const std::function<void(std::size_t done, std::size_t all)>& progress,
                                             const Cancel& cancel);

}  // namespace onggi
