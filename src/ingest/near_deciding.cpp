// See near_deciding.h.
#include "ingest/near_deciding.h"

#include <algorithm>
#include <map>

#include "ingest/corrections.h"
#include "ingest/jobs.h"
#include "ingest/sketches.h"

namespace onggi::ingest_room {
namespace {

Error right_missing() {
  return {.code = ErrorCode::not_allowed,
          .message = "own documents, or the right manage_labels",
          .where = {},
          .reason = "right_missing"};
}

DecisionRow decision_row(const std::string& id, std::string what, const DocumentRow& document, const DocumentRow& other,
                         const PersonId& by) {
  return {.id = id,
          .what = std::move(what),
          .document = document.id,
          .other = other.id,
          .document_permission = document.permission,
          .other_permission = other.permission,
          .by = by};
}

std::unexpected<Error> nothing_hidden(const NearDuplicates::Kept& done) {
  std::string reasons;
  for (const NearDuplicates::Left& left : done.left)
    reasons += (reasons.empty() ? ": " : ", ") + left.document.str() + " " + left.reason;
  return fail(ErrorCode::conflict, "no document was hidden" + reasons, "nothing_hidden");
}

}  // namespace

Result<std::set<DocumentId>> NearDeciding::near_to(const std::vector<PermissionId>& visible,
                                                   const DocumentId& document) const {
  ONGGI_TRY(const auto pairs, clusters_.pairs(visible, kSimilarityKept));
  std::set<DocumentId> near;
  for (const NearClusters::Pair& pair : pairs) {
    if (pair.left == document) near.insert(pair.right);
    if (pair.right == document) near.insert(pair.left);
  }
  return near;
}

// Fail closed: groups are not opened, so who is added to one tomorrow cannot lose a document today.
Result<bool> NearDeciding::lets_in_the_same(const PermissionId& kept, const PermissionId& hidden) const {
  if (kept == hidden) return true;
  ONGGI_TRY(const Permission wide, parts_.permissions.get(kept));
  ONGGI_TRY(const Permission narrow, parts_.permissions.get(hidden));
  if (wide.label > narrow.label) return false;
  if (std::ranges::find(wide.principals, "everyone") != wide.principals.end()) return true;
  return std::ranges::all_of(narrow.principals, [&](const std::string& one) {
    return std::ranges::find(wide.principals, one) != wide.principals.end();
  });
}

// Empty: it may be hidden.
Result<std::string> NearDeciding::why_not(const DocumentRow& kept, const DocumentRow& other,
                                          const std::set<DocumentId>& near,
                                          const NearDuplicates::MayChange& may_change) const {
  if (other.state != DocumentState::ready) return std::string("changed");
  if (!may_change(other)) return std::string("right_missing");
  if (!near.contains(other.id)) return std::string("not_near");
  ONGGI_TRY(const bool same, lets_in_the_same(kept.permission, other.permission));
  return std::string(same ? "" : "fewer_may_see");
}

Result<void> NearDeciding::hide(SqlSession& session, const DocumentRow& kept, const std::vector<DocumentRow>& others,
                                const PersonId& by, NearDuplicates::Kept& done) const {
  done.hidden.clear();
  ONGGI_CHECK(Corrections::hold(session, kept.id));
  ONGGI_TRY(const DocumentRow kept_now, parts_.ingest.catalog.row(kept.id));
  std::vector<DecisionRow> rows;
  for (const DocumentRow& other : others) {
    ONGGI_CHECK(Corrections::hold(session, other.id));
    ONGGI_TRY(DocumentRow now, parts_.ingest.catalog.row(other.id));
    const bool as_seen = now.state == DocumentState::ready && now.blob == other.blob &&
                         now.permission == other.permission && kept_now.state == DocumentState::ready &&
                         kept_now.permission == kept.permission;
    if (!as_seen) continue;
    now.state = DocumentState::duplicate, now.duplicate_of = kept.id, now.chunks = 0;
    ONGGI_CHECK(parts_.ingest.catalog.put(session, now));
    ONGGI_CHECK(parts_.ingest.catalog.replace_chunks(session, now.id, {}));
    rows.push_back(decision_row(done.decision, "hide", now, kept, by));
    done.hidden.push_back(now.id);
  }
  return rows.empty() ? Result<void>{} : decisions_.put(session, rows);
}

Result<NearDuplicates::Kept> NearDeciding::keep(const std::vector<PermissionId>& visible, const DocumentId& kept_id,
                                                const std::vector<DocumentId>& others,
                                                const NearDuplicates::MayChange& may_change, const PersonId& by) const {
  ONGGI_TRY(const DocumentRow kept, parts_.ingest.catalog.get(visible, kept_id));
  if (!may_change(kept)) return std::unexpected(right_missing());
  ONGGI_TRY(const auto near, near_to(visible, kept_id));
  NearDuplicates::Kept done{.decision = new_id("ddc"), .hidden = {}, .left = {}};
  std::vector<DocumentRow> to_hide;
  for (const DocumentId& id : others) {
    if (id == kept_id) continue;
    ONGGI_TRY(DocumentRow row, parts_.ingest.catalog.get(visible, id));
    ONGGI_TRY(const std::string reason, why_not(kept, row, near, may_change));
    if (reason.empty()) to_hide.push_back(std::move(row));
    else done.left.push_back({id, reason});
  }
  ONGGI_CHECK(parts_.ingest.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(hide(session, kept, to_hide, by, done));
    return true;
  }));
  for (const DocumentRow& row : to_hide)
    if (std::ranges::find(done.hidden, row.id) == done.hidden.end()) done.left.push_back({row.id, "changed"});
  if (done.hidden.empty()) return nothing_hidden(done);
  if (parts_.ingest.index != nullptr)
    for (const DocumentId& id : done.hidden) ONGGI_CHECK(parts_.ingest.index->replace(id, {}));
  return done;
}

Result<std::string> NearDeciding::dismiss(const std::vector<PermissionId>& visible,
                                          const std::vector<DocumentId>& documents,
                                          const NearDuplicates::MayChange& may_change, const PersonId& by) const {
  std::map<DocumentId, DocumentRow> rows;
  for (const DocumentId& id : documents) {
    ONGGI_TRY(DocumentRow row, parts_.ingest.catalog.get(visible, id));
    if (!may_change(row)) return std::unexpected(right_missing());
    rows.emplace(id, std::move(row));
  }
  ONGGI_TRY(const auto pairs, clusters_.pairs(visible, kSimilarityKept));
  std::string decision = new_id("ddc");
  std::vector<DecisionRow> made;
  for (const NearClusters::Pair& pair : pairs) {
    const auto left = rows.find(pair.left);
    const auto right = rows.find(pair.right);
    if (left != rows.end() && right != rows.end() && pair.left_ready && pair.right_ready)
      made.push_back(decision_row(decision, "dismiss", left->second, right->second, by));
  }
  if (made.empty()) return fail(ErrorCode::not_found, "these documents are not near duplicates of each other");
  ONGGI_CHECK(parts_.ingest.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(decisions_.put(session, made));
    return true;
  }));
  return decision;
}

Result<std::vector<DuplicateDecision>> NearDeciding::decisions(const std::vector<PermissionId>& visible) const {
  ONGGI_TRY(const auto rows, decisions_.in_force(visible, {}));
  std::vector<DuplicateDecision> list;
  const auto add = [](std::vector<DocumentId>& documents, const DocumentId& id) {
    if (std::ranges::find(documents, id) == documents.end()) documents.push_back(id);
  };
  for (const DecisionRow& row : rows) {
    if (list.empty() || list.back().id != row.id)
      list.push_back(
          {.id = row.id, .what = row.what, .kept = {}, .documents = {}, .by = row.by, .time_ms = row.time_ms});
    add(list.back().documents, row.document);
    if (row.what == "hide") list.back().kept = row.other;
    else add(list.back().documents, row.other);
  }
  return list;
}

Result<DuplicateDecision> NearDeciding::withdraw(const std::vector<PermissionId>& visible, const std::string& decision,
                                                 const NearDuplicates::MayChange& may_change,
                                                 const PersonId& by) const {
  ONGGI_TRY(const auto seen, decisions_.in_force(visible, decision));
  if (seen.empty()) return fail(ErrorCode::not_found, "no decision " + decision + " is in force");
  DuplicateDecision taken{.id = decision, .what = seen.front().what, .kept = {}, .documents = {}, .by = by};
  ONGGI_CHECK(parts_.ingest.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_TRY(const auto rows, decisions_.withdraw(session, decision, by));
    if (rows.size() != seen.size()) return std::unexpected(right_missing());  // about documents that are not visible
    std::vector<DocumentRow> hidden;
    taken.documents.clear();
    for (const DecisionRow& row : rows) {
      ONGGI_TRY(DocumentRow document, parts_.ingest.catalog.row(row.document));
      if (!may_change(document)) return std::unexpected(right_missing());
      taken.documents.push_back(row.document);
      if (row.what == "dismiss") taken.documents.push_back(row.other);
      else taken.kept = row.other;
      const bool is_hidden = document.state == DocumentState::duplicate && document.duplicate_of == row.other;
      if (row.what == "hide" && is_hidden) hidden.push_back(std::move(document));
    }
    ONGGI_CHECK(requeue(parts_.ingest, session, hidden));
    return true;
  }));
  std::ranges::sort(taken.documents);
  taken.documents.erase(std::ranges::unique(taken.documents).begin(), taken.documents.end());
  return taken;
}

}  // namespace onggi::ingest_room
