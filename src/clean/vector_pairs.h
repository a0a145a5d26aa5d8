// Pairs of near vectors by an exact scan. Inside of room clean.
#pragma once

#include <cstddef>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "clean/duplicates.h"

namespace onggi::clean_room {

/// Pairs (numbers of rows) whose dot product is at least `threshold`, in order. `values`: rows of `dimensions`, each of
/// length 1 or zeros. All pairs are looked at, in blocks that stay in the cache: recall 1, n²/2 products. Cancelled.
Result<std::vector<DuplicatePair>> near_vectors(const std::vector<float>& values, std::size_t dimensions,
                                                double threshold, unsigned threads, const Cancel& cancel);

}  // namespace onggi::clean_room
