// Scores of many postings, by dispatch.
#include "index/saturation.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace onggi::index {
namespace {

using Scorer = void (*)(const Saturation&, double, std::span<const std::uint32_t>, const std::uint32_t*,
                        const std::uint32_t*, Score*);

void score_plain(const Saturation& saturation, double weight, std::span<const std::uint32_t> chunks,
                 const std::uint32_t* frequencies, const std::uint32_t* lengths, Score* to) {
  for (std::size_t i = 0; i < chunks.size(); ++i) to[i] = saturation.score(weight, frequencies[i], lengths[chunks[i]]);
}

#if defined(__x86_64__)
// GCC 12 warns of its own _mm512_undefined (bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
/// Multiplication and addition are asked for apart, with their rounding: the compiler must not fuse them, which would
/// round once where score() rounds twice.
__attribute__((target("avx512f,avx512dq,avx512vl"))) void score_avx512(const Saturation& saturation, double weight,
                                                                       std::span<const std::uint32_t> chunks,
                                                                       const std::uint32_t* frequencies,
                                                                       const std::uint32_t* lengths, Score* to) {
  constexpr int kRounding = _MM_FROUND_CUR_DIRECTION;
  const __m512d at_zero = _mm512_set1_pd(saturation.at_zero), per_length = _mm512_set1_pd(saturation.per_length);
  const __m512d weights = _mm512_set1_pd(weight);
  std::size_t i = 0;
  for (; i + 8 <= chunks.size(); i += 8) {
    const __m256i at = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(chunks.data() + i));
    const __m256i length = _mm256_i32gather_epi32(reinterpret_cast<const int*>(lengths), at, sizeof *lengths);
    const __m512d units = _mm512_cvtepu32_pd(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(frequencies + i)));
    const __m512d scaled = _mm512_mul_round_pd(per_length, _mm512_cvtepu32_pd(length), kRounding);
    const __m512d below = _mm512_add_round_pd(units, _mm512_add_round_pd(at_zero, scaled, kRounding), kRounding);
    const __m512d share = _mm512_div_round_pd(units, below, kRounding);
    _mm512_storeu_si512(to + i, _mm512_cvttpd_epi64(_mm512_mul_round_pd(weights, share, kRounding)));
  }
  score_plain(saturation, weight, chunks.subspan(i), frequencies + i, lengths, to + i);
}
#pragma GCC diagnostic pop
#endif

Scorer best_scorer() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) return score_avx512;
#endif
  return score_plain;
}

}  // namespace

void score_postings(const Saturation& saturation, double weight, std::span<const std::uint32_t> chunks,
                    std::span<const std::uint32_t> frequencies, std::span<const std::uint32_t> lengths, Score* to) {
  static const Scorer scorer = best_scorer();
  scorer(saturation, weight, chunks, frequencies.data(), lengths.data(), to);
}

}  // namespace onggi::index
