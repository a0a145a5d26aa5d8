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

/// How much the dense leg weighs against the lexical one: 0 decides ties only, 1 as much.
struct DenseWeight {
  double value = 0;
};

/// Best first. Lexical scores are divided by the best one, so that their proportions stay; cosines are stretched from
/// the lowest to the highest of the list, because embedders use different bands of them. The weights of the legs are 1
/// : `weight`, scaled to a sum of one; a leg that was not asked (null) has none. A chunk that a leg did not find gets
/// nothing from it, so what only a weak dense leg found stands below. Ties: the higher cosine, then the chunk id.
std::vector<Fused> fuse(const std::vector<IndexHit>* lexical, const std::vector<IndexHit>* dense, DenseWeight weight);

}  // namespace onggi::retrieve
