// Rows of label proposals, and of who decided on a label; inside of room ingest.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "ingest/label_markings.h"
#include "ingest/labelling.h"
#include "store/database.h"

namespace onggi::ingest_room {

class LabelRows {
 public:
  LabelRows(std::shared_ptr<Database> database, const Clock& clock) : database_(std::move(database)), clock_(clock) {}

  /// What a reading found: the same marking keeps what was decided, another one is open again, none takes it away.
  Result<void> note(SqlSession& session, const DocumentId& document, const std::optional<Marking>& marking) const;
  /// `by` empty: the workspace's own rule (label_from_markings = "raise").
  Result<void> decide(SqlSession& session, const DocumentId& document, ProposalState state, const PersonId& by) const;
  /// A person gave this label: noted, and an accepted proposal above it is open again.
  Result<void> labelled(SqlSession& session, const DocumentId& document, Label label, const PersonId& by) const;
  Result<void> remove(SqlSession& session, const DocumentId& document) const;

  struct Kept {
    Marking marking;
    ProposalState state = ProposalState::open;
    UnixMs found_ms = 0, decided_ms = 0;
    PersonId decided_by;
  };
  Result<std::map<DocumentId, Kept>> of(const std::vector<DocumentId>& documents) const;
  Result<std::optional<Kept>> of(const DocumentId& document) const;
  /// Those that a person labelled.
  Result<std::vector<DocumentId>> labelled_ones() const;
  Result<std::vector<DocumentId>> marked_ones(ProposalState state) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
};

}  // namespace onggi::ingest_room
