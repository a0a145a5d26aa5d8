// The gate before a change of the index: the questions of a set are asked of the index in use and of one as it would
// be, and where that one finds less, the change does not come.
#pragma once

#include <optional>
#include <string>

#include "evaluate/question_runs.h"

namespace onggi {

/// The two runs of a gate, to be compared when both are done.
struct GateRuns {
  QuestionRunId before, after;
};

/// Queues both, as this person. `set`: by name or id. Errors: not_found (set), invalid_argument ("no_questions"); those
/// of QuestionRuns::start().
Result<GateRuns> start_gate(QuestionRuns& runs, const QuestionSets& sets, const std::string& set,
                            const TrialSettings& wanted, const Viewer& viewer,
                            const std::vector<PermissionId>& permissions);

/// What came out; none while a run is not over. Errors: not_found (a run was removed), unavailable (a run failed).
Result<std::optional<RunComparison>> gate_result(const QuestionRuns& runs, const std::vector<PermissionId>& permissions,
                                                 const GateRuns& gate);

/// Whether a run lost against another: in nDCG@10 or in ndcg_read, with p under 0.025 each, so that two equally good
/// runs are taken for different in one of twenty cases.
bool is_worse(const RunComparison& comparison);

}  // namespace onggi
