// Which way through which part.
#include "index/vector_search.h"

#include <bit>

#include "index/graph_walk.h"
#include "index/half.h"
#include "index/top_hits.h"

namespace onggi::index {
namespace {

/// More hits than this are looked for by a scan: a beam as wide costs as much.
constexpr std::size_t kWalkHitsMax = 1'000;

/// A scanned row costs about 1/128 of a walk for each row that the beam is wide (40,000 x 384, bench/index.py).
constexpr std::size_t kScanRowsOfWidth = 128;

/// Candidates of a scan of codes: half floats may order them anew.
constexpr std::size_t kScanSpare = 32;

/// Keeps recall@10 above 0.98 on embeddings of Korean sentences (bench/index.py), and with ten more for each doubling
/// beyond 32,768 rows also at a million.
std::size_t default_width(std::size_t limit, std::uint32_t rows) {
  const auto doublings = static_cast<std::size_t>(std::bit_width(rows / 32'768U));
  return 2 * limit + 76 + 10 * doublings;
}

class PartSearch {
 public:
  PartSearch(const Part& part, std::uint32_t number, const AllowedBits& allowed, std::span<const float> query,
             TopHits<float>& top)
      : vectors_(*part.vectors),
        graph_(part.graph.get()),
        number_(number),
        allowed_(allowed),
        query_(query),
        top_(top) {
    // Where every chunk has its row, both have the same numbers.
    if (vectors_.rows() < part.segment->chunks()) rows_.chunks = vectors_.chunks();
    rows_.bits = allowed.words.data();
  }

  Result<void> run(std::size_t limit, const VectorSearch& how, const Cancel& cancel) {
    if (how.exact || graph_ == nullptr || limit > kWalkHitsMax) return scan_halves(cancel);
    const std::size_t width =
        std::max(limit, how.width > 0 ? static_cast<std::size_t>(how.width) : default_width(limit, vectors_.rows()));
    scratch_.query.set(query_);
    if (allowed_.chunks <= kScanRowsOfWidth * width || !walk_to(limit, width))
      scan(graph_->view(), rows_, limit + limit / 2 + kScanSpare, scratch_);
    offer_beam();
    return {};
  }

 private:
  Result<void> scan_halves(const Cancel& cancel) {
    for (std::uint32_t row = 0; row < vectors_.rows(); ++row) {
      if (row % 16384 == 16383) ONGGI_CHECK(cancel.check());
      if (rows_(row)) offer(row);
    }
    return {};
  }

  /// The best visible rows into the beam; false: the graph leads to too few.
  bool walk_to(std::size_t limit, std::size_t width) {
    const GraphView& graph = graph_->view();
    const double share = static_cast<double>(allowed_.chunks) / vectors_.rows();
    const std::uint32_t start = descend(graph, 0, scratch_);
    // Where much is visible, a beam that is wider by as much holds enough of it; otherwise a narrow one tells how much
    // is visible near the question.
    const bool most = share >= 0.4;
    walk(graph, 0, {&start, 1},
         most ? static_cast<std::size_t>(static_cast<double>(width) / share) : limit + kScanSpare, scratch_);
    const std::size_t visible = count_visible();
    if (most && visible * 5 >= width * 4) return true;
    if (static_cast<double>(visible) < 0.25 * share * static_cast<double>(scratch_.beam.size())) return false;
    seeds_.clear();
    for (std::size_t i = 0; i < scratch_.beam.size(); ++i) seeds_.push_back(scratch_.beam[i].row);
    return walk_allowed(graph, rows_, seeds_, 2 * width, allowed_.chunks, scratch_) && scratch_.beam.size() >= limit;
  }

  std::size_t count_visible() const {
    std::size_t visible = 0;
    for (std::size_t i = 0; i < scratch_.beam.size(); ++i) visible += rows_(scratch_.beam[i].row) ? 1U : 0U;
    return visible;
  }

  void offer_beam() {
    for (std::size_t i = 0; i < scratch_.beam.size(); ++i) __builtin_prefetch(vectors_.row(scratch_.beam[i].row));
    for (std::size_t i = 0; i < scratch_.beam.size(); ++i)
      if (rows_(scratch_.beam[i].row)) offer(scratch_.beam[i].row);
  }

  void offer(std::uint32_t row) {
    const float score = dot_half(query_.data(), vectors_.row(row), query_.size());
    if (!top_.full() || score >= top_.worst()) top_.offer(score, number_, vectors_.chunk_of(row));
  }

  static WalkScratch& scratch() {
    thread_local WalkScratch own;  // a byte a row of the largest part, for each thread that searches
    return own;
  }

  const Vectors& vectors_;
  const Graph* graph_;
  std::uint32_t number_;
  const AllowedBits& allowed_;
  std::span<const float> query_;
  TopHits<float>& top_;
  AllowedRows rows_;
  std::vector<std::uint32_t> seeds_;
  WalkScratch& scratch_ = scratch();
};

}  // namespace

Result<std::vector<IndexHit>> search_vectors(const Snapshot& snapshot, std::span<const float> query,
                                             const AllowedChunks& allowed, std::size_t limit, const VectorSearch& how,
                                             const Cancel& cancel) {
  TopHits<float> top(snapshot, limit);
  for (std::uint32_t p = 0; p < snapshot.parts.size(); ++p) {
    ONGGI_CHECK(cancel.check());
    if (!snapshot.parts[p].vectors || !allowed[p]) continue;
    ONGGI_CHECK(PartSearch(snapshot.parts[p], p, *allowed[p], query, top).run(limit, how, cancel));
  }
  return top.take(1.0);
}

}  // namespace onggi::index
