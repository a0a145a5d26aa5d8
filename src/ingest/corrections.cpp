// Rows of corrections.
#include "ingest/corrections.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ingest/document_ids.h"

namespace onggi::ingest_room {
namespace {

constexpr const char* kColumns =
    "SELECT body, withdrawn_by, withdrawn_ms FROM ingest_corrections WHERE document_id = :1 ORDER BY time_ms";

Result<std::vector<KeptCorrection>> kept_of(const std::vector<SqlRow>& rows) {
  std::vector<KeptCorrection> kept;
  for (const SqlRow& row : rows) {
    auto correction = correction_from_json(nlohmann::json::parse(row.text("body"), nullptr, false));
    if (!correction) return within("kept correction", std::move(correction).error());
    kept.push_back({*std::move(correction), PersonId(row.text("withdrawn_by")), row.integer("withdrawn_ms")});
  }
  return kept;
}

}  // namespace

std::vector<Correction> in_force(const std::vector<KeptCorrection>& kept) {
  std::vector<Correction> list;
  for (const KeptCorrection& one : kept)
    if (one.withdrawn_ms == 0) list.push_back(one.correction);
  return list;
}

Result<std::vector<KeptCorrection>> Corrections::all(const DocumentId& document) const {
  ONGGI_TRY(const auto rows, database_->query(kColumns, {document.str()}));
  return kept_of(rows);
}

Result<std::vector<Correction>> Corrections::in_force(const DocumentId& document) const {
  ONGGI_TRY(const auto kept, all(document));
  return ingest_room::in_force(kept);
}

Result<std::vector<Correction>> Corrections::in_force(SqlSession& session, const DocumentId& document) const {
  ONGGI_TRY(const auto rows, session.query(kColumns, {document.str()}));
  ONGGI_TRY(const auto kept, kept_of(rows));
  return ingest_room::in_force(kept);
}

Result<std::vector<DocumentId>> Corrections::documents() const {
  ONGGI_TRY(const auto rows, database_->query("SELECT DISTINCT document_id FROM ingest_corrections"));
  return document_ids(rows);
}

Result<void> Corrections::hold(SqlSession& session, const DocumentId& document) {
  return session.exclusive("corrections:" + document.str());
}

Result<UnixMs> Corrections::put(SqlSession& session, const DocumentId& document, const Correction& correction) const {
  // Two in one millisecond, or a clock set back: what came later still counts as later.
  ONGGI_TRY(const auto rows,
            session.query("SELECT COALESCE(MAX(time_ms), 0) AS newest FROM ingest_corrections WHERE document_id = :1",
                          {document.str()}));
  Correction newest = correction;
  newest.time_ms = std::max(clock_.now_ms(), rows.front().integer("newest") + 1);
  ONGGI_TRY([[maybe_unused]] const auto changed,
            session.execute("INSERT INTO ingest_corrections (id, document_id, time_ms, body, withdrawn_by, "
                            "withdrawn_ms) VALUES (:1, :2, :3, :4, '', 0) ON CONFLICT (id) DO UPDATE SET time_ms = "
                            "excluded.time_ms, body = excluded.body, withdrawn_by = '', withdrawn_ms = 0",
                            {newest.id.str(), document.str(), newest.time_ms, to_json(newest).dump()}));
  return newest.time_ms;
}

Result<void> Corrections::set_withdrawn(SqlSession& session, const DocumentId& document, const CorrectionId& id,
                                        const PersonId& by) const {
  const UnixMs when = by.empty() ? 0 : clock_.now_ms();
  ONGGI_TRY(const auto changed, session.execute("UPDATE ingest_corrections SET withdrawn_by = :1, withdrawn_ms = :2 "
                                                "WHERE id = :3 AND document_id = :4",
                                                {by.str(), when, id.str(), document.str()}));
  return changed == 1 ? Result<void>{} : fail(ErrorCode::not_found, "no correction " + id.str());
}

Result<void> Corrections::remove(SqlSession& session, const DocumentId& document) const {
  ONGGI_TRY([[maybe_unused]] const auto removed,
            session.execute("DELETE FROM ingest_corrections WHERE document_id = :1", {document.str()}));
  return {};
}

Result<void> Corrections::rewrite(SqlSession& session, const DocumentId& document,
                                  const std::vector<KeptCorrection>& kept) const {
  for (const KeptCorrection& one : kept)
    ONGGI_CHECK(session.execute("UPDATE ingest_corrections SET body = :1 WHERE id = :2 AND document_id = :3",
                                {to_json(one.correction).dump(), one.correction.id.str(), document.str()}));
  return {};
}

}  // namespace onggi::ingest_room
