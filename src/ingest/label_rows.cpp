// See label_rows.h.
#include "ingest/label_rows.h"

#include <nlohmann/json.hpp>

#include "ingest/document_ids.h"

namespace onggi::ingest_room {
namespace {

constexpr std::string_view kSelect =
    "SELECT document_id, label, reason, element, page_index, state, found_ms, decided_by, decided_ms FROM "
    "ingest_label_proposals";

Result<LabelRows::Kept> kept_of(const SqlRow& row) {
  const auto label = label_from(row.text("label"));
  const auto state = proposal_state_from(row.text("state"));
  if (!label || !state) return fail(ErrorCode::internal, "a label proposal is damaged");
  return LabelRows::Kept{{*label, row.text("reason"), ElementId(row.text("element")),
                          static_cast<std::int32_t>(row.integer("page_index"))},
                         *state,
                         row.integer("found_ms"),
                         row.integer("decided_ms"),
                         PersonId(row.text("decided_by"))};
}

}  // namespace

Result<void> LabelRows::note(SqlSession& session, const DocumentId& document,
                             const std::optional<Marking>& marking) const {
  if (!marking) {
    ONGGI_CHECK(session.execute("DELETE FROM ingest_label_proposals WHERE document_id = :1", {document.str()}));
    return {};
  }
  const std::string label(to_string(marking->label));
  ONGGI_CHECK(
      session.execute("DELETE FROM ingest_label_proposals WHERE document_id = :1 AND NOT (label = :2 AND reason = :3)",
                      {document.str(), label, marking->reason}));
  ONGGI_CHECK(
      session.execute("INSERT INTO ingest_label_proposals (document_id, label, reason, element, page_index, "
                      "state, found_ms) VALUES (:1, :2, :3, :4, :5, 'open', :6) ON CONFLICT (document_id) DO "
                      "UPDATE SET element = excluded.element, page_index = excluded.page_index",
                      {document.str(), label, marking->reason, marking->element.str(),
                       std::int64_t{marking->page_index}, clock_.now_ms()}));
  return {};
}

Result<void> LabelRows::decide(SqlSession& session, const DocumentId& document, ProposalState state,
                               const PersonId& by) const {
  ONGGI_CHECK(session.execute(
      "UPDATE ingest_label_proposals SET state = :1, decided_by = :2, decided_ms = :3 WHERE document_id = :4",
      {std::string(to_string(state)), by.str(), clock_.now_ms(), document.str()}));
  return {};
}

Result<void> LabelRows::labelled(SqlSession& session, const DocumentId& document, Label label,
                                 const PersonId& by) const {
  ONGGI_CHECK(
      session.execute("INSERT INTO ingest_labellings (document_id, set_by, set_ms) VALUES (:1, :2, :3) ON "
                      "CONFLICT (document_id) DO UPDATE SET set_by = excluded.set_by, set_ms = excluded.set_ms",
                      {document.str(), by.str(), clock_.now_ms()}));
  // "C" < "O" < "S" as texts is no order of labels: the ones above are named.
  for (const Label above : {Label::open, Label::sensitive, Label::classified})
    if (above > label)
      ONGGI_CHECK(
          session.execute("UPDATE ingest_label_proposals SET state = 'open', decided_by = '', decided_ms = 0 "
                          "WHERE document_id = :1 AND label = :2 AND state = 'accepted'",
                          {document.str(), std::string(to_string(above))}));
  return {};
}

Result<void> LabelRows::remove(SqlSession& session, const DocumentId& document) const {
  ONGGI_CHECK(session.execute("DELETE FROM ingest_label_proposals WHERE document_id = :1", {document.str()}));
  ONGGI_CHECK(session.execute("DELETE FROM ingest_labellings WHERE document_id = :1", {document.str()}));
  return {};
}

Result<std::map<DocumentId, LabelRows::Kept>> LabelRows::of(const std::vector<DocumentId>& documents) const {
  std::map<DocumentId, Kept> all;
  nlohmann::json ids = nlohmann::json::array();
  for (const DocumentId& id : documents) ids.push_back(id.str());
  const char* list = database_->dialect() == SqlSession::Dialect::postgresql
                         ? "(SELECT jsonb_array_elements_text(CAST(:1 AS jsonb)))"
                         : "(SELECT value FROM json_each(:1))";
  ONGGI_TRY(const auto rows, database_->query(std::string(kSelect) + " WHERE document_id IN " + list, {ids.dump()}));
  for (const SqlRow& row : rows) {
    ONGGI_TRY(Kept kept, kept_of(row));
    all.emplace(DocumentId(row.text("document_id")), std::move(kept));
  }
  return all;
}

Result<std::optional<LabelRows::Kept>> LabelRows::of(const DocumentId& document) const {
  ONGGI_TRY(auto all, of(std::vector{document}));
  if (all.empty()) return std::optional<Kept>();
  return std::optional(std::move(all.begin()->second));
}

Result<std::vector<DocumentId>> LabelRows::labelled_ones() const {
  ONGGI_TRY(const auto rows, database_->query("SELECT document_id FROM ingest_labellings ORDER BY document_id"));
  return document_ids(rows);
}

Result<std::vector<DocumentId>> LabelRows::marked_ones(ProposalState state) const {
  ONGGI_TRY(
      const auto rows,
      database_->query("SELECT document_id FROM ingest_label_proposals WHERE state = :1 ORDER BY found_ms, document_id",
                       {std::string(to_string(state))}));
  return document_ids(rows);
}

}  // namespace onggi::ingest_room
