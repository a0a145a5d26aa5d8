// The combination.
#include "retrieve/fusion.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace onggi::retrieve {
namespace {

class Combination {
 public:
  Fused& of(const IndexHit& hit) {
    const auto [at, added] = places_.try_emplace(hit.chunk, fused_.size());
    if (added) fused_.push_back({hit.chunk, hit.document, 0, 0, 0, 0, 0});
    return fused_[at->second];
  }

  void add_lexical(const std::vector<IndexHit>& hits, double share) {
    const double best = hits.empty() ? 1 : hits.front().score;
    for (std::size_t i = 0; i < hits.size(); ++i) {
      Fused& fused = of(hits[i]);
      fused.lexical_rank = static_cast<std::int32_t>(i + 1);
      fused.lexical_score = hits[i].score;
      fused.score += best > 0 ? share * hits[i].score / best : 0;
    }
  }

  void add_dense(const std::vector<IndexHit>& hits, double share) {
    const double best = hits.empty() ? 1 : hits.front().score, worst = hits.empty() ? 0 : hits.back().score;
    for (std::size_t i = 0; i < hits.size(); ++i) {
      Fused& fused = of(hits[i]);
      fused.dense_rank = static_cast<std::int32_t>(i + 1);
      fused.dense_score = hits[i].score;
      fused.score += best > worst ? share * (hits[i].score - worst) / (best - worst) : share;
    }
  }

  std::vector<Fused> take() && {
    std::ranges::sort(fused_, [](const Fused& a, const Fused& b) {
      return std::tie(b.score, b.dense_score, a.chunk) < std::tie(a.score, a.dense_score, b.chunk);
    });
    return std::move(fused_);
  }

 private:
  std::vector<Fused> fused_;
  std::unordered_map<ChunkId, std::size_t> places_;
};

}  // namespace

std::vector<Fused> fuse(const std::vector<IndexHit>* lexical, const std::vector<IndexHit>* dense, DenseWeight weight) {
  const double lexical_part = lexical != nullptr ? 1 : 0;
  const double dense_part = dense == nullptr ? 0 : lexical == nullptr ? 1 : std::clamp(weight.value, 0.0, 1.0);
  const double sum = std::max(lexical_part + dense_part, 1e-9);
  Combination combination;
  if (lexical != nullptr) combination.add_lexical(*lexical, lexical_part / sum);
  if (dense != nullptr) combination.add_dense(*dense, dense_part / sum);
  std::vector<Fused> fused = std::move(combination).take();
  // A leg of no weight may order what the other found, not add to it.
  if (lexical != nullptr && dense_part == 0)
    std::erase_if(fused, [](const Fused& one) { return one.lexical_rank == 0; });
  return fused;
}

}  // namespace onggi::retrieve
