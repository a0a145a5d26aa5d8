// See duplicate_decisions.h.
#include "ingest/duplicate_decisions.h"

#include "store/text_list.h"

namespace onggi::ingest_room {
namespace {

constexpr std::string_view kColumns =
    "n.decision_id, n.what, n.document_id, n.other_id, n.document_permission, n.other_permission, n.decided_by, "
    "n.decided_ms";

DecisionRow decision_row(const SqlRow& row) {
  return {.id = row.text("decision_id"),
          .what = row.text("what"),
          .document = DocumentId(row.text("document_id")),
          .other = DocumentId(row.text("other_id")),
          .document_permission = PermissionId(row.text("document_permission")),
          .other_permission = PermissionId(row.text("other_permission")),
          .by = PersonId(row.text("decided_by")),
          .time_ms = row.integer("decided_ms")};
}

std::vector<DecisionRow> decision_rows(const std::vector<SqlRow>& rows) {
  std::vector<DecisionRow> list;
  list.reserve(rows.size());
  for (const SqlRow& row : rows) list.push_back(decision_row(row));
  return list;
}

}  // namespace

Result<void> DuplicateDecisions::put(SqlSession& session, const std::vector<DecisionRow>& rows) const {
  std::vector<std::vector<SqlValue>> values;
  values.reserve(rows.size());
  for (const DecisionRow& row : rows)
    values.push_back({row.id, row.what, row.document.str(), row.other.str(), row.document_permission.str(),
                      row.other_permission.str(), row.by.str(), clock_.now_ms()});
  return session.execute_many(
      "INSERT INTO ingest_duplicate_decisions (decision_id, what, document_id, other_id, document_permission, "
      "other_permission, decided_by, decided_ms) VALUES (:1, :2, :3, :4, :5, :6, :7, :8)",
      values);
}

Result<std::optional<DocumentId>> DuplicateDecisions::stands_for(SqlSession& session, const DocumentRow& row) const {
  ONGGI_TRY(const auto rows,
            session.query("SELECT n.decision_id, n.other_id, n.document_permission, n.other_permission, d.state, "
                          "d.permission FROM ingest_duplicate_decisions n LEFT JOIN documents d ON d.id = n.other_id "
                          "WHERE n.what = 'hide' AND n.withdrawn_ms = 0 AND n.document_id = :1",
                          {row.id.str()}));
  for (const SqlRow& decision : rows) {
    const std::string state = decision.text("state");
    const bool there = state == "ready" || state == "queued";
    const bool same_permissions = decision.text("document_permission") == row.permission.str() &&
                                  decision.text("other_permission") == decision.text("permission");
    if (there && same_permissions) return DocumentId(decision.text("other_id"));
    ONGGI_CHECK(
        session.execute("UPDATE ingest_duplicate_decisions SET withdrawn_ms = :1 WHERE decision_id = :2 AND "
                        "document_id = :3",
                        {clock_.now_ms(), decision.text("decision_id"), row.id.str()}));
  }
  return std::nullopt;
}

Result<void> DuplicateDecisions::end(SqlSession& session, const DocumentId& document) const {
  ONGGI_CHECK(
      session.execute("UPDATE ingest_duplicate_decisions SET withdrawn_ms = :1 WHERE withdrawn_ms = 0 AND "
                      "(document_id = :2 OR other_id = :3)",
                      {clock_.now_ms(), document.str(), document.str()}));
  return {};
}

Result<std::vector<DecisionRow>> DuplicateDecisions::withdraw(SqlSession& session, std::string_view id,
                                                              const PersonId& by) const {
  ONGGI_TRY(const auto rows, session.query("SELECT " + std::string(kColumns) +
                                               " FROM ingest_duplicate_decisions n WHERE n.withdrawn_ms = 0 AND "
                                               "n.decision_id = :1 ORDER BY n.document_id, n.other_id",
                                           {std::string(id)}));
  if (rows.empty()) return fail(ErrorCode::not_found, "no decision " + std::string(id) + " is in force");
  ONGGI_CHECK(
      session.execute("UPDATE ingest_duplicate_decisions SET withdrawn_ms = :1, withdrawn_by = :2 WHERE "
                      "withdrawn_ms = 0 AND decision_id = :3",
                      {clock_.now_ms(), by.str(), std::string(id)}));
  return decision_rows(rows);
}

Result<std::vector<DecisionRow>> DuplicateDecisions::in_force(const std::vector<PermissionId>& visible,
                                                              std::string_view id) const {
  if (visible.empty()) return std::vector<DecisionRow>{};
  const SqlSession::Dialect dialect = database_->dialect();
  std::string sql = "SELECT " + std::string(kColumns) +
                    " FROM ingest_duplicate_decisions n JOIN documents d ON d.id = n.document_id JOIN documents o ON "
                    "o.id = n.other_id WHERE n.withdrawn_ms = 0 AND d.permission IN " +
                    text_list_sql(dialect, 1) + " AND o.permission IN " + text_list_sql(dialect, 2);
  std::vector<SqlValue> parameters{text_list(visible), text_list(visible)};
  if (!id.empty()) {
    sql += " AND n.decision_id = :3";
    parameters.emplace_back(std::string(id));
  }
  sql += " ORDER BY n.decided_ms DESC, n.decision_id, n.document_id, n.other_id";
  ONGGI_TRY(const auto rows, database_->query(sql, parameters));
  return decision_rows(rows);
}

}  // namespace onggi::ingest_room
