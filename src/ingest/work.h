// Doing the job of a document: its way through the stages, and what they gave into rows and index; inside of room
// ingest.
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include "ingest/care.h"
#include "ingest/corrections.h"
#include "ingest/duplicate_decisions.h"
#include "ingest/ingest.h"
#include "ingest/label_rows.h"
#include "ingest/pipeline.h"
#include "ingest/recipes.h"
#include "ingest/said.h"
#include "ingest/sketches.h"
#include "ingest/versions.h"

namespace onggi::ingest_room {

class Work {
 public:
  /// What is kept beside the stages of documents.
  struct Kept {
    const Corrections& corrections;
    const Recipes& recipes;
    const LabelRows& labels;
    const Versions& versions;
    const Sketches& sketches;
    const DuplicateDecisions& decisions;
    const PersonalScans& scans;
    const PersonalRulings& rulings;
  };
  Work(const Ingest::Parts& parts, Stages& stages, const Care& care, const Kept& kept)
      : parts_(parts), stages_(stages), care_(care), kept_(kept) {}

  /// The handler of kJobType.
  Result<void> do_job(const JobContext& context);

 private:
  enum class Outcome { gone, replaced_meanwhile, written };
  Result<void> note_failure(const DocumentRow& row, const PersonalScan& found, Error error) const;
  Result<void> finish(const DocumentRow& row, const Processed& processed, const PersonalScan& found,
                      const JobContext& context);
  Result<void> put_in_index(const DocumentRow& row, const std::vector<ChunkRow>& chunks, const Processed& processed,
                            const Cancel& cancel);
  Result<void> again_for_words(SqlSession& session, const DocumentRow& row, const Processed& processed) const;
  Result<void> note_personal(SqlSession& session, const DocumentRow& row, const PersonalScan& found,
                             const Processed& processed) const;
  struct Written {
    DocumentRow now;
    std::optional<DocumentRow> before;  // the version that this one supersedes
  };
  Result<Outcome> write_result(SqlSession& session, const DocumentRow& row, const Processed& processed,
                               const Said& said, const std::vector<ChunkRow>& chunks, Written& written) const;
  Result<void> note_said(SqlSession& session, DocumentRow& now, const Said& said) const;
  Result<void> set_state(SqlSession& session, DocumentRow& now, const Processed& processed) const;
  Result<void> sketch(SqlSession& session, const DocumentRow& row, const Processed& processed) const;
  Result<void> release_duplicates(SqlSession& session, const DocumentId& document) const;
  Result<void> save_now_and_then();

  const Ingest::Parts& parts_;
  Stages& stages_;
  const Care& care_;
  Kept kept_;
  std::atomic<UnixMs> last_save_ms_{0};
};

}  // namespace onggi::ingest_room
