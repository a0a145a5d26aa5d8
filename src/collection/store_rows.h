// Rows of vector stores. Inside of room collection.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collection/vector_stores.h"

namespace onggi::collection {

/// SQL for the state of the file `f` of a store, whose document is `d`.
inline constexpr std::string_view kFileState =
    "CASE WHEN f.cancelled = 1 THEN 'cancelled' WHEN d.state = 'queued' THEN 'in_progress' WHEN d.state = 'failed' "
    "THEN 'failed' ELSE 'completed' END";

/// The viewer's own. Errors: not_found.
Result<VectorStore> own_store(SqlSession& session, const Viewer& viewer, const VectorStoreId& id);
Result<VectorStore> store_of(const SqlRow& row);
inline constexpr std::string_view kStoreColumns =
    "id, name, description, metadata, expires_days, created_ms, active_ms";

struct Tally {
  FileCounts files;
  std::int64_t bytes = 0;  // of those that are completed
};
/// Of the files that these permissions let be seen, by id of the store or the batch.
std::string tally_of_stores_sql(SqlSession::Dialect dialect);   // :1 list of ids, :2 list of permissions
std::string tally_of_batches_sql(SqlSession::Dialect dialect);  // likewise
std::map<std::string, Tally> tallies_in(const std::vector<SqlRow>& rows);

std::string metadata_text(const std::map<std::string, std::string>& metadata);

std::unexpected<Error> no_store(const VectorStoreId& id);
bool is_expired(const VectorStore& store, UnixMs now);

}  // namespace onggi::collection
