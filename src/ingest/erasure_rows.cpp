// See erasure_rows.h.
#include "ingest/erasure_rows.h"

namespace onggi::ingest_room {

Result<ErasureRow> ErasureRows::begin(std::string_view subject_hash) const {
  return database_->write<ErasureRow>([&](SqlSession& session) -> Result<ErasureRow> {
    ONGGI_CHECK(session.exclusive("erasure"));
    ONGGI_TRY(const auto rows,
              session.query("SELECT id, started_ms FROM ingest_erasures WHERE subject_hash = :1 AND state = 'begun'",
                            {std::string(subject_hash)}));
    if (!rows.empty()) return ErasureRow{rows.front().text("id"), rows.front().integer("started_ms"), true};
    ErasureRow made{new_id("ers"), clock_.now_ms(), false};
    ONGGI_CHECK(session.execute(
        "INSERT INTO ingest_erasures (id, subject_hash, state, started_ms) VALUES (:1, :2, 'begun', :3)",
        {made.id, std::string(subject_hash), made.started_ms}));
    return made;
  });
}

Result<void> ErasureRows::note(SqlSession& session, std::string_view erasure, const ErasedDocument& document) const {
  ONGGI_CHECK(session.execute(
      "INSERT INTO ingest_erased (erasure_id, document_id, content_hash, what, places, time_ms) VALUES (:1, :2, :3, "
      ":4, :5, :6) ON CONFLICT (erasure_id, document_id, content_hash) DO UPDATE SET what = excluded.what, places = "
      "ingest_erased.places + excluded.places",
      {std::string(erasure), document.document.str(), document.content_hash, document.what, document.places,
       clock_.now_ms()}));
  return {};
}

Result<std::vector<ErasedDocument>> ErasureRows::documents(std::string_view erasure) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT document_id, content_hash, what, places FROM ingest_erased WHERE erasure_id = :1 "
                             "ORDER BY time_ms, document_id",
                             {std::string(erasure)}));
  std::vector<ErasedDocument> documents;
  documents.reserve(rows.size());
  for (const SqlRow& row : rows)
    documents.push_back(
        {DocumentId(row.text("document_id")), row.text("content_hash"), row.text("what"), row.integer("places")});
  return documents;
}

Result<void> ErasureRows::finish(SqlSession& session, std::string_view erasure, const std::string& certificate) const {
  ONGGI_CHECK(
      session.execute("UPDATE ingest_erasures SET state = 'done', finished_ms = :1, certificate = :2 WHERE id = :3",
                      {clock_.now_ms(), certificate, std::string(erasure)}));
  return {};
}

Result<std::vector<std::string>> ErasureRows::unfinished() const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT id FROM ingest_erasures WHERE state = 'begun' ORDER BY started_ms"));
  std::vector<std::string> ids;
  ids.reserve(rows.size());
  for (const SqlRow& row : rows) ids.push_back(row.text("id"));
  return ids;
}

Result<std::optional<std::string>> ErasureRows::erasure_of(Database& database, std::string_view content_hash) {
  ONGGI_TRY(const auto rows,
            database.query("SELECT erasure_id FROM ingest_erased WHERE content_hash = :1 ORDER BY time_ms DESC LIMIT 1",
                           {std::string(content_hash)}));
  return rows.empty() ? std::optional<std::string>() : std::optional(rows.front().text("erasure_id"));
}

Result<bool> ErasureRows::remembers_any(Database& database) {
  ONGGI_TRY(const auto rows, database.query("SELECT content_hash FROM ingest_erased LIMIT 1"));
  return !rows.empty();
}

}  // namespace onggi::ingest_room
