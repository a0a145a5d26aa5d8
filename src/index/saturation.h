// BM25's part that depends on the chunk: how a term's frequency and the chunk's length turn into a score.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "index/weights.h"

namespace onggi::index {

/// Whole numbers, so that sums do not depend on the order of adding.
using Score = std::int64_t;
constexpr double kScoreUnit = 0x1p-32;

/// score = weight × frequency / (frequency + at_zero + per_length × length)
struct Saturation {
  double at_zero = 0, per_length = 0;
  Saturation(std::uint64_t chunks, std::uint64_t length) {
    const double average =
        std::max(1.0, static_cast<double>(length) / static_cast<double>(std::max<std::uint64_t>(1, chunks)));
    at_zero = kUnit * kSaturation * (1 - kLengthShare);
    per_length = kUnit * kSaturation * kLengthShare / average;
  }
  Score score(double weight, std::uint32_t frequency, std::uint32_t length) const {
    const double units = frequency;
    return static_cast<Score>(weight * (units / (units + (at_zero + per_length * length))));
  }
};

/// The scores of postings: bit for bit what score() gives for each, eight at once where the machine has AVX-512.
void score_postings(const Saturation& saturation, double weight, std::span<const std::uint32_t> chunks,
                    std::span<const std::uint32_t> frequencies, std::span<const std::uint32_t> lengths, Score* to);

}  // namespace onggi::index
