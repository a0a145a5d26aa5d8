// Ways to cut documents, compared on a question set: the length curve, and which one to take.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "evaluate/question_runs.h"

namespace onggi {

/// What is tried: the workspace's own strategy at seven lengths from 96 to 1,024 tokens and at its own, overlap in
/// proportion, then every other strategy at the workspace's length. The shortest first.
std::vector<ChunkOptions> cuttings_to_try(const ChunkOptions& own);

/// Queues a run for each of them that has none, as this person; a run counts as long as no document changed after it
/// began and it asked every accepted question that the person may see. Gives how many were queued. Each makes an index
/// of all documents. Errors: those of QuestionRuns::start().
Result<std::int64_t> start_cuttings(QuestionRuns& runs, const Catalog& catalog, const QuestionSetId& set,
                                    const Viewer& viewer, const std::vector<PermissionId>& permissions);

/// One way and its newest run.
struct TriedCutting {
  ChunkOptions chunk;
  bool own = false;  // the workspace's
  QuestionRun run;
};

/// What is best on one half of the questions, beside the workspace's own way on the other half. Into which half a
/// question falls follows from its id alone (question_sets.h).
struct CuttingChoice {
  ChunkOptions best;
  std::int64_t choosing = 0, held_out = 0;  // questions
  Mean best_ndcg_read, own_ndcg_read;       // held out
  PairedDifference difference;              // held out, of the best less the own
  bool is_worth_it() const { return difference.low > 0; }
};

struct CuttingReport {
  std::vector<TriedCutting> tried;      // by strategy, the own first, then by length
  std::optional<CuttingChoice> choice;  // none while a run is at work, without one of the own way, and with fewer than
                                        // 16 questions (4 in each half)
};
Result<CuttingReport> cutting_report(const QuestionRuns& runs, const QuestionSetId& set,
                                     const std::vector<PermissionId>& permissions);

}  // namespace onggi
