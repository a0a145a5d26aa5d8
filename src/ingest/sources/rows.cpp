// See rows.h.
#include "ingest/sources/rows.h"

#include <nlohmann/json.hpp>

#include "base/hash.h"

namespace onggi::sources {
namespace {

using nlohmann::json;

// Each source with how many documents it holds and its last run.
constexpr std::string_view kSelect =
    "SELECT s.*, (SELECT COUNT(*) FROM ingest_source_items i WHERE i.source_id = s.id AND i.document_id <> '') AS "
    "documents, r.number AS run_number, r.state AS run_state, r.started_ms AS run_started_ms, r.finished_ms AS "
    "run_finished_ms, r.error_code AS run_error_code, r.error_message AS run_error_message, r.created, r.changed, "
    "r.unchanged, r.removed, r.failed FROM ingest_sources s LEFT JOIN ingest_source_runs r ON r.source_id = s.id AND "
    "r.number = (SELECT MAX(l.number) FROM ingest_source_runs l WHERE l.source_id = s.id) ";

SourceRun run_of(const SqlRow& row, const std::string& prefix) {
  SourceRun run;
  run.number = row.integer(prefix + "number");
  run.state = row.text(prefix + "state");
  run.started_ms = row.integer(prefix + "started_ms");
  run.finished_ms = row.integer(prefix + "finished_ms");
  run.error_code = row.text(prefix + "error_code");
  run.error_message = row.text(prefix + "error_message");
  run.created = row.integer("created"), run.changed = row.integer("changed");
  run.unchanged = row.integer("unchanged"), run.removed = row.integer("removed"), run.failed = row.integer("failed");
  return run;
}

Source source_of(const SqlRow& row) {
  Source source;
  source.id = SourceId(row.text("id"));
  source.name = row.text("name"), source.kind = row.text("kind"), source.location = row.text("location");
  source.options = row.text("options"), source.schedule = row.text("schedule"), source.state = row.text("state");
  source.owner = PersonId(row.text("owner"));
  source.permission = PermissionId(row.text("permission"));
  source.fields = json::parse(row.text("fields")).get<std::map<std::string, std::string>>();
  source.secrets = json::parse(row.text("secret_names")).get<std::vector<std::string>>();
  source.next_ms = row.integer("next_ms");
  source.created_ms = row.integer("created_ms"), source.updated_ms = row.integer("updated_ms");
  source.documents = row.integer("documents");
  if (!row.is_null("run_number")) source.last = run_of(row, "run_");
  return source;
}

std::vector<Source> sources_of(const std::vector<SqlRow>& rows) {
  std::vector<Source> sources;
  sources.reserve(rows.size());
  for (const SqlRow& row : rows) sources.push_back(source_of(row));
  return sources;
}

std::string hash_of(std::string_view item) { return sha256_hex(item); }

}  // namespace

Result<std::vector<Source>> Rows::list() const {
  ONGGI_TRY(const auto rows, database_->query(std::string(kSelect) + "ORDER BY s.name"));
  return sources_of(rows);
}

Result<Source> Rows::get(std::string_view id_or_name) const {
  ONGGI_TRY(const auto rows, database_->query(std::string(kSelect) + "WHERE s.id = :1 OR s.name = :2",
                                              {std::string(id_or_name), std::string(id_or_name)}));
  if (rows.empty()) return fail(ErrorCode::not_found, "no source " + std::string(id_or_name));
  return source_of(rows.front());
}

Result<BlobId> Rows::secrets_of(const SourceId& id) const {
  ONGGI_TRY(const auto rows, database_->query("SELECT secrets_blob FROM ingest_sources WHERE id = :1", {id.str()}));
  return rows.empty() ? BlobId() : BlobId(rows.front().text("secrets_blob"));
}

Result<void> Rows::put(SqlSession& session, const Source& source, const BlobId& secrets) const {
  ONGGI_TRY(const auto taken, session.query("SELECT id FROM ingest_sources WHERE name = :1 AND id <> :2",
                                            {source.name, source.id.str()}));
  if (!taken.empty()) return fail(ErrorCode::conflict, "there is a source " + source.name + " already", "name_taken");
  ONGGI_CHECK(session.execute(
      "INSERT INTO ingest_sources (id, name, kind, location, options, schedule, state, owner, permission, fields, "
      "secret_names, secrets_blob, next_ms, created_ms, updated_ms) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, "
      ":11, :12, :13, :14, :15) ON CONFLICT (id) DO UPDATE SET name = excluded.name, location = excluded.location, "
      "options = excluded.options, schedule = excluded.schedule, permission = excluded.permission, "
      "fields = excluded.fields, secret_names = excluded.secret_names, secrets_blob = excluded.secrets_blob, "
      "next_ms = excluded.next_ms, updated_ms = excluded.updated_ms",
      {source.id.str(), source.name, source.kind, source.location, source.options, source.schedule, source.state,
       source.owner.str(), source.permission.str(), json(source.fields).dump(), json(source.secrets).dump(),
       secrets.str(), source.next_ms, source.created_ms, source.updated_ms}));
  return {};
}

Result<void> Rows::set_state(SqlSession& session, const SourceId& id, std::string_view state, UnixMs next_ms) const {
  ONGGI_CHECK(
      session.execute("UPDATE ingest_sources SET state = :1, next_ms = :2 WHERE id = :3 AND state <> 'removing'",
                      {std::string(state), next_ms, id.str()}));
  return {};
}

Result<bool> Rows::move_on(SqlSession& session, const Source& source, UnixMs next_ms) const {
  ONGGI_TRY(
      const std::int64_t moved,
      session.execute("UPDATE ingest_sources SET next_ms = :1 WHERE id = :2 AND next_ms = :3 AND state = 'active'",
                      {next_ms, source.id.str(), source.next_ms}));
  return moved > 0;
}

Result<std::vector<Source>> Rows::due(UnixMs now) const {
  ONGGI_TRY(
      const auto rows,
      database_->query(std::string(kSelect) + "WHERE s.state = 'active' AND s.next_ms > 0 AND s.next_ms <= :1", {now}));
  return sources_of(rows);
}

Result<void> Rows::remove(SqlSession& session, const SourceId& id) const {
  for (const char* table : {"ingest_source_items", "ingest_source_runs"})
    ONGGI_CHECK(session.execute("DELETE FROM " + std::string(table) + " WHERE source_id = :1", {id.str()}));
  ONGGI_CHECK(session.execute("DELETE FROM ingest_sources WHERE id = :1", {id.str()}));
  return {};
}

Result<std::vector<SourceRun>> Rows::runs(const SourceId& id, std::int32_t limit) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT * FROM ingest_source_runs WHERE source_id = :1 ORDER BY number DESC LIMIT :2",
                             {id.str(), std::int64_t{limit}}));
  std::vector<SourceRun> runs;
  runs.reserve(rows.size());
  for (const SqlRow& row : rows) runs.push_back(run_of(row, ""));
  return runs;
}

Result<SourceRun> Rows::begin_run(SqlSession& session, const SourceId& id, UnixMs now) const {
  ONGGI_TRY(
      const auto last,
      session.query("SELECT * FROM ingest_source_runs WHERE source_id = :1 ORDER BY number DESC LIMIT 1", {id.str()}));
  if (!last.empty() && last.front().text("state") == "running") return run_of(last.front(), "");
  SourceRun run{.number = last.empty() ? 1 : last.front().integer("number") + 1, .state = "running", .started_ms = now};
  ONGGI_CHECK(session.execute(
      "INSERT INTO ingest_source_runs (source_id, number, state, started_ms) VALUES (:1, :2, 'running', :3)",
      {id.str(), run.number, now}));
  return run;
}

Result<void> Rows::end_run(SqlSession& session, const SourceId& id, std::int64_t number, UnixMs now,
                           const Error* error) const {
  ONGGI_TRY(const auto rows,
            session.query("SELECT what, COUNT(*) AS items FROM ingest_source_items WHERE source_id = :1 AND run = :2 "
                          "GROUP BY what",
                          {id.str(), number}));
  std::map<std::string, std::int64_t> counts;
  for (const SqlRow& row : rows) counts[row.text("what")] = row.integer("items");
  ONGGI_CHECK(session.execute(
      "UPDATE ingest_source_runs SET state = :1, finished_ms = :2, error_code = :3, error_message = :4, created = :5, "
      "changed = :6, unchanged = :7, failed = :8 WHERE source_id = :9 AND number = :10",
      {std::string(error == nullptr ? "done" : "failed"), now,
       error == nullptr        ? std::string()
       : error->reason.empty() ? std::string(to_string(error->code))
                               : error->reason,
       error == nullptr ? std::string() : describe(*error), counts["created"], counts["changed"], counts["unchanged"],
       counts["failed"], id.str(), number}));
  return {};
}

Result<void> Rows::count_removed(SqlSession& session, const SourceId& id, std::int64_t number) const {
  ONGGI_CHECK(session.execute(
      "UPDATE ingest_source_runs SET removed = removed + 1 WHERE source_id = :1 AND number = :2", {id.str(), number}));
  return {};
}

Result<std::optional<ItemRow>> Rows::item(const SourceId& id, std::string_view item) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT mark, memo, document_id, run, what FROM ingest_source_items WHERE source_id = :1 "
                             "AND item_hash = :2",
                             {id.str(), hash_of(item)}));
  if (rows.empty()) return std::optional<ItemRow>();
  const SqlRow& row = rows.front();
  return ItemRow{.id = std::string(item),
                 .mark = row.text("mark"),
                 .memo = row.text("memo"),
                 .document = DocumentId(row.text("document_id")),
                 .run = row.integer("run"),
                 .what = row.text("what")};
}

Result<void> Rows::put_item(SqlSession& session, const SourceId& id, const ItemRow& item) const {
  ONGGI_CHECK(session.execute(
      "INSERT INTO ingest_source_items (source_id, item_hash, item, mark, memo, document_id, run, what, error_code, "
      "error_message) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10) ON CONFLICT (source_id, item_hash) DO UPDATE "
      "SET "
      "item = excluded.item, mark = excluded.mark, memo = excluded.memo, document_id = excluded.document_id, "
      "run = excluded.run, what = excluded.what, error_code = excluded.error_code, "
      "error_message = excluded.error_message",
      {id.str(), hash_of(item.id), item.id, item.mark, item.memo, item.document.str(), item.run, item.what,
       item.error_code, item.error_message}));
  return {};
}

Result<void> Rows::note_unchanged(const SourceId& id, std::int64_t run, const std::vector<ItemRow>& items) const {
  std::vector<std::vector<SqlValue>> values;
  values.reserve(items.size());
  for (const ItemRow& item : items) values.push_back({run, item.memo, id.str(), hash_of(item.id)});
  ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute_many(
        "UPDATE ingest_source_items SET run = :1, memo = :2, what = 'unchanged', error_code = '', error_message = '' "
        "WHERE source_id = :3 AND item_hash = :4",
        values));
    return true;
  }));
  return {};
}

Result<void> Rows::remove_item(SqlSession& session, const SourceId& id, std::string_view item_hash) const {
  ONGGI_CHECK(session.execute("DELETE FROM ingest_source_items WHERE source_id = :1 AND item_hash = :2",
                              {id.str(), std::string(item_hash)}));
  return {};
}

Result<std::vector<Rows::Gone>> Rows::gone(const SourceId& id, std::int64_t run, std::int32_t limit) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT item_hash, document_id FROM ingest_source_items WHERE source_id = :1 AND run < :2 "
                             "LIMIT :3",
                             {id.str(), run, std::int64_t{limit}}));
  std::vector<Gone> gone;
  gone.reserve(rows.size());
  for (const SqlRow& row : rows) gone.push_back({row.text("item_hash"), DocumentId(row.text("document_id"))});
  return gone;
}

Result<Rows::Seen> Rows::seen(const SourceId& id, std::int64_t run) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT COUNT(*) AS items, SUM(CASE WHEN run = :1 THEN 1 ELSE 0 END) AS seen FROM "
                             "ingest_source_items WHERE source_id = :2",
                             {run, id.str()}));
  const std::int64_t now = rows.front().integer("seen");
  return Seen{.now = now, .before = rows.front().integer("items") - now};
}

Result<std::vector<SourceItem>> Rows::items(const SourceId& id, Sources::Which which, std::int32_t limit,
                                            std::int32_t offset) const {
  const std::string failed = which == Sources::Which::failed ? "AND (i.what = 'failed' OR d.state = 'failed') " : "";
  ONGGI_TRY(
      const auto rows,
      database_->query("SELECT i.item, i.document_id, i.what, i.error_code, i.error_message, d.state, d.error_code "
                       "AS document_error_code, d.error_message AS document_error_message FROM "
                       "ingest_source_items i LEFT JOIN documents d ON d.id = i.document_id WHERE i.source_id = "
                       ":1 " +
                           failed + "ORDER BY i.item LIMIT :2 OFFSET :3",
                       {id.str(), std::int64_t{limit}, std::int64_t{offset}}));
  std::vector<SourceItem> items;
  for (const SqlRow& row : rows) {
    SourceItem item{.item = row.text("item"),
                    .document = DocumentId(row.text("document_id")),
                    .what = row.text("what"),
                    .error_code = row.text("error_code"),
                    .error_message = row.text("error_message")};
    if (item.error_code.empty()) {
      item.error_code = row.text("document_error_code");
      item.error_message = row.text("document_error_message");
    }
    items.push_back(std::move(item));
  }
  return items;
}

Result<std::int64_t> Rows::waiting(const SourceId& id) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT COUNT(*) AS waiting FROM ingest_source_items i JOIN documents d ON d.id = "
                             "i.document_id WHERE i.source_id = :1 AND d.state = 'queued'",
                             {id.str()}));
  return rows.front().integer("waiting");
}

}  // namespace onggi::sources
