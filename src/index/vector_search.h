// Nearest vectors over a snapshot, by an exact scan.
//
// Why no graph: measured (bench/index_bench.cpp, 100,000 × 256 half floats, one core) the scan takes a few milliseconds
// and its recall is 1 under any permission filter; a graph of that size takes minutes of CPU to build, again after each
// merge, and loses recall just where few chunks pass the filter. See docs of the bench for the numbers and for when a
// graph begins to pay.
#pragma once

#include <span>
#include <vector>

#include "index/index.h"
#include "index/lexical_search.h"
#include "index/part.h"

namespace onggi::index {

/// Best `limit` chunks by cosine with the unit vector `query`, best first, ties by chunk id. Errors: cancelled,
/// timeout.
Result<std::vector<IndexHit>> search_vectors(const Snapshot& snapshot, std::span<const float> query,
                                             const AllowedChunks& allowed, std::size_t limit, const Cancel& cancel);

}  // namespace onggi::index
