// See change_gate.h.
#include "evaluate/change_gate.h"

namespace onggi {
namespace {

bool is_loss(const PairedDifference& difference) {
  constexpr double kSignificant = 0.05 / 2;  // two measures are looked at
  return difference.value < 0 && difference.p < kSignificant;
}

Result<bool> is_over(const QuestionRun& run) {
  if (run.state == JobState::failed)
    return fail(ErrorCode::unavailable, "a run of the gate's questions failed: " + run.error_message);
  if (run.state == JobState::cancelled)
    return fail(ErrorCode::cancelled, "a run of the gate's questions was cancelled");
  return run.state == JobState::done;
}

}  // namespace

Result<GateRuns> start_gate(QuestionRuns& runs, const QuestionSets& sets, const std::string& set,
                            const TrialSettings& wanted, const Viewer& viewer,
                            const std::vector<PermissionId>& permissions) {
  ONGGI_TRY(const QuestionSet found, sets.get(permissions, set));
  GateRuns gate;
  ONGGI_TRY(gate.before, runs.start(found.id, "", {}, viewer));
  ONGGI_TRY(gate.after, runs.start(found.id, "", {.index = wanted}, viewer));
  return gate;
}

Result<std::optional<RunComparison>> gate_result(const QuestionRuns& runs, const std::vector<PermissionId>& permissions,
                                                 const GateRuns& gate) {
  for (const QuestionRunId& id : {gate.before, gate.after}) {
    ONGGI_TRY(const QuestionRun run, runs.get(permissions, id));
    ONGGI_TRY(const bool over, is_over(run));
    if (!over) return std::nullopt;
  }
  ONGGI_TRY(RunComparison comparison, runs.compare(permissions, gate.after, gate.before));
  return comparison;
}

bool is_worse(const RunComparison& comparison) { return is_loss(comparison.ndcg_10) || is_loss(comparison.ndcg_read); }

}  // namespace onggi
