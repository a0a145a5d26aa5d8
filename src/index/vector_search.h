// Nearest vectors over a snapshot, by an exact scan.
//
// Why no graph: the scan of 100,000 x 256 half floats takes 8.4 ms (p95 8.7) on one core, 0.8 ms when a tenth of the
// chunks may be seen, always with recall 1, and a merge only copies rows (bench/index_bench.cpp). USearch's HNSW (f16,
// connectivity 16, expansion 128, its portable kernels), tried on 20,000 such vectors in 2,000 clusters, took 108 s to
// build and 8.7 ms a search at recall@100 0.77; with a filter that passes a tenth 42 ms, a hundredth 86 ms, where the
// scan needs 1.7 ms and less. Past about 350,000 visible chunks the scan leaves the aim of 30 ms; that is where a graph
// with faster kernels, or PostgreSQL and OpenSearch, begin to pay.
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
