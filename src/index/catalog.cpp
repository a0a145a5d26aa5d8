// The catalog's statements. What a person may see is a part of each statement that serves a person.
#include "index/catalog.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "index/catalog_rows.h"
#include "store/text_list.h"

namespace onggi {

using index::chunk_row;
using index::document_columns;
using index::document_row;

namespace {

constexpr std::int32_t kListedMax = 1000;  // documents in one page of a list

template <typename T>
Result<std::vector<T>> read_all(const Result<std::vector<SqlRow>>& rows, Result<T> (*read)(const SqlRow&)) {
  if (!rows) return std::unexpected(rows.error());
  std::vector<T> values;
  values.reserve(rows->size());
  for (const SqlRow& row : *rows) {
    ONGGI_TRY(T value, read(row));
    values.push_back(std::move(value));
  }
  return values;
}

std::string select_documents(std::string_view rest) {
  return "SELECT words, " + document_columns() + " FROM documents " + std::string(rest);
}

/// LIKE pattern for "contains this text", whatever characters it has.
std::string containing(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

/// The WHERE of a list and its parameters, the same for rows and their number.
struct Condition {
  std::string sql;
  std::vector<SqlValue> parameters;
};

Condition listed(SqlSession::Dialect dialect, const std::vector<PermissionId>& permissions,
                 const Catalog::Listing& listing) {
  Condition condition{"WHERE permission IN " + text_list_sql(dialect, 1), {text_list(permissions)}};
  if (!listing.name_contains.empty()) {
    condition.parameters.emplace_back(containing(listing.name_contains));
    condition.sql += " AND lower(name) LIKE lower(:" + std::to_string(condition.parameters.size()) + ") ESCAPE '!'";
  }
  if (listing.state) {
    condition.parameters.emplace_back(std::string(to_string(*listing.state)));
    condition.sql += " AND state = :" + std::to_string(condition.parameters.size());
  }
  condition.sql += conditions_sql(dialect, listing.conditions, condition.parameters);
  return condition;
}

Error no_document(const DocumentId& id) { return {ErrorCode::not_found, "no document " + id.str(), {}, {}}; }

Result<std::optional<DocumentRow>> first(Result<std::vector<DocumentRow>> rows) {
  if (!rows) return std::unexpected(std::move(rows).error());
  if (rows->empty()) return std::optional<DocumentRow>();
  return std::optional(std::move(rows->front()));
}

// Of several who say since when a document holds, a person counts most, then the source, then what the text says.
constexpr std::string_view kNotInForce =
    "WITH said AS (SELECT d.id, d.series, d.version, d.superseded_by, d.superseded_on, d.created_ms, d.stage_key, "
    "(SELECT m.value FROM document_metadata m WHERE m.document_id = d.id AND m.field = 'effective_date' "
    "ORDER BY CASE m.origin WHEN 'person' THEN 1 WHEN 'source' THEN 2 ELSE 3 END LIMIT 1) AS day FROM documents d), "
    "begun AS (SELECT id, series, version, superseded_by, superseded_on, stage_key, "
    "CASE WHEN day IS NOT NULL THEN CASE WHEN day <= :1 THEN 1 ELSE 0 END "
    "WHEN created_ms < :2 THEN 1 ELSE 0 END AS holds FROM said), "
    "newest AS (SELECT series, MAX(version) AS version FROM begun WHERE series <> '' AND stage_key <> '' AND holds = 1 "
    "GROUP BY series) "
    "SELECT b.id FROM begun b LEFT JOIN newest n ON n.series = b.series WHERE b.holds = 0 OR n.version > b.version "
    "OR (b.superseded_on <> '' AND b.superseded_by = '' AND b.superseded_on <= :3)";

constexpr std::string_view kChunkColumns = "c.id, c.document, c.number, c.lead, c.text, c.pieces";

}  // namespace

Catalog::Catalog(std::shared_ptr<Database> database, const Clock& clock)
    : database_(std::move(database)), clock_(clock) {}

// ---- for people ----

Result<Catalog::ListedDocuments> Catalog::list(const std::vector<PermissionId>& permissions,
                                               const Listing& listing) const {
  if (listing.limit < 1 || listing.limit > kListedMax || listing.offset < 0)
    return fail(ErrorCode::invalid_argument,
                "limit must be 1.." + std::to_string(kListedMax) + " and offset 0 or more");
  if (permissions.empty()) return ListedDocuments{};
  return database_->read<ListedDocuments>([&](SqlSession& session) -> Result<ListedDocuments> {
    Condition condition = listed(session.dialect(), permissions, listing);
    ListedDocuments found;
    ONGGI_TRY(const auto total,
              session.query("SELECT COUNT(*) AS total FROM documents " + condition.sql, condition.parameters));
    found.total = total.front().integer("total");
    const std::size_t next = condition.parameters.size() + 1;
    condition.sql +=
        " ORDER BY created_ms DESC, id DESC LIMIT :" + std::to_string(next) + " OFFSET :" + std::to_string(next + 1);
    condition.parameters.emplace_back(std::int64_t{listing.limit});
    condition.parameters.emplace_back(std::int64_t{listing.offset});
    ONGGI_TRY(found.documents,
              read_all(session.query(select_documents(condition.sql), condition.parameters), document_row));
    return found;
  });
}

Result<DocumentRow> Catalog::get(const std::vector<PermissionId>& permissions, const DocumentId& id) const {
  ONGGI_TRY(DocumentRow found, row(id));
  // What is there but not visible looks exactly like what is not there.
  if (found.permission.empty() || std::ranges::find(permissions, found.permission) == permissions.end())
    return std::unexpected(no_document(id));
  return found;
}

namespace {

/// Those among the rows' permissions that are visible. A person may see thousands, and the rows of one search have
/// fifty at most: each row's permission comes with it in the same statement and is looked up here, which costs a tenth
/// of handing the whole list over.
std::unordered_set<std::string> visible_among(const std::vector<SqlRow>& rows, std::string_view column,
                                              const std::vector<PermissionId>& permissions) {
  std::unordered_set<std::string> asked, visible;
  for (const SqlRow& row : rows) asked.insert(row.text(column));
  for (const PermissionId& permission : permissions)
    if (!permission.empty() && asked.contains(permission.str())) visible.insert(permission.str());
  return visible;
}

}  // namespace

Result<std::vector<DocumentRow>> Catalog::documents(const std::vector<PermissionId>& permissions,
                                                    const std::vector<DocumentId>& ids) const {
  if (permissions.empty() || ids.empty()) return std::vector<DocumentRow>{};
  const std::string condition = "WHERE id IN " + text_list_sql(database_->dialect(), 1) + " ORDER BY id";
  ONGGI_TRY(const auto rows, database_->query(select_documents(condition), {text_list(ids)}));
  const auto visible = visible_among(rows, "permission", permissions);
  std::vector<DocumentRow> found;
  for (const SqlRow& row : rows) {
    if (!visible.contains(row.text("permission"))) continue;
    ONGGI_TRY(found.emplace_back(), document_row(row));
  }
  return found;
}

Result<std::vector<ChunkRow>> Catalog::chunks(const std::vector<PermissionId>& permissions,
                                              const std::vector<ChunkId>& ids) const {
  if (permissions.empty() || ids.empty()) return std::vector<ChunkRow>{};
  ONGGI_TRY(const auto rows,
            database_->query("SELECT " + std::string(kChunkColumns) +
                                 ", d.permission AS document_permission FROM chunks c JOIN documents d ON d.id = "
                                 "c.document WHERE c.id IN " +
                                 text_list_sql(database_->dialect(), 1),
                             {text_list(ids)}));
  const auto visible = visible_among(rows, "document_permission", permissions);
  std::unordered_map<ChunkId, ChunkRow> found;
  for (const SqlRow& row : rows) {
    if (!visible.contains(row.text("document_permission"))) continue;
    ONGGI_TRY(ChunkRow chunk, chunk_row(row));
    found.emplace(chunk.id, std::move(chunk));
  }
  std::vector<ChunkRow> ordered;
  for (const ChunkId& id : ids)
    if (auto node = found.extract(id)) ordered.push_back(std::move(node.mapped()));
  return ordered;
}

Result<std::vector<ChunkRow>> Catalog::chunks_between(const std::vector<PermissionId>& permissions,
                                                      const DocumentId& document, std::int32_t first,
                                                      std::int32_t last) const {
  if (permissions.empty()) return std::vector<ChunkRow>{};
  const std::string sql = "SELECT " + std::string(kChunkColumns) +
                          " FROM chunks c JOIN documents d ON d.id = c.document WHERE c.document = :1 AND c.number >= "
                          ":2 AND c.number <= :3 AND d.permission IN " +
                          text_list_sql(database_->dialect(), 4) + " ORDER BY c.number";
  return read_all(database_->query(sql, {document.str(), static_cast<std::int64_t>(first),
                                         static_cast<std::int64_t>(last), text_list(permissions)}),
                  chunk_row);
}

PermissionId superseded_permission(const PermissionId& permission) {
  return PermissionId(permission.str() + "/superseded");
}

PermissionId indexed_permission(const DocumentRow& row) {
  return row.superseded_on.empty() ? row.permission : superseded_permission(row.permission);
}

Result<std::vector<DocumentRow>> Catalog::versions_of(const std::vector<PermissionId>& permissions,
                                                      const DocumentRow& row) const {
  if (row.series.empty()) return std::vector{row};
  ONGGI_TRY(std::vector<DocumentRow> versions, versions_of(row.series));
  std::erase_if(versions, [&](const DocumentRow& version) {
    return std::ranges::find(permissions, version.permission) == permissions.end();
  });
  return versions;
}

Result<std::vector<DocumentId>> Catalog::not_in_force(const std::string& day) const {
  const auto end = end_of_day(day);
  if (!end) return fail(ErrorCode::invalid_argument, "a day is written 2024-03-01", "bad_date");
  ONGGI_TRY(const auto rows, database_->query(std::string(kNotInForce), {day, *end, day}));
  std::vector<DocumentId> ids;
  ids.reserve(rows.size());
  for (const SqlRow& row : rows) ids.emplace_back(row.text("id"));
  return ids;
}

// ---- for ingest ----

Result<DocumentRow> Catalog::row(const DocumentId& id) const {
  ONGGI_TRY(std::optional<DocumentRow> found,
            first(read_all(database_->query(select_documents("WHERE id = :1"), {id.str()}), document_row)));
  if (!found) return std::unexpected(no_document(id));
  return *std::move(found);
}

Result<std::optional<DocumentRow>> Catalog::by_source(const PersonId& owner, std::string_view source) const {
  return first(read_all(
      database_->query(select_documents("WHERE owner = :1 AND source = :2"), {owner.str(), std::string(source)}),
      document_row));
}

Result<std::vector<DocumentRow>> Catalog::all() const {
  return read_all(database_->query(select_documents("ORDER BY created_ms, id")), document_row);
}

Result<std::vector<DocumentRow>> Catalog::duplicates_of(const DocumentId& id) const {
  return read_all(database_->query(select_documents("WHERE duplicate_of = :1 ORDER BY created_ms, id"), {id.str()}),
                  document_row);
}

Result<void> Catalog::put(SqlSession& session, const DocumentRow& row) {
  DocumentRow stored = row;
  if (stored.created_ms == 0) stored.created_ms = clock_.now_ms();
  if (stored.updated_ms == 0) stored.updated_ms = clock_.now_ms();
  const std::vector<SqlValue> values = index::document_values(stored);
  std::string places, changes;
  for (std::size_t i = 1; i <= values.size(); ++i) places += (i > 1 ? ", :" : ":") + std::to_string(i);
  const std::string columns = document_columns();
  for (std::size_t begin = 0; begin < columns.size();) {
    const std::size_t end = std::min(columns.find(", ", begin), columns.size());
    const std::string column = columns.substr(begin, end - begin);
    begin = end + 2;
    if (column != "id")
      changes.append(changes.empty() ? "" : ", ").append(column).append(" = excluded.").append(column);
  }
  ONGGI_CHECK(session.execute(
      "INSERT INTO documents (" + columns + ") VALUES (" + places + ") ON CONFLICT (id) DO UPDATE SET " + changes,
      values));
  return {};
}

Result<void> Catalog::replace_chunks(SqlSession& session, const DocumentId& document,
                                     const std::vector<ChunkRow>& chunks) {
  std::vector<std::vector<SqlValue>> rows;
  for (const ChunkRow& chunk : chunks) {
    if (chunk.document != document)
      return fail(ErrorCode::invalid_argument, "chunk " + chunk.id.str() + " belongs to another document");
    ONGGI_TRY(auto values, index::chunk_values(chunk));
    rows.push_back(std::move(values));
  }
  ONGGI_CHECK(session.execute("DELETE FROM chunks WHERE document = :1", {document.str()}));
  if (rows.empty()) return {};
  return session.execute_many(
      "INSERT INTO chunks (id, document, number, lead, text, pieces) VALUES (:1, :2, :3, :4, :5, :6)", rows);
}

Result<std::vector<ChunkRow>> Catalog::chunks_of(const DocumentId& document) const {
  return read_all(database_->query(
                      "SELECT " + std::string(kChunkColumns) + " FROM chunks c WHERE c.document = :1 ORDER BY c.number",
                      {document.str()}),
                  chunk_row);
}

Result<ChunkRow> Catalog::chunk(const ChunkId& id) const {
  std::string sql = "SELECT ";
  sql.append(kChunkColumns).append(" FROM chunks c WHERE c.id = :1");
  ONGGI_TRY(auto rows, read_all(database_->query(sql, {id.str()}), chunk_row));
  if (rows.empty()) return fail(ErrorCode::not_found, "no chunk " + id.str());
  return std::move(rows.front());
}

Result<void> Catalog::remove(SqlSession& session, const DocumentId& document) {
  ONGGI_CHECK(
      session.execute("UPDATE documents SET superseded_by = '' WHERE series <> '' AND superseded_by = :1 AND series = "
                      "(SELECT series FROM documents WHERE id = :2)",
                      {document.str(), document.str()}));
  ONGGI_CHECK(session.execute("DELETE FROM document_metadata WHERE document_id = :1", {document.str()}));
  ONGGI_CHECK(session.execute("DELETE FROM chunks WHERE document = :1", {document.str()}));
  ONGGI_CHECK(session.execute("DELETE FROM documents WHERE id = :1", {document.str()}));
  return {};
}

Result<std::optional<DocumentId>> Catalog::find_text(SqlSession& session, const PermissionId& permission,
                                                     std::string_view text_hash, const DocumentId& other_than) const {
  ONGGI_TRY(const auto rows,
            session.query("SELECT id FROM documents WHERE permission = :1 AND text_hash = :2 AND state = 'ready' AND "
                          "superseded_on = '' AND id <> :3 "
                          "ORDER BY created_ms, id LIMIT 1",
                          {permission.str(), std::string(text_hash), other_than.str()}));
  if (rows.empty() || text_hash.empty()) return std::optional<DocumentId>();
  return std::optional(DocumentId(rows.front().text("id")));
}

Result<void> Catalog::note_text(SqlSession& session, const DocumentId& document, std::string_view text_hash) {
  ONGGI_TRY(const std::int64_t changed, session.execute("UPDATE documents SET text_hash = :1 WHERE id = :2",
                                                        {std::string(text_hash), document.str()}));
  if (changed == 0) return std::unexpected(no_document(document));
  return {};
}

Result<void> Catalog::note_words(SqlSession& session, const DocumentId& document, std::string_view fingerprint) {
  ONGGI_CHECK(
      session.execute("UPDATE documents SET words = :1 WHERE id = :2", {std::string(fingerprint), document.str()}));
  return {};
}

Result<bool> Catalog::renew_words(SqlSession& session, const DocumentRow& seen, std::string_view fingerprint) {
  ONGGI_TRY(const std::int64_t changed,
            session.execute("UPDATE documents SET words = :1 WHERE id = :2 AND stage_key = :3 AND words = :4",
                            {std::string(fingerprint), seen.id.str(), seen.stage_key, seen.words}));
  return changed > 0;
}

Result<std::vector<std::string>> Catalog::texts_of(const DocumentId& document) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT lead, text FROM chunks WHERE document = :1 ORDER BY number", {document.str()}));
  std::vector<std::string> texts;
  texts.reserve(rows.size());
  for (const SqlRow& row : rows) texts.push_back(row.text("lead") + "\n" + row.text("text"));
  return texts;
}

Result<std::vector<DocumentRow>> Catalog::versions_of(std::string_view series) const {
  if (series.empty()) return std::vector<DocumentRow>{};
  return read_all(database_->query(select_documents("WHERE series = :1 ORDER BY version"), {std::string(series)}),
                  document_row);
}

Result<std::int64_t> Catalog::count_blob_uses(const BlobId& blob) const {
  ONGGI_TRY(const auto rows, database_->query("SELECT COUNT(*) AS uses FROM documents WHERE blob = :1", {blob.str()}));
  return rows.front().integer("uses");
}

}  // namespace onggi
