// Stores themselves; their files: store_files.cpp.
#include "collection/vector_stores.h"

#include <algorithm>

#include "collection/statement.h"
#include "collection/store_rows.h"
#include "store/text_list.h"

namespace onggi {
namespace {

using collection::Tally;

constexpr UnixMs kDayMs = 24LL * 60 * 60 * 1000;
constexpr std::string_view kRule = "vector_stores";

void fill(VectorStore& store, const std::map<std::string, Tally>& tallies) {
  const auto found = tallies.find(store.id.str());
  if (found == tallies.end()) return;
  store.files = found->second.files;
  store.bytes = found->second.bytes;
}

Result<std::map<std::string, Tally>> tally(SqlSession& session, const std::vector<PermissionId>& visible,
                                           const std::vector<VectorStoreId>& ids) {
  ONGGI_TRY(const auto rows,
            session.query(collection::tally_of_stores_sql(session.dialect()), {text_list(ids), text_list(visible)}));
  return collection::tallies_in(rows);
}

Result<void> check_room(SqlSession& session, const Viewer& viewer) {
  ONGGI_TRY(const auto rows,
            session.query("SELECT COUNT(*) AS n FROM vector_stores WHERE person = :1", {viewer.person.str()}));
  if (rows.front().integer("n") < VectorStores::kStoresMax) return {};
  return fail(ErrorCode::limit_exceeded, "a person has at most 1000 vector stores: remove some");
}

}  // namespace

UnixMs VectorStore::expires_ms() const { return expires_days == 0 ? 0 : active_ms + expires_days * kDayMs; }

Result<VectorStore> VectorStores::add(const Viewer& viewer, const NewStore& wanted) {
  ONGGI_CHECK(check_files(viewer, wanted.files));
  const VectorStoreId id(new_id("vs"));
  const UnixMs now = parts_.clock.now_ms();
  const auto added = parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.exclusive(kRule));
    ONGGI_CHECK(check_room(session, viewer));
    ONGGI_CHECK(session.execute(
        "INSERT INTO vector_stores (id, person, name, description, metadata, expires_days, created_ms, active_ms) "
        "VALUES (:1, :2, :3, :4, :5, :6, :7, :8)",
        {id.str(), viewer.person.str(), wanted.name, wanted.description, collection::metadata_text(wanted.metadata),
         wanted.expires_days, now, now}));
    ONGGI_CHECK(put_files(session, id, wanted.files));
    return true;
  });
  if (!added) return std::unexpected(added.error());
  return get(viewer, id);
}

Result<VectorStore> VectorStores::get(const Viewer& viewer, const VectorStoreId& id) const {
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  return parts_.database->read<VectorStore>([&](SqlSession& session) -> Result<VectorStore> {
    ONGGI_TRY(VectorStore store, collection::own_store(session, viewer, id));
    ONGGI_TRY(const auto tallies, tally(session, visible, {id}));
    fill(store, tallies);
    return store;
  });
}

Result<Paged<VectorStore>> VectorStores::list(const Viewer& viewer, const Cursor& cursor) const {
  using Stores = Paged<VectorStore>;
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  return parts_.database->read<Stores>([&](SqlSession& session) -> Result<Stores> {
    collection::Statement statement;
    statement.sql = "SELECT " + std::string(collection::kStoreColumns) + " FROM vector_stores WHERE person = ";
    statement.sql += statement.add(viewer.person.str());
    collection::add_cursor(statement, cursor, "id");
    ONGGI_TRY(auto rows, session.query(statement.sql, statement.values));
    const auto found = collection::paged(std::move(rows), cursor);
    Stores page{.items = {}, .has_more = found.has_more};
    std::vector<VectorStoreId> ids;
    for (const SqlRow& row : found.items) {
      ONGGI_TRY(page.items.emplace_back(), collection::store_of(row));
      ids.push_back(page.items.back().id);
    }
    ONGGI_TRY(const auto tallies, tally(session, visible, ids));
    for (VectorStore& store : page.items) fill(store, tallies);
    return page;
  });
}

Result<VectorStore> VectorStores::change(const Viewer& viewer, const VectorStoreId& id, const Change& change) {
  const auto changed = parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_TRY(const VectorStore now, collection::own_store(session, viewer, id));
    ONGGI_CHECK(session.execute(
        "UPDATE vector_stores SET name = :1, metadata = :2, expires_days = :3, active_ms = :4 WHERE id = :5",
        {change.name.value_or(now.name), collection::metadata_text(change.metadata.value_or(now.metadata)),
         change.expires_days.value_or(now.expires_days), parts_.clock.now_ms(), id.str()}));
    return true;
  });
  if (!changed) return std::unexpected(changed.error());
  return get(viewer, id);
}

Result<void> VectorStores::remove(const Viewer& viewer, const VectorStoreId& id) {
  ONGGI_TRY(const std::int64_t removed,
            parts_.database->execute("DELETE FROM vector_stores WHERE id = :1 AND person = :2",
                                     {id.str(), viewer.person.str()}));
  if (removed == 0) return collection::no_store(id);
  return {};
}

}  // namespace onggi
