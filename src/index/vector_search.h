// Nearest vectors over a snapshot.
//
// Each part is searched in the way that is cheapest for what may be found in it: few visible rows are scanned by their
// codes, many are looked for by walking the graph, and rows between by a walk that only enters visible ones. A walk
// that finds itself where hardly anything may be seen (the filter goes against the question) gives way to the scan.
// Whatever finds the candidates, half floats score them.
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
                                             const AllowedChunks& allowed, std::size_t limit, const VectorSearch& how,
                                             const Cancel& cancel);

}  // namespace onggi::index
