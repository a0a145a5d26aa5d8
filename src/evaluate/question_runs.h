// Runs of a question set through the search of the workspace: what was found where, with which settings, and what is
// better or worse than in another run.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/people.h"
#include "access/permissions.h"
#include "evaluate/question_sets.h"
#include "evaluate/statistics.h"
#include "evaluate/trial_index.h"
#include "retrieve/retrieve.h"
#include "store/jobs.h"

namespace onggi {

using QuestionRunId = Id<struct QuestionRunTag>;

/// How a run searches; all on, in the index that is in use, is what people get.
struct RunSettings {
  bool lexical = true, dense = true, variants = true, rerank = true;
  TrialSettings index = {};  // another index is made for the run, and removed after it
  bool operator==(const RunSettings&) const = default;
};

/// Over the questions that the reader may see. Each has one document that answers: nDCG@10 is 1 / log2(1 + rank).
struct RunMeasures {
  Mean ndcg_10, mrr_10, recall_10, hit_1;
  Mean answer_10;  // over questions with an answer: one of the first ten passages, of that document, holds it
  // How soon who reads passages in their order comes to the one that tells, whatever their lengths: nDCG with one
  // passage that tells and places of 384 tokens, of which ten count. It tells when it comes from the document and holds
  // the answer, where one is known. Not over questions of runs from before tokens were counted.
  Mean ndcg_read;
  double p50_ms = 0, p95_ms = 0;
};

struct QuestionRun {
  QuestionRunId id;
  QuestionSetId set;
  std::string name;
  RunSettings settings;
  std::string index_version;  // of analysis, chunks and vectors, as the workspace had them; and its [search] settings
  PersonId started_by;
  UnixMs started_ms = 0;
  JobState state = JobState::done;
  double progress = 1;
  std::string error_code, error_message;
  RunMeasures measures;
};

struct FoundPassage {
  ChunkId chunk;
  DocumentId document;
  std::string name;  // of the document; only of those that the reader may see
};

struct RunOutcome {
  JudgedQuestion question;
  std::int32_t document_rank = 0;  // of its document among documents, from 1; 0: not among the first fifty passages
  std::int32_t answer_rank = 0;    // of the first passage that holds the answer, from 1; 0: none, or no answer is known
  std::int32_t read_tokens = -1;   // to be read up to the end of the passage that tells (RunMeasures::ndcg_read); 0:
                                   // none among the first fifty; -1: not counted
  std::vector<FoundPassage> found;  // the first ten, as far as visible
  std::int64_t duration_us = 0;
};

/// One question in two runs.
struct ComparedOutcome {
  JudgedQuestion question;
  std::int32_t rank = 0, other_rank = 0;  // of the document
  std::int32_t answer_rank = 0, other_answer_rank = 0;
};

struct RunComparison {
  PairedDifference ndcg_10;
  PairedDifference ndcg_read;             // over questions whose tokens were counted in both
  std::vector<ComparedOutcome> outcomes;  // of questions that both runs asked: what lost most first, then what won most
};

/// Thread and process safe over its database. What serves a person takes the permission ids that the person may see.
class QuestionRuns {
 public:
  struct Parts {
    std::shared_ptr<Database> database;
    JobQueue& jobs;
    const QuestionSets& sets;
    const Catalog& catalog;
    const People& people;
    const Permissions& permissions;
    const Retriever& retriever;
    const Clock& clock;
    TrialIndexes& indexes;
  };
  explicit QuestionRuns(Parts parts);

  /// Queues a run of the accepted questions that this person may see, as this person. Errors: not_found (set),
  /// invalid_argument (neither leg; "no_questions"); those of TrialIndexes::version().
  Result<QuestionRunId> start(const QuestionSetId& set, const std::string& name, const RunSettings& settings,
                              const Viewer& viewer);

  /// Newest first. Errors: not_found (set).
  Result<std::vector<QuestionRun>> list(const std::vector<PermissionId>& permissions, const QuestionSetId& set) const;
  /// Errors: not_found.
  Result<QuestionRun> get(const std::vector<PermissionId>& permissions, const QuestionRunId& id) const;
  /// The worst first.
  Result<std::vector<RunOutcome>> outcomes(const std::vector<PermissionId>& permissions, const QuestionRunId& id) const;
  /// Errors: not_found; invalid_argument (runs of different sets).
  Result<RunComparison> compare(const std::vector<PermissionId>& permissions, const QuestionRunId& id,
                                const QuestionRunId& other) const;
  Result<void> remove(const QuestionRunId& id);
  /// Of analysis, chunks and vectors, as the workspace has them now.
  std::string index_version() const;
  /// What a run with these settings would name as its index_version. Errors: those of TrialIndexes::version().
  Result<std::string> version_of(const RunSettings& settings) const;
  /// How many questions a run of the set would ask for who may see these. Errors: not_found.
  Result<std::int64_t> accepted(const QuestionSetId& set, const std::vector<PermissionId>& permissions) const;
  /// How the workspace cuts its documents.
  const ChunkOptions& own_chunk() const { return parts_.indexes.own_chunk(); }

  void register_handlers(JobRunner& runner);

 private:
  Result<QuestionRun> run_of(const std::vector<PermissionId>& permissions, const SqlRow& row) const;

  Parts parts_;
};

}  // namespace onggi
