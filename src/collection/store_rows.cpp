// See store_rows.h.
#include "collection/store_rows.h"

#include <nlohmann/json.hpp>

#include "store/text_list.h"

namespace onggi::collection {
namespace {

using nlohmann::json;

std::string tally_sql(SqlSession::Dialect dialect, std::string_view id, std::string_view tables) {
  return "SELECT " + std::string(id) + " AS id, " + std::string(kFileState) +
         " AS file_state, COUNT(*) AS n, CAST(COALESCE(SUM(d.bytes), 0) AS BIGINT) AS bytes FROM " +
         std::string(tables) + " JOIN documents d ON d.id = f.document_id WHERE " + std::string(id) + " IN " +
         text_list_sql(dialect, 1) + " AND d.permission IN " + text_list_sql(dialect, 2) + " GROUP BY " +
         std::string(id) + ", file_state";
}

}  // namespace

std::string tally_of_stores_sql(SqlSession::Dialect dialect) {
  return tally_sql(dialect, "f.store_id", "vector_store_files f");
}

std::string tally_of_batches_sql(SqlSession::Dialect dialect) {
  return tally_sql(dialect, "b.id",
                   "vector_store_batches b JOIN vector_store_batch_files m ON m.batch_id = b.id JOIN "
                   "vector_store_files f ON f.store_id = b.store_id AND f.document_id = m.document_id");
}

std::map<std::string, Tally> tallies_in(const std::vector<SqlRow>& rows) {
  std::map<std::string, Tally> tallies;
  for (const SqlRow& row : rows) {
    Tally& tally = tallies[row.text("id")];
    const std::string state = row.text("file_state");
    const std::int64_t count = row.integer("n");
    if (state == "in_progress") tally.files.in_progress = count;
    if (state == "failed") tally.files.failed = count;
    if (state == "cancelled") tally.files.cancelled = count;
    if (state != "completed") continue;
    tally.files.completed = count;
    tally.bytes = row.integer("bytes");
  }
  return tallies;
}

std::string metadata_text(const std::map<std::string, std::string>& metadata) { return json(metadata).dump(); }

Result<VectorStore> store_of(const SqlRow& row) {
  const json metadata = json::parse(row.text("metadata"), nullptr, false);
  if (!metadata.is_object()) return fail(ErrorCode::internal, "metadata of a vector store are not an object");
  VectorStore store{.id = VectorStoreId(row.text("id")),
                    .name = row.text("name"),
                    .description = row.text("description"),
                    .expires_days = row.integer("expires_days"),
                    .created_ms = row.integer("created_ms"),
                    .active_ms = row.integer("active_ms")};
  for (const auto& [key, value] : metadata.items())
    if (value.is_string()) store.metadata[key] = value.get<std::string>();
  return store;
}

Result<VectorStore> own_store(SqlSession& session, const Viewer& viewer, const VectorStoreId& id) {
  ONGGI_TRY(const auto rows,
            session.query("SELECT " + std::string(kStoreColumns) + " FROM vector_stores WHERE id = :1 AND person = :2",
                          {id.str(), viewer.person.str()}));
  if (rows.empty()) return no_store(id);
  return store_of(rows.front());
}

std::unexpected<Error> no_store(const VectorStoreId& id) {
  return fail(ErrorCode::not_found, "no vector store " + id.str());
}

bool is_expired(const VectorStore& store, UnixMs now) { return store.expires_ms() != 0 && store.expires_ms() <= now; }

}  // namespace onggi::collection
