// Stage outputs: rows in SQL, bytes in encrypted blobs.
#include "ingest/stages.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "document/json.h"
#include "document/wire.h"
#include "ingest/lineage.h"

namespace onggi::ingest_room {

std::string stage_key(std::string_view stage, std::string_view input, std::string_view version,
                      std::string_view options) {
  const std::array<std::string_view, 4> parts{stage, input, version, options};
  return sha256_hex_parts(parts);
}

Result<std::optional<std::string>> Stages::find(std::string_view key) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT output_blob FROM ingest_stages WHERE stage_key = :1", {std::string(key)}));
  if (rows.empty()) return std::nullopt;
  auto bytes = blobs_.get(BlobId(rows.front().text("output_blob")));
  if (bytes) return std::move(*bytes);
  if (bytes.error().code == ErrorCode::not_found || bytes.error().code == ErrorCode::bad_input) return std::nullopt;
  return within("stage output", std::move(bytes).error());
}

Result<void> Stages::keep(const StageRecord& record, std::string_view output) {
  ONGGI_TRY(const BlobId blob, blobs_.put(output));
  ONGGI_TRY([[maybe_unused]] const auto changed,
            database_->execute(
                "INSERT INTO ingest_stages (stage_key, stage, output_blob, time_ms, duration_us, version, options, "
                "changes) VALUES (:1, :2, :3, :4, :5, :6, :7, :8) ON CONFLICT (stage_key) DO UPDATE SET output_blob = "
                "excluded.output_blob, time_ms = excluded.time_ms, changes = excluded.changes",
                {record.key, record.stage, blob.str(), clock_.now_ms(), record.duration_us, record.version,
                 record.options, changes_text(record.changes)}));
  return {};
}

Result<std::vector<StageChange>> Stages::changes(std::string_view key) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT changes FROM ingest_stages WHERE stage_key = :1", {std::string(key)}));
  return rows.empty() ? std::vector<StageChange>{} : changes_from(rows.front().text("changes"));
}

Result<void> Stages::link(SqlSession& session, const DocumentId& document,
                          const std::vector<StageRecord>& records) const {
  ONGGI_CHECK(unlink(session, document));
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(records.size());
  for (std::size_t i = 0; i < records.size(); ++i)
    rows.push_back({document.str(), records[i].stage, records[i].key, static_cast<std::int64_t>(i),
                    std::int64_t{records[i].reused ? 1 : 0}});
  return session.execute_many(
      "INSERT INTO ingest_document_stages (document_id, stage, stage_key, position, reused) VALUES (:1, :2, :3, :4, "
      ":5)",
      rows);
}

Result<void> Stages::unlink(SqlSession& session, const DocumentId& document) const {
  ONGGI_TRY([[maybe_unused]] const auto removed,
            session.execute("DELETE FROM ingest_document_stages WHERE document_id = :1", {document.str()}));
  return {};
}

Result<std::vector<StageRecord>> Stages::lineage(const DocumentId& document) const {
  ONGGI_TRY(
      const auto rows,
      database_->query("SELECT d.stage, d.stage_key, d.reused, s.output_blob, s.time_ms, s.duration_us, "
                       "s.version, s.options, s.changes FROM "
                       "ingest_document_stages d "
                       "JOIN ingest_stages s ON s.stage_key = d.stage_key WHERE d.document_id = :1 ORDER BY d.position",
                       {document.str()}));
  std::vector<StageRecord> records;
  records.reserve(rows.size());
  for (const SqlRow& row : rows)
    records.push_back({row.text("stage"), row.text("stage_key"), BlobId(row.text("output_blob")),
                       row.integer("time_ms"), row.integer("duration_us"), row.integer("reused") != 0,
                       row.text("version"), row.text("options"), changes_from(row.text("changes"))});
  return records;
}

Result<std::int64_t> Stages::remove_unused() {
  ONGGI_TRY(const auto unused,
            database_->query("SELECT s.stage_key, s.output_blob FROM ingest_stages s WHERE NOT EXISTS "
                             "(SELECT 1 FROM ingest_document_stages d WHERE d.stage_key = s.stage_key)"));
  std::int64_t removed = 0;
  for (const SqlRow& row : unused) {
    // Rows first: an output without a row is only lost space, a row without its output would be work done twice.
    ONGGI_TRY([[maybe_unused]] const auto gone,
              database_->execute("DELETE FROM ingest_stages WHERE stage_key = :1", {row.text("stage_key")}));
    ONGGI_TRY(const auto others, database_->query("SELECT 1 AS used FROM ingest_stages WHERE output_blob = :1",
                                                  {row.text("output_blob")}));
    if (others.empty()) ONGGI_CHECK(blobs_.remove(BlobId(row.text("output_blob"))));
    ++removed;
  }
  return removed;
}

Result<Document> kept_document(std::string_view bytes) {
  if (!bytes.starts_with('{')) return document_from_wire(bytes);
  return document_from_json(nlohmann::json::parse(bytes, nullptr, false));
}

Result<Document> parsed_document(const Ingest::Parts& parts, const Stages& stages, const DocumentId& document) {
  ONGGI_TRY(const auto records, stages.lineage(document));
  const auto record = std::ranges::find(records, "parse", &StageRecord::stage);
  if (record == records.end()) return fail(ErrorCode::not_found, "document " + document.str() + " is not read yet");
  ONGGI_TRY(const std::string bytes, parts.blobs.get(record->output));
  return kept_document(bytes);
}

}  // namespace onggi::ingest_room
