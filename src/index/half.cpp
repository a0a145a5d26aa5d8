// Half floats: conversion by bits, dot product by dispatch.
#include "index/half.h"

#include <array>
#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace onggi::index {
namespace {

float dot_plain(const float* query, const std::uint16_t* row, std::size_t dimensions) {
  std::array<float, 8> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= dimensions; i += sums.size())
    for (std::size_t lane = 0; lane < sums.size(); ++lane) sums[lane] += query[i + lane] * from_half(row[i + lane]);
  float sum = 0;
  for (; i < dimensions; ++i) sum += query[i] * from_half(row[i]);
  for (const float lane : sums) sum += lane;
  return sum;
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma,f16c"))) float dot_avx2(const float* query, const std::uint16_t* row,
                                                        std::size_t dimensions) {
  // Four sums hide the latency of the fused multiply-add.
  __m256 sums[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps()};
  std::size_t i = 0;
  for (; i + 32 <= dimensions; i += 32) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const __m128i halves = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + i + lane * 8));
      sums[lane] = _mm256_fmadd_ps(_mm256_cvtph_ps(halves), _mm256_loadu_ps(query + i + lane * 8), sums[lane]);
    }
  }
  std::array<float, 8> lanes{};
  _mm256_storeu_ps(lanes.data(), _mm256_add_ps(_mm256_add_ps(sums[0], sums[1]), _mm256_add_ps(sums[2], sums[3])));
  float sum = 0;
  for (const float lane : lanes) sum += lane;
  for (; i < dimensions; ++i) sum += query[i] * from_half(row[i]);
  return sum;
}

// GCC 12 warns of its own _mm512_undefined (bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
__attribute__((target("avx512f"))) float dot_avx512(const float* query, const std::uint16_t* row,
                                                    std::size_t dimensions) {
  __m512 even = _mm512_setzero_ps(), odd = _mm512_setzero_ps();
  std::size_t i = 0;
  for (; i + 32 <= dimensions; i += 32) {
    const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row + i));
    const __m256i second = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row + i + 16));
    even = _mm512_fmadd_ps(_mm512_cvtph_ps(first), _mm512_loadu_ps(query + i), even);
    odd = _mm512_fmadd_ps(_mm512_cvtph_ps(second), _mm512_loadu_ps(query + i + 16), odd);
  }
  float sum = _mm512_reduce_add_ps(_mm512_add_ps(even, odd));
  for (; i < dimensions; ++i) sum += query[i] * from_half(row[i]);
  return sum;
}
#pragma GCC diagnostic pop
#endif

using Dot = float (*)(const float*, const std::uint16_t*, std::size_t);

Dot best_dot() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return dot_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c"))
    return dot_avx2;
#endif
  return dot_plain;
}

}  // namespace

std::uint16_t to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16U) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude >= 0x47800000U) return static_cast<std::uint16_t>(sign | (magnitude > 0x7F800000U ? 0x7E00U : 0x7C00U));
  if (magnitude < 0x38800000U) {  // subnormal: adding 0.5 lets the machine round at the last bit of a half's 2^-24
    const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3F000000U));
  }
  const std::uint32_t rounded = magnitude - 0x38000000U + 0x0FFFU + ((magnitude >> 13U) & 1U);
  return static_cast<std::uint16_t>(sign | (rounded >> 13U));
}

float from_half(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16U;
  const std::uint32_t magnitude = half & 0x7FFFU;
  if (magnitude >= 0x7C00U) return std::bit_cast<float>(sign | 0x7F800000U | ((magnitude & 0x3FFU) << 13U));
  // Scaling by 2^112 moves a half's exponent to its place and makes subnormals right without a branch.
  const float scaled = std::bit_cast<float>(magnitude << 13U) * 0x1p112F;
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(scaled));
}

float dot_half(const float* query, const std::uint16_t* row, std::size_t dimensions) {
  static const Dot dot = best_dot();
  return dot(query, row, dimensions);
}

}  // namespace onggi::index
