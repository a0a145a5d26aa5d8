// The combination.
#include "retrieve/fusion.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace onggi::retrieve {
namespace {

constexpr std::size_t kBandHits = 100;

// Where the words of a question stand together, its best score is above this share of the bound (two collections of
// questions); below, words say less and the vectors' share grows. Chosen beside k1 and b, see index/weights.h.
constexpr double kWellMet = 0.6;
constexpr double kGrowth = 3;

double grown(double weight, const FusedLegs& legs) {
  const double best = legs.lexical->empty() ? 0 : legs.lexical->front().score / legs.lexical_bound;
  return weight * (1 + kGrowth * (1 - std::min(1.0, best / kWellMet)));
}

class Combination {
 public:
  Fused& of(const IndexHit& hit) {
    const auto [at, added] = places_.try_emplace(hit.chunk, fused_.size());
    if (added) fused_.push_back({hit.chunk, hit.document, 0, 0, 0, 0, 0});
    return fused_[at->second];
  }

  void add_lexical(const std::vector<IndexHit>& hits, double bound, double share) {
    for (std::size_t i = 0; i < hits.size(); ++i) {
      Fused& fused = of(hits[i]);
      fused.lexical_rank = static_cast<std::int32_t>(i + 1);
      fused.lexical_score = hits[i].score;
      fused.score += share * std::clamp(hits[i].score / bound, 0.0, 1.0);
    }
  }

  void add_dense(const std::vector<IndexHit>& hits, double share) {
    // Fewer hits than were asked for: everything is among them, and the lowest says nothing about the band.
    const double lowest = hits.size() < kBandHits ? 0 : std::clamp(hits.back().score, 0.0, 0.99);
    for (std::size_t i = 0; i < hits.size(); ++i) {
      Fused& fused = of(hits[i]);
      fused.dense_rank = static_cast<std::int32_t>(i + 1);
      fused.dense_score = hits[i].score;
      fused.score += share * std::clamp((hits[i].score - lowest) / (1 - lowest), 0.0, 1.0);
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

std::vector<Fused> fuse(const FusedLegs& legs) {
  const double weight = std::clamp(legs.dense_weight, 0.0, 1.0);
  const double lexical_part = legs.lexical != nullptr ? 1 : 0;
  const double dense_part = legs.dense == nullptr ? 0 : legs.lexical == nullptr ? 1 : grown(weight, legs);
  const double sum = std::max(lexical_part + dense_part, 1e-9);
  Combination combination;
  if (legs.lexical != nullptr)
    combination.add_lexical(*legs.lexical, std::max(legs.lexical_bound, 1e-9), lexical_part / sum);
  if (legs.dense != nullptr) combination.add_dense(*legs.dense, dense_part / sum);
  std::vector<Fused> fused = std::move(combination).take();
  // A leg of no weight may order what the other found, not add to it.
  if (legs.lexical != nullptr && dense_part == 0)
    std::erase_if(fused, [](const Fused& one) { return one.lexical_rank == 0; });
  return fused;
}

}  // namespace onggi::retrieve
