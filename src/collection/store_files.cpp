// Files of vector stores, batches of them, and which of them a search looks at.
#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "collection/statement.h"
#include "collection/store_rows.h"
#include "store/text_list.h"

namespace onggi {
namespace {

constexpr std::array<std::string_view, 4> kStates = {"in_progress", "completed", "failed", "cancelled"};
constexpr UnixMs kMinuteMs = 60'000;  // uses are noted no finer: a search need not write
constexpr std::string_view kRule = "vector_store_files";

// Equal texts are indexed once. One that people hid in favour of another that says nearly the same is not looked at.
constexpr std::string_view kIndexedAs =
    "CASE WHEN d.state = 'ready' THEN d.id ELSE COALESCE((SELECT o.id FROM documents o WHERE o.id = d.duplicate_of AND "
    "o.text_hash = d.text_hash), '') END";

std::unexpected<Error> no_file(const DocumentId& document) {
  return fail(ErrorCode::not_found, "no file " + document.str(), "no_such_file");
}

Result<StoreFile> file_of(const SqlRow& row, DocumentRow document) {
  StoreFile file{.document = std::move(document), .added_ms = row.integer("added_ms")};
  file.state = store_file_state_from(row.text("file_state")).value_or(StoreFileState::in_progress);
  ONGGI_TRY(file.attributes, attributes_from_text(row.text("attributes")));
  return file;
}

/// Those of the store that these permissions let be seen.
collection::Statement select_files(SqlSession::Dialect dialect, std::string_view columns, const VectorStoreId& id,
                                   const std::vector<PermissionId>& visible) {
  collection::Statement statement;
  statement.sql = "SELECT f.document_id AS id, f.attributes AS attributes, " + std::string(columns) +
                  " FROM vector_store_files f JOIN documents d ON d.id = f.document_id WHERE f.store_id = ";
  statement.sql += statement.add(id.str());
  statement.add(text_list(visible));
  statement.sql += " AND d.permission IN " + text_list_sql(dialect, static_cast<int>(statement.values.size()));
  return statement;
}

Result<FileBatch> own_batch(SqlSession& session, const Viewer& viewer, const VectorStoreId& id,
                            const FileBatchId& batch, const std::vector<PermissionId>& visible) {
  ONGGI_TRY(const VectorStore store, collection::own_store(session, viewer, id));
  ONGGI_TRY(const auto rows,
            session.query("SELECT cancelled, created_ms FROM vector_store_batches WHERE id = :1 AND store_id = :2",
                          {batch.str(), store.id.str()}));
  if (rows.empty()) return fail(ErrorCode::not_found, "no batch " + batch.str());
  FileBatch found{.id = batch,
                  .cancelled = rows.front().integer("cancelled") == 1,
                  .created_ms = rows.front().integer("created_ms")};
  ONGGI_TRY(const auto counted, session.query(collection::tally_of_batches_sql(session.dialect()),
                                              {text_list(std::vector{batch}), text_list(visible)}));
  const auto tallies = collection::tallies_in(counted);
  if (const auto tally = tallies.find(batch.str()); tally != tallies.end()) found.files = tally->second.files;
  return found;
}

Result<void> check_room(SqlSession& session, const VectorStoreId& id) {
  ONGGI_TRY(const auto rows,
            session.query("SELECT COUNT(*) AS n FROM vector_store_files WHERE store_id = :1", {id.str()}));
  if (rows.front().integer("n") <= VectorStores::kFilesMax) return {};
  return fail(ErrorCode::limit_exceeded, "a vector store has at most 10000 files");
}

}  // namespace

std::string_view to_string(StoreFileState state) { return kStates.at(static_cast<std::size_t>(state)); }

std::optional<StoreFileState> store_file_state_from(std::string_view text) {
  const auto found = std::ranges::find(kStates, text);
  if (found == kStates.end()) return std::nullopt;
  return static_cast<StoreFileState>(found - kStates.begin());
}

Result<void> VectorStores::check_files(const Viewer& viewer, const std::vector<NewFile>& files) const {
  if (files.size() > kAddedMax) return fail(ErrorCode::limit_exceeded, "at most 2000 files are added at once");
  if (files.empty()) return {};
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  std::vector<DocumentId> ids;
  ids.reserve(files.size());
  for (const NewFile& file : files) ids.push_back(file.document);
  ONGGI_TRY(const auto rows, parts_.catalog.documents(visible, ids));
  std::set<DocumentId> seen;
  for (const DocumentRow& row : rows) seen.insert(row.id);
  for (const DocumentId& id : ids)
    if (!seen.contains(id)) return no_file(id);
  return {};
}

Result<void> VectorStores::put_files(SqlSession& session, const VectorStoreId& id,
                                     const std::vector<NewFile>& files) const {
  if (files.empty()) return {};
  ONGGI_CHECK(session.exclusive(kRule));
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(files.size());
  const UnixMs now = parts_.clock.now_ms();
  for (const NewFile& file : files)
    rows.push_back({id.str(), file.document.str(), attributes_text(file.attributes), now});
  ONGGI_CHECK(session.execute_many(
      "INSERT INTO vector_store_files (store_id, document_id, attributes, cancelled, added_ms) VALUES (:1, :2, :3, 0, "
      ":4) ON CONFLICT (store_id, document_id) DO UPDATE SET attributes = excluded.attributes, cancelled = 0",
      rows));
  return check_room(session, id);
}

/// The store is the viewer's and has not expired; that it is used is noted.
Result<void> VectorStores::use(SqlSession& session, const Viewer& viewer, const VectorStoreId& id) const {
  ONGGI_TRY(const VectorStore store, collection::own_store(session, viewer, id));
  const UnixMs now = parts_.clock.now_ms();
  if (collection::is_expired(store, now))
    return fail(ErrorCode::invalid_argument, "the vector store has expired: change it to use it again",
                "vector_store_expired");
  if (store.active_ms > now - kMinuteMs) return {};
  ONGGI_CHECK(session.execute("UPDATE vector_stores SET active_ms = :1 WHERE id = :2", {now, id.str()}));
  return {};
}

Result<void> VectorStores::add_files(const Viewer& viewer, const VectorStoreId& id, const std::vector<NewFile>& files) {
  ONGGI_TRY([[maybe_unused]] const VectorStore store, get(viewer, id));
  ONGGI_CHECK(check_files(viewer, files));
  const auto added = parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(use(session, viewer, id));
    ONGGI_CHECK(put_files(session, id, files));
    return true;
  });
  return added ? Result<void>{} : std::unexpected(added.error());
}

Result<Paged<StoreFile>> VectorStores::select(const Viewer& viewer, const VectorStoreId& id, const Selection& selection,
                                              const Cursor& cursor) const {
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  const std::string state(collection::kFileState);
  collection::Statement statement =
      select_files(parts_.database->dialect(), state + " AS file_state, f.added_ms AS added_ms", id, visible);
  if (!selection.batch.empty())
    statement.sql += " AND f.document_id IN (SELECT document_id FROM vector_store_batch_files WHERE batch_id = " +
                     statement.add(selection.batch.str()) + ")";
  if (!selection.document.empty()) statement.sql += " AND f.document_id = " + statement.add(selection.document.str());
  if (selection.state)
    statement.sql += " AND " + state + " = " + statement.add(std::string(to_string(*selection.state)));
  collection::add_cursor(statement, cursor, "f.document_id");
  ONGGI_TRY(auto rows, parts_.database->query(statement.sql, statement.values));
  const auto found = collection::paged(std::move(rows), cursor);
  std::vector<DocumentId> ids;
  ids.reserve(found.items.size());
  for (const SqlRow& row : found.items) ids.emplace_back(row.text("id"));
  ONGGI_TRY(auto documents, parts_.catalog.documents(visible, ids));
  std::unordered_map<DocumentId, DocumentRow> by_id;
  for (DocumentRow& document : documents) by_id.emplace(document.id, std::move(document));
  Paged<StoreFile> page{.items = {}, .has_more = found.has_more};
  for (const SqlRow& row : found.items) {
    auto node = by_id.extract(DocumentId(row.text("id")));
    if (!node) continue;  // it went meanwhile
    ONGGI_TRY(page.items.emplace_back(), file_of(row, std::move(node.mapped())));
  }
  return page;
}

Result<StoreFile> VectorStores::file(const Viewer& viewer, const VectorStoreId& id, const DocumentId& document) const {
  ONGGI_TRY([[maybe_unused]] const VectorStore store, get(viewer, id));
  if (document.empty()) return no_file(document);
  ONGGI_TRY(auto page, select(viewer, id, {.batch = {}, .document = document, .state = {}}, {.limit = 1}));
  if (page.items.empty()) return no_file(document);
  return std::move(page.items.front());
}

Result<Paged<StoreFile>> VectorStores::files(const Viewer& viewer, const VectorStoreId& id,
                                             std::optional<StoreFileState> state, const Cursor& cursor) const {
  ONGGI_TRY([[maybe_unused]] const VectorStore store, get(viewer, id));
  return select(viewer, id, {.batch = {}, .document = {}, .state = state}, cursor);
}

Result<void> VectorStores::set_attributes(const Viewer& viewer, const VectorStoreId& id, const DocumentId& document,
                                          const Attributes& attributes) {
  ONGGI_TRY([[maybe_unused]] const StoreFile there, file(viewer, id, document));
  ONGGI_TRY(
      const std::int64_t changed,
      parts_.database->execute("UPDATE vector_store_files SET attributes = :1 WHERE store_id = :2 AND document_id = :3",
                               {attributes_text(attributes), id.str(), document.str()}));
  if (changed == 0) return no_file(document);
  return {};
}

Result<void> VectorStores::remove_file(const Viewer& viewer, const VectorStoreId& id, const DocumentId& document) {
  ONGGI_TRY([[maybe_unused]] const StoreFile there, file(viewer, id, document));
  ONGGI_TRY(const std::int64_t removed,
            parts_.database->execute("DELETE FROM vector_store_files WHERE store_id = :1 AND document_id = :2",
                                     {id.str(), document.str()}));
  if (removed == 0) return no_file(document);
  return {};
}

Result<FileBatch> VectorStores::add_batch(const Viewer& viewer, const VectorStoreId& id,
                                          const std::vector<NewFile>& files) {
  ONGGI_TRY([[maybe_unused]] const VectorStore store, get(viewer, id));
  ONGGI_CHECK(check_files(viewer, files));
  const FileBatchId made(new_id("vsfb"));
  const auto added = parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(use(session, viewer, id));
    ONGGI_CHECK(put_files(session, id, files));
    ONGGI_CHECK(
        session.execute("INSERT INTO vector_store_batches (id, store_id, cancelled, created_ms) VALUES (:1, :2, 0, :3)",
                        {made.str(), id.str(), parts_.clock.now_ms()}));
    std::vector<std::vector<SqlValue>> rows;
    rows.reserve(files.size());
    for (const NewFile& file : files) rows.push_back({made.str(), file.document.str()});
    if (!rows.empty())
      ONGGI_CHECK(session.execute_many(
          "INSERT INTO vector_store_batch_files (batch_id, document_id) VALUES (:1, :2) ON CONFLICT DO NOTHING", rows));
    return true;
  });
  if (!added) return std::unexpected(added.error());
  return batch(viewer, id, made);
}

Result<FileBatch> VectorStores::batch(const Viewer& viewer, const VectorStoreId& id, const FileBatchId& batch) const {
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  return parts_.database->read<FileBatch>(
      [&](SqlSession& session) { return own_batch(session, viewer, id, batch, visible); });
}

Result<FileBatch> VectorStores::cancel_batch(const Viewer& viewer, const VectorStoreId& id, const FileBatchId& batch) {
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  return parts_.database->write<FileBatch>([&](SqlSession& session) -> Result<FileBatch> {
    ONGGI_TRY(FileBatch now, own_batch(session, viewer, id, batch, visible));
    if (now.files.in_progress == 0) return now;
    ONGGI_CHECK(session.execute(
        "UPDATE vector_store_files SET cancelled = 1 WHERE store_id = :1 AND document_id IN (SELECT m.document_id FROM "
        "vector_store_batch_files m JOIN documents d ON d.id = m.document_id WHERE m.batch_id = :2 AND d.state = "
        "'queued')",
        {id.str(), batch.str()}));
    ONGGI_CHECK(session.execute("UPDATE vector_store_batches SET cancelled = 1 WHERE id = :1", {batch.str()}));
    return own_batch(session, viewer, id, batch, visible);
  });
}

Result<Paged<StoreFile>> VectorStores::batch_files(const Viewer& viewer, const VectorStoreId& id,
                                                   const FileBatchId& batch, std::optional<StoreFileState> state,
                                                   const Cursor& cursor) const {
  ONGGI_TRY(const FileBatch there, this->batch(viewer, id, batch));
  return select(viewer, id, {.batch = there.id, .document = {}, .state = state}, cursor);
}

Result<std::vector<VectorStores::Searched>> VectorStores::to_search(const Viewer& viewer, const VectorStoreId& id,
                                                                    const std::optional<AttributeFilter>& filter) {
  ONGGI_TRY(const VectorStore store, get(viewer, id));
  const bool writes =
      collection::is_expired(store, parts_.clock.now_ms()) || store.active_ms <= parts_.clock.now_ms() - kMinuteMs;
  if (writes) {
    const auto used = parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(use(session, viewer, id));
      return true;
    });
    if (!used) return std::unexpected(used.error());
  }
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  collection::Statement statement = select_files(
      parts_.database->dialect(), "d.name AS name, " + std::string(kIndexedAs) + " AS indexed_as", id, visible);
  statement.sql += " AND f.cancelled = 0 AND d.state IN ('ready', 'duplicate') ORDER BY f.document_id";
  ONGGI_TRY(const auto rows, parts_.database->query(statement.sql, statement.values));
  std::vector<Searched> searched;
  for (const SqlRow& row : rows) {
    ONGGI_TRY(Attributes attributes, attributes_from_text(row.text("attributes")));
    if (row.text("indexed_as").empty() || (filter && !meets(attributes, *filter))) continue;
    searched.push_back({.document = DocumentId(row.text("id")),
                        .name = row.text("name"),
                        .attributes = std::move(attributes),
                        .indexed_as = DocumentId(row.text("indexed_as"))});
  }
  return searched;
}

}  // namespace onggi
