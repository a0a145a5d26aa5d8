// What people decided about near duplicates, as rows; inside of room ingest.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "index/catalog.h"
#include "store/database.h"

namespace onggi::ingest_room {

/// One row of a decision: `document` is hidden in favour of `other`, or the two are no duplicates.
struct DecisionRow {
  std::string id, what;  // "hide", "dismiss"
  DocumentId document, other;
  PermissionId document_permission, other_permission;
  PersonId by;
  UnixMs time_ms = 0;
};

class DuplicateDecisions {
 public:
  DuplicateDecisions(std::shared_ptr<Database> database, const Clock& clock)
      : database_(std::move(database)), clock_(clock) {}

  Result<void> put(SqlSession& session, const std::vector<DecisionRow>& rows) const;

  /// The document that stands for this one by a decision in force. What the decision rested on is looked at again: the
  /// other must still be there and read, and both permissions as they were; otherwise the decision ends here.
  Result<std::optional<DocumentId>> stands_for(SqlSession& session, const DocumentRow& row) const;

  /// Ends all decisions about a document: its text is another one, or it is gone.
  Result<void> end(SqlSession& session, const DocumentId& document) const;
  /// Takes one decision back; its rows. Errors: not_found, also when it has ended already.
  Result<std::vector<DecisionRow>> withdraw(SqlSession& session, std::string_view id, const PersonId& by) const;

  /// Rows in force whose two documents are both visible, newest first; `id` empty: of all decisions.
  Result<std::vector<DecisionRow>> in_force(const std::vector<PermissionId>& visible, std::string_view id) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
};

}  // namespace onggi::ingest_room
