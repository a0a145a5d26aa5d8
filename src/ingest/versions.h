// Versions of a document: which one holds, which one its source knows by name, and that what is closed is closed in all
// of them. Inside of room ingest.
#pragma once

#include <optional>
#include <vector>

#include "ingest/ingest.h"
#include "ingest/label_rows.h"

namespace onggi::ingest_room {

class Versions {
 public:
  Versions(const Ingest::Parts& parts, const LabelRows& labels) : parts_(parts), labels_(labels) {}

  /// A new document takes the source's name and the next number in the series of `known`, which holds until the new one
  /// is ready (supersede()). `next`: as its source describes it, without id. Permissions of the versions before move to
  /// its own. `recipe` none: that of `known`.
  Result<Added> add(const DocumentRow& known, DocumentRow next, const std::optional<RecipeId>& recipe) const;

  /// The version before, which holds no more; none: there is none, or it ended earlier. To be called before the state
  /// of `now` is set: what holds no more is no longer what an equal text would be a duplicate of.
  Result<std::optional<DocumentRow>> supersede(SqlSession& session, const DocumentRow& now) const;

  /// A version that goes before it was ready: the one before still holds, and is its source's again.
  Result<void> give_name_back(SqlSession& session, const DocumentRow& row) const;

  /// Rows that moved to the permission, as they are now. Other versions of the document go with it: what is closed must
  /// not stay open in the version before. The index is the caller's to move (move_in_index()).
  Result<std::vector<DocumentRow>> move_in(SqlSession& session, const DocumentId& id,
                                           const PermissionId& permission) const;

  /// The permission that a source asks for, but never below a marking that was accepted: who brings a file again does
  /// not take back what people decided about it. `session`: of the write that needs it, if it is under way.
  Result<PermissionId> not_below_accepted(SqlSession* session, const DocumentRow& known,
                                          const PermissionId& wanted) const;

 private:
  Result<std::vector<DocumentRow>> beside(const DocumentRow& row) const;
  Result<std::vector<DocumentRow>> move_in(SqlSession& session, std::vector<DocumentRow> rows, const DocumentId& named,
                                           const PermissionId& permission) const;

  const Ingest::Parts& parts_;
  const LabelRows& labels_;
};

}  // namespace onggi::ingest_room
