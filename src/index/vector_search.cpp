// The scan.
#include "index/vector_search.h"

#include "index/half.h"
#include "index/top_hits.h"

namespace onggi::index {

Result<std::vector<IndexHit>> search_vectors(const Snapshot& snapshot, std::span<const float> query,
                                             const AllowedChunks& allowed, std::size_t limit, const Cancel& cancel) {
  TopHits<float> top(snapshot, limit);
  for (std::uint32_t p = 0; p < snapshot.parts.size(); ++p) {
    ONGGI_CHECK(cancel.check());
    const Vectors* const vectors = snapshot.parts[p].vectors.get();
    if (vectors == nullptr || allowed[p].empty()) continue;
    for (std::uint32_t row = 0; row < vectors->rows(); ++row) {
      if (row % 16384 == 16383) ONGGI_CHECK(cancel.check());
      const std::uint32_t chunk = vectors->chunk_of(row);
      if (((allowed[p][chunk / 64] >> (chunk % 64)) & 1U) == 0) continue;
      const float score = dot_half(query.data(), vectors->row(row), query.size());
      if (!top.full() || score >= top.worst()) top.offer(score, p, chunk);
    }
  }
  return top.take(1.0);
}

}  // namespace onggi::index
