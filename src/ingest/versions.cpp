// See versions.h.
#include "ingest/versions.h"

#include <algorithm>

#include "ingest/indexing.h"
#include "ingest/jobs.h"
#include "ingest/recipes.h"

namespace onggi::ingest_room {

Result<Added> Versions::add(const DocumentRow& known, DocumentRow next, const std::optional<RecipeId>& recipe) const {
  next.id = DocumentId(new_id("doc"));
  next.series = known.series.empty() ? known.id.str() : known.series;
  next.version = known.version + 1;
  DocumentRow old = known;
  old.source += "@" + old.id.str();
  old.series = next.series;
  old.superseded_by = next.id;
  ONGGI_TRY(auto versions, beside(known));
  versions.push_back(old);
  std::vector<DocumentRow> moved;
  ONGGI_TRY(Added added, parts_.database->write<Added>([&](SqlSession& session) -> Result<Added> {
    ONGGI_CHECK(parts_.catalog.put(session, old));
    ONGGI_CHECK(parts_.catalog.put(session, next));
    ONGGI_TRY(const RecipeId chosen, Recipes::chosen(session, old.id));
    ONGGI_CHECK(Recipes::choose(session, next.id, recipe.value_or(chosen)));
    ONGGI_TRY(const JobId job, enqueue(parts_, session, next));
    ONGGI_TRY(moved, move_in(session, versions, next.id, next.permission));
    return Added{next.id, Added::What::changed, job};
  }));
  for (const DocumentRow& other : moved) ONGGI_CHECK(move_in_index(parts_, other));
  return added;
}

// What the version before stood for, and what it was a duplicate of, is worked out again: each version stands for
// itself.
Result<std::optional<DocumentRow>> Versions::supersede(SqlSession& session, const DocumentRow& now) const {
  if (now.series.empty()) return std::optional<DocumentRow>();
  ONGGI_TRY(auto versions, parts_.catalog.versions_of(now.series));
  const auto before = std::ranges::find_if(versions, [&](const DocumentRow& version) {
    return version.superseded_by == now.id && version.superseded_on.empty();
  });
  if (before == versions.end()) return std::optional<DocumentRow>();
  before->superseded_on = day_of(parts_.clock.now_ms());
  ONGGI_TRY(auto again, parts_.catalog.duplicates_of(before->id));
  if (before->state == DocumentState::duplicate) again.push_back(*before);
  ONGGI_CHECK(parts_.catalog.put(session, *before));
  ONGGI_CHECK(requeue(parts_, session, again));
  return std::optional(std::move(*before));
}

Result<void> Versions::give_name_back(SqlSession& session, const DocumentRow& row) const {
  if (row.series.empty()) return {};
  ONGGI_TRY(const auto versions, parts_.catalog.versions_of(row.series));
  for (DocumentRow version : versions) {
    if (version.superseded_by != row.id || !version.superseded_on.empty()) continue;
    DocumentRow gone = row;
    gone.source += "@" + gone.id.str();
    ONGGI_CHECK(parts_.catalog.put(session, gone));
    version.source = row.source, version.superseded_by = {};
    ONGGI_CHECK(parts_.catalog.put(session, version));
  }
  return {};
}

Result<std::vector<DocumentRow>> Versions::move_in(SqlSession& session, const DocumentId& id,
                                                   const PermissionId& permission) const {
  ONGGI_TRY(DocumentRow named, parts_.catalog.row(id));
  ONGGI_TRY(const auto others, beside(named));
  std::vector<DocumentRow> rows{std::move(named)};
  for (const DocumentRow& other : others) rows.push_back(other);
  return move_in(session, std::move(rows), id, permission);
}

Result<std::vector<DocumentRow>> Versions::beside(const DocumentRow& row) const {
  if (row.series.empty()) return std::vector<DocumentRow>();
  ONGGI_TRY(auto versions, parts_.catalog.versions_of(row.series));
  std::erase_if(versions, [&](const DocumentRow& version) { return version.id == row.id; });
  return versions;
}

// `named`: whom the permission was meant for; the others stay at the markings that were accepted for them.
Result<std::vector<DocumentRow>> Versions::move_in(SqlSession& session, std::vector<DocumentRow> rows,
                                                   const DocumentId& named, const PermissionId& permission) const {
  std::vector<DocumentRow> moved;
  for (DocumentRow& row : rows) {
    PermissionId wanted = permission;
    if (row.id != named) {
      ONGGI_TRY(wanted, not_below_accepted(&session, row, permission));
    }
    if (row.permission == wanted) continue;
    ONGGI_TRY(auto again, parts_.catalog.duplicates_of(row.id));
    row.permission = wanted;
    if (row.state == DocumentState::duplicate) again.push_back(row);
    ONGGI_CHECK(parts_.catalog.put(session, row));
    ONGGI_CHECK(requeue(parts_, session, again));
    moved.push_back(std::move(row));
  }
  return moved;
}

Result<PermissionId> Versions::not_below_accepted(SqlSession* session, const DocumentRow& known,
                                                  const PermissionId& wanted) const {
  if (parts_.permissions == nullptr || known.permission == wanted) return wanted;
  ONGGI_TRY(const auto kept, labels_.of(known.id));
  if (!kept || kept->state != ProposalState::accepted) return wanted;
  ONGGI_TRY(const Permission permission, parts_.permissions->get(wanted));
  if (permission.label >= kept->marking.label) return wanted;
  return session == nullptr ? parts_.permissions->intern(kept->marking.label, permission.principals)
                            : parts_.permissions->intern(*session, kept->marking.label, permission.principals);
}

}  // namespace onggi::ingest_room
