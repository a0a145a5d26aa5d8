// 128 numbers in as few bits each as the greatest needs: number i lies in lane i % 4, so that four are packed and
// unpacked at once.
#pragma once

#include <cstdint>

namespace onggi::index {

constexpr std::uint32_t kPacked = 128;

/// Bytes of 128 numbers of so many bits (0..32).
constexpr std::uint32_t packed_bytes(std::uint32_t bits) { return bits * kPacked / 8; }

/// Writes packed_bytes(bits) bytes; each number must fit.
void pack(const std::uint32_t* numbers, std::uint32_t bits, unsigned char* to);
/// `to`: 16-byte aligned.
void unpack(const unsigned char* from, std::uint32_t bits, std::uint32_t* to);

/// Turns gaps into sums, in place, beginning with `base`.
void add_up(std::uint32_t* gaps, std::uint32_t base);

}  // namespace onggi::index
