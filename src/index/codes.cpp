// Quantising, and dot products of bytes by dispatch.
#include "index/codes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "index/half.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace onggi::index {
namespace {

void dots_plain(const std::int8_t* query, std::int32_t /*sum*/, const Codes& codes, std::span<const std::uint32_t> rows,
                std::int32_t* to) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int8_t* const row = codes.row(rows[i]);
    std::int32_t sum = 0;
    for (std::size_t at = 0; at < codes.stride; ++at) sum += query[at] * row[at];
    to[i] = sum;
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) void dots_avx2(const std::int8_t* query, std::int32_t /*sum*/, const Codes& codes,
                                               std::span<const std::uint32_t> rows, std::int32_t* to) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int8_t* const row = codes.row(rows[i]);
    __m256i sums[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    for (std::size_t at = 0; at < codes.stride; at += 32) {
      for (std::size_t lane = 0; lane < 2; ++lane) {  // 16 bits wide: the instruction for bytes saturates
        const auto* const a = reinterpret_cast<const __m128i*>(row + at + lane * 16);
        const auto* const b = reinterpret_cast<const __m128i*>(query + at + lane * 16);
        const __m256i product =
            _mm256_madd_epi16(_mm256_cvtepi8_epi16(_mm_loadu_si128(a)), _mm256_cvtepi8_epi16(_mm_loadu_si128(b)));
        sums[lane] = _mm256_add_epi32(sums[lane], product);
      }
    }
    const __m256i both = _mm256_add_epi32(sums[0], sums[1]);
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
    four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
    four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0xB1));
    to[i] = _mm_cvtsi128_si32(four);
  }
}

// GCC 12 warns of its own _mm512_undefined (bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#define ONGGI_VNNI __attribute__((target("avx512f,avx512bw,avx512vnni")))

/// 64 products added to `sums`. VNNI multiplies unsigned by signed bytes, so 128 is added to the row's.
ONGGI_VNNI inline __m512i add_products(__m512i sums, const std::int8_t* query, const std::int8_t* row) {
  const __m512i biased = _mm512_xor_si512(_mm512_loadu_si512(row), _mm512_set1_epi8(static_cast<char>(0x80)));
  return _mm512_dpbusd_epi32(sums, biased, _mm512_loadu_si512(query));
}

/// `sum` of the query's bytes: 128 times that is too much in each product.
ONGGI_VNNI void dots_vnni(const std::int8_t* query, std::int32_t sum, const Codes& codes,
                          std::span<const std::uint32_t> rows, std::int32_t* to) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int8_t* const row = codes.row(rows[i]);
    __m512i even = _mm512_setzero_si512(), odd = _mm512_setzero_si512();
    std::size_t at = 0;
    for (; at + 128 <= codes.stride; at += 128) {
      even = add_products(even, query + at, row + at);
      odd = add_products(odd, query + at + 64, row + at + 64);
    }
    if (at < codes.stride) even = add_products(even, query + at, row + at);
    to[i] = _mm512_reduce_add_epi32(_mm512_add_epi32(even, odd)) - 128 * sum;
  }
}
#undef ONGGI_VNNI
#pragma GCC diagnostic pop
#endif

using Dots = void (*)(const std::int8_t*, std::int32_t, const Codes&, std::span<const std::uint32_t>, std::int32_t*);

Dots best_dots() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw")) return dots_vnni;
  if (__builtin_cpu_supports("avx2")) return dots_avx2;
#endif
  return dots_plain;
}

}  // namespace

CodeScale encode_row(std::span<const std::uint16_t> halves, std::int8_t* code) {
  float most = 0;
  for (const std::uint16_t half : halves) most = std::max(most, std::abs(from_half(half)));
  const float times = most > 0 ? 127.0F / most : 0.0F;
  CodeScale scale{most / 127.0F, 0};
  for (std::size_t i = 0; i < halves.size(); ++i)
    scale.sum += code[i] = static_cast<std::int8_t>(std::lrint(from_half(halves[i]) * times));
  std::fill(code + halves.size(), code + code_stride(halves.size()), std::int8_t{0});
  return scale;
}

void CodeQuery::set(std::span<const float> vector) {
  float most = 0;
  for (const float value : vector) most = std::max(most, std::abs(value));
  const float times = most > 0 ? 127.0F / most : 0.0F;
  own_.assign(code_stride(vector.size()), 0);
  scale_ = {most / 127.0F, 0};
  for (std::size_t i = 0; i < vector.size(); ++i)
    scale_.sum += own_[i] = static_cast<std::int8_t>(std::lrint(vector[i] * times));
  values_ = own_.data();
}

void CodeQuery::set(const Codes& codes, std::uint32_t row) {
  values_ = codes.row(row);
  scale_ = codes.scales[row];
}

void CodeQuery::nearness(const Codes& codes, std::span<const std::uint32_t> rows, float* to) const {
  static const Dots dots = best_dots();
  constexpr std::size_t kAtOnce = 64;
  std::array<std::int32_t, kAtOnce> sums;
  while (!rows.empty()) {
    const auto some = rows.first(std::min(kAtOnce, rows.size()));
    dots(values_, scale_.sum, codes, some, sums.data());
    for (std::size_t i = 0; i < some.size(); ++i)
      *to++ = static_cast<float>(sums[i]) * (scale_.scale * codes.scales[some[i]].scale);
    rows = rows.subspan(some.size());
  }
}

float CodeQuery::nearness(const Codes& codes, std::uint32_t row) const {
  float one = 0;
  nearness(codes, {&row, 1}, &one);
  return one;
}

}  // namespace onggi::index
