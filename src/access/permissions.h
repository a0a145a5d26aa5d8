// Which documents a person may see. Permission is part of every query, never a filter after it.
//
// A document carries a permission id, not a list of people: the id stands for a label and a set of principals,
// documents with the same set share it. A changed group changes nobody's id. Fail closed: an id without rows is visible
// to nobody.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "base/ids.h"
#include "store/database.h"

namespace onggi {

struct Permission {
  PermissionId id;
  Label label = Label::open;
  std::vector<std::string> principals;  // sorted: "person:<id>", "group:<id>", "everyone"
};

/// Thread safe over its database.
class Permissions {
 public:
  explicit Permissions(std::shared_ptr<Database> database);

  /// The id for exactly this label and set, made when new. `session`: in the caller's transaction.
  Result<PermissionId> intern(SqlSession& session, Label label, std::vector<std::string> principals);
  Result<PermissionId> intern(Label label, std::vector<std::string> principals);

  /// From what people write: "everyone", "person:hong" or "hong" (login), "group:재무팀" (name) → principals. Errors:
  /// not_found naming the one that is unknown.
  Result<std::vector<std::string>> resolve(const std::vector<std::string>& names) const;
  /// And back, for showing.
  Result<std::vector<std::string>> names_of(const PermissionId& id) const;

  Result<Permission> get(const PermissionId& id) const;
  /// Their labels alone, without those that are not there. One statement.
  Result<std::map<PermissionId, Label>> labels_of(const std::vector<PermissionId>& ids) const;

  /// All ids whose principals meet the viewer's and whose label is within the viewer's clearance. One query; sorted by
  /// id. `only`: of those, the ones with this very label.
  Result<std::vector<PermissionId>> visible_to(const Viewer& viewer, std::optional<Label> only = std::nullopt) const;

  /// One id, without listing all.
  Result<bool> is_visible(const Viewer& viewer, const PermissionId& id) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
};

}  // namespace onggi
