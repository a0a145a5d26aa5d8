// BM25 over a snapshot, with pruning that never changes a result.
#pragma once

#include <functional>
#include <vector>

#include "index/index.h"
#include "index/part.h"

namespace onggi::index {

/// For each part of the snapshot; null: nothing of the part may be found.
using AllowedChunks = std::vector<std::shared_ptr<const AllowedBits>>;

/// Best `limit` chunks, best first, ties by chunk id. Errors: cancelled, timeout.
Result<std::vector<IndexHit>> search_lexical(const Snapshot& snapshot, const std::vector<QueryTerm>& query,
                                             const AllowedChunks& allowed, std::size_t limit, const Cancel& cancel);

/// As Index::lexical_bound().
double lexical_bound(const Snapshot& snapshot, const std::vector<QueryTerm>& query);

}  // namespace onggi::index
