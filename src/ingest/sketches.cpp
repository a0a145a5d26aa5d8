// See sketches.h.
#include "ingest/sketches.h"

#include <bit>

#include "base/hash.h"
#include "ingest/document_ids.h"
#include "text/text.h"

namespace onggi::ingest_room {
namespace {

// Another version of letters, shingles or bins is another one here: then sketches are made again.
constexpr std::int64_t kVersion = 1;
// Boilerplate that thousands share must not make one arrival cost as much as reading all.
constexpr std::int64_t kCandidatesMax = 200;

std::string hex_of(std::uint64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>((value >> static_cast<unsigned>(shift)) & 255U);
  return to_hex(bytes);
}

std::string signature_text(const DuplicateFinder::Sketch& sketch) {
  std::string bytes;
  for (const std::uint16_t bin : sketch.signature) {
    bytes += static_cast<char>(bin & 255U);
    bytes += static_cast<char>(bin >> 8U);
  }
  return to_base64(bytes);
}

Result<DuplicateFinder::Sketch> sketch_from(const std::string& text) {
  DuplicateFinder::Sketch sketch;
  std::string bytes;
  if (!from_base64(text, bytes) || bytes.size() != sketch.signature.size() * 2)
    return fail(ErrorCode::internal, "a kept sketch is not readable; ingest its document again");
  const auto byte = [&](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[at])); };
  for (std::size_t i = 0; i < sketch.signature.size(); ++i)
    sketch.signature[i] = static_cast<std::uint16_t>(byte(2 * i) | (byte(2 * i + 1) << 8U));
  return sketch;
}

Result<KeptSketch> kept_sketch(const SqlRow& row) {
  KeptSketch kept{.document = DocumentId(row.text("document_id")), .content = row.text("content"), .sketch = {}};
  if (kept.content.empty()) return kept;
  ONGGI_TRY(kept.sketch, sketch_from(row.text("signature")));
  return kept;
}

Result<std::vector<KeptSketch>> kept_sketches(const std::vector<SqlRow>& rows) {
  std::vector<KeptSketch> list;
  list.reserve(rows.size());
  for (const SqlRow& row : rows) {
    ONGGI_TRY(KeptSketch kept, kept_sketch(row));
    list.push_back(std::move(kept));
  }
  return list;
}

std::int64_t band_value(std::uint64_t hash) { return std::bit_cast<std::int64_t>(hash); }

std::vector<std::vector<SqlValue>> band_rows(const KeptSketch& sketch) {
  std::vector<std::vector<SqlValue>> rows;
  if (sketch.content.empty()) return rows;
  for (const std::uint64_t hash : band_hashes(sketch.sketch, kDocumentBanding))
    rows.push_back({band_value(hash), sketch.document.str()});
  return rows;
}

constexpr std::string_view kUnsketched =
    "FROM documents d WHERE d.state IN ('ready', 'duplicate') AND d.stage_key <> '' AND NOT EXISTS (SELECT 1 FROM "
    "ingest_sketches s WHERE s.document_id = d.id AND s.version = ";

std::string unsketched(std::string_view select) {
  return std::string(select).append(kUnsketched).append(std::to_string(kVersion)).append(")");
}

}  // namespace

DuplicateOptions document_comparison() {
  return {.method = DuplicateMethod::minhash, .threshold = kSimilarityKept, .ngram = 5, .threads = 1};
}

Sketches::Sketches(std::shared_ptr<Database> database)
    : database_(std::move(database)), finder_(document_comparison()) {}

Result<std::optional<KeptSketch>> Sketches::find(SqlSession& session, const DocumentId& document) const {
  ONGGI_TRY(const auto rows,
            session.query("SELECT document_id, content, signature FROM ingest_sketches WHERE document_id = :1",
                          {document.str()}));
  if (rows.empty()) return std::nullopt;
  ONGGI_TRY(KeptSketch kept, kept_sketch(rows.front()));
  return kept;
}

Result<void> Sketches::forget_rows(SqlSession& session, const KeptSketch& sketch) const {
  ONGGI_CHECK(session.execute("DELETE FROM ingest_near_pairs WHERE left_id = :1 OR right_id = :2",
                              {sketch.document.str(), sketch.document.str()}));
  const auto rows = band_rows(sketch);
  if (rows.empty()) return {};
  return session.execute_many("DELETE FROM ingest_sketch_bands WHERE band_hash = :1 AND document_id = :2", rows);
}

Result<bool> Sketches::put(SqlSession& session, const DocumentId& document, std::string_view text) const {
  KeptSketch now{.document = document, .content = {}, .sketch = {}};
  if (!text.empty()) {
    now.sketch = finder_.sketch(text);
    now.content = hex_of(now.sketch.content);
  }
  ONGGI_TRY(const auto before, find(session, document));
  const auto characters = static_cast<std::int64_t>(count_code_points(text));
  if (before && before->content == now.content && before->sketch.signature == now.sketch.signature) {
    ONGGI_CHECK(session.execute("UPDATE ingest_sketches SET version = :1, characters = :2 WHERE document_id = :3",
                                {kVersion, characters, document.str()}));
    return false;
  }
  if (before) ONGGI_CHECK(forget_rows(session, *before));
  ONGGI_CHECK(session.execute(
      "INSERT INTO ingest_sketches (document_id, version, content, characters, signature, compared) VALUES (:1, :2, "
      ":3, :4, :5, :6) ON CONFLICT (document_id) DO UPDATE SET version = excluded.version, content = "
      "excluded.content, characters = excluded.characters, signature = excluded.signature, compared = "
      "excluded.compared",
      {document.str(), kVersion, now.content, characters, signature_text(now.sketch),
       std::int64_t{now.content.empty() ? 1 : 0}}));
  const auto rows = band_rows(now);
  if (!rows.empty())
    ONGGI_CHECK(session.execute_many(
        "INSERT INTO ingest_sketch_bands (band_hash, document_id) VALUES (:1, :2) ON CONFLICT DO NOTHING", rows));
  return before.has_value() && before->content != now.content;
}

Result<void> Sketches::remove(SqlSession& session, const DocumentId& document) const {
  ONGGI_TRY(const auto kept, find(session, document));
  if (!kept) return {};
  ONGGI_CHECK(forget_rows(session, *kept));
  ONGGI_CHECK(session.execute("DELETE FROM ingest_sketches WHERE document_id = :1", {document.str()}));
  return {};
}

Result<std::vector<DocumentId>> Sketches::missing(std::int32_t limit) const {
  ONGGI_TRY(const auto rows,
            database_->query(unsketched("SELECT d.id AS document_id ") + " ORDER BY d.created_ms, d.id LIMIT :1",
                             {std::int64_t{limit}}));
  return document_ids(rows);
}

Result<std::vector<KeptSketch>> Sketches::to_compare(std::int32_t limit) const {
  ONGGI_TRY(const auto rows, database_->query("SELECT document_id, content, signature FROM ingest_sketches WHERE "
                                              "compared = 0 ORDER BY document_id LIMIT :1",
                                              {std::int64_t{limit}}));
  return kept_sketches(rows);
}

Result<std::int64_t> Sketches::waiting() const {
  ONGGI_TRY(const auto rows, database_->query("SELECT (SELECT COUNT(*) FROM ingest_sketches WHERE compared = 0) AS "
                                              "uncompared, (" +
                                              unsketched("SELECT COUNT(*) ") + ") AS unsketched"));
  return rows.front().integer("uncompared") + rows.front().integer("unsketched");
}

Result<std::int64_t> Sketches::being_read() const {
  ONGGI_TRY(const auto rows, database_->query("SELECT COUNT(*) AS queued FROM documents WHERE state = 'queued'"));
  return rows.front().integer("queued");
}

Result<std::vector<KeptSketch>> Sketches::candidates(const KeptSketch& sketch) const {
  std::string hashes;
  for (const std::uint64_t hash : band_hashes(sketch.sketch, kDocumentBanding))
    hashes.append(hashes.empty() ? "" : ", ").append(std::to_string(band_value(hash)));
  ONGGI_TRY(
      const auto rows,
      database_->query("SELECT s.document_id, s.content, s.signature FROM (SELECT document_id, COUNT(*) AS shared "
                       "FROM ingest_sketch_bands WHERE band_hash IN (" +
                           hashes +
                           ") AND document_id <> :1 GROUP BY document_id ORDER BY shared DESC, document_id LIMIT "
                           ":2) c JOIN ingest_sketches s ON s.document_id = c.document_id",
                       {sketch.document.str(), kCandidatesMax}));
  return kept_sketches(rows);
}

Result<void> Sketches::note_compared(const std::vector<KeptSketch>& sketches,
                                     const std::vector<NearPair>& pairs) const {
  std::vector<std::vector<SqlValue>> pair_rows, done;
  pair_rows.reserve(pairs.size());
  for (const NearPair& pair : pairs)
    pair_rows.push_back({pair.left.str(), pair.right.str(), pair.left_content, pair.right_content, pair.similarity});
  done.reserve(sketches.size());
  for (const KeptSketch& sketch : sketches) done.push_back({sketch.document.str(), sketch.content});
  ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    if (!pair_rows.empty())
      ONGGI_CHECK(session.execute_many(
          "INSERT INTO ingest_near_pairs (left_id, right_id, left_content, right_content, similarity) VALUES (:1, :2, "
          ":3, :4, :5) ON CONFLICT (left_id, right_id) DO UPDATE SET left_content = excluded.left_content, "
          "right_content = excluded.right_content, similarity = excluded.similarity",
          pair_rows));
    ONGGI_CHECK(
        session.execute_many("UPDATE ingest_sketches SET compared = 1 WHERE document_id = :1 AND content = :2", done));
    return true;
  }));
  return {};
}

}  // namespace onggi::ingest_room
