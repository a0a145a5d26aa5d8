// Two ranked lists → one: a convex combination of normalised scores.
//
// Why not reciprocal ranks: measured on Korean questions with a weak embedder they lost 0.18–0.29 nDCG@10 against the
// lexical leg alone, because they treat both legs as equally good. Scores keep how sure a leg is (Bruch, Gai & Ingber
// 2023, "An Analysis of Fusion Functions for Hybrid Retrieval"), and the weight says how good it is.
#pragma once

#include <vector>

#include "index/index.h"

namespace onggi::retrieve {

struct Fused {
  ChunkId chunk;
  DocumentId document;
  double score = 0;                               // 0..1
  std::int32_t lexical_rank = 0, dense_rank = 0;  // from 1; 0: not found by the leg
  double lexical_score = 0, dense_score = 0;      // as the leg gave them
};

/// What one leg found; a leg that was not asked has no hits to point to.
struct FusedLegs {
  const std::vector<IndexHit>* lexical = nullptr;
  double lexical_bound = 1;  // Index::lexical_bound() of the question
  const std::vector<IndexHit>* dense = nullptr;
  /// How much the dense leg weighs against the lexical one: 0 decides ties only, 1 as much.
  double dense_weight = 0;
};

/// Best first. Each leg's scores are normalised by what it can reach at all: lexical ones by the bound, cosines from
/// the lowest of the list to 1, because embedders use different bands of them. So a question whose words stand nowhere
/// together leaves more to the dense leg; beyond that its weight grows up to fourfold as the best lexical score falls
/// from 0.6 of the bound to nothing. The weights of the legs are 1 : `dense_weight`, scaled to a sum of one. A chunk
/// that a leg did not find gets nothing from it. Ties: the higher cosine, then the chunk id.
std::vector<Fused> fuse(const FusedLegs& legs);

}  // namespace onggi::retrieve
