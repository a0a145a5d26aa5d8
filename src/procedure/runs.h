// Taking documents through the methods of a procedure, as a job: queued, watched, noted in the log when it ended.
//
// The room knows no documents. Who puts the rooms together gives what is to be done with them (Documents).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "procedure/procedure.h"
#include "store/jobs.h"

namespace onggi {

/// The last run of a procedure.
struct ProcedureRun {
  JobId job;
  JobState state = JobState::queued;
  double progress = 0;  // 0..1
  std::int64_t documents = 0;
  std::string error_code, error_message;  // of a failed one
};

/// Thread and process safe over its database.
class ProcedureRuns {
 public:
  static constexpr std::size_t kDocumentsMax = 10'000;  // of one run

  /// What came of documents that went through a recipe.
  struct Outcome {
    std::map<std::string, std::int64_t> masked;  // by kind
    std::int64_t held_back = 0;
  };
  /// All of them thread safe.
  struct Documents {
    /// Documents follow this recipe from now on; doing it twice is doing it once.
    std::function<Result<RecipeId>(const std::string& yaml, const std::vector<DocumentId>&)> follow;
    /// How many of them did not come to an end yet.
    std::function<Result<std::int64_t>(const std::vector<DocumentId>&)> waiting;
    std::function<Result<Outcome>(const std::vector<DocumentId>&)> outcome;
    /// Every text as people are shown it; documents that were held back have none.
    std::function<Result<std::vector<SampleUnit>>(const std::vector<DocumentId>&, const Cancel&)> texts;
  };
  ProcedureRuns(std::shared_ptr<Database> database, JobQueue& jobs, Procedures& procedures, const Clock& clock,
                Documents documents);

  /// Queues the run; its end is an entry of the log by this actor. Errors: as Procedures::recipe();
  /// invalid_argument (no documents), limit_exceeded (kDocumentsMax), conflict ("run_in_progress").
  Result<JobId> start(const ProcedureId& id, const std::vector<DocumentId>& documents, const ProcedureActor& actor);

  /// None: documents never went through it, or its job is no longer kept.
  Result<std::optional<ProcedureRun>> last(const ProcedureId& id) const;

  /// Procedures::draw() out of all texts of the documents, or draw_rows(), whichever was applied.
  Result<Procedure::Sample> draw(const ProcedureId& id, double rate_max, const std::string& seed,
                                 const ProcedureActor& actor, const Cancel& cancel);

  void register_handlers(JobRunner& runner);

 private:
  Result<void> do_job(const JobContext& context);

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  JobQueue& jobs_;
  Procedures& procedures_;
  const Clock& clock_;
  Documents documents_;
};

}  // namespace onggi
