// Vectors as half-precision floats (IEEE 754 binary16): half the memory and bandwidth; cosines move by less than 0.001.
#pragma once

#include <cstddef>
#include <cstdint>

namespace onggi::index {

/// Rounds to nearest, ties to even; what is too large becomes infinite.
std::uint16_t to_half(float value);
float from_half(std::uint16_t half);

/// Sum of query[i] × row[i]. Uses AVX-512, or AVX2 with F16C, where the machine has it (asked once), otherwise plain
/// code that any machine runs; all give the same up to rounding.
float dot_half(const float* query, const std::uint16_t* row, std::size_t dimensions);

}  // namespace onggi::index
