// Packing by four lanes, written with the compiler's vectors so that it is right on every processor.
#include "index/packing.h"

#include <array>
#include <cstring>
#include <utility>

namespace onggi::index {
namespace {

using Lanes = std::uint32_t __attribute__((vector_size(16)));
constexpr std::uint32_t kRounds = kPacked / 4;

Lanes load(const void* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

void store(void* to, Lanes lanes) { std::memcpy(to, &lanes, sizeof lanes); }

/// One of the 32 rounds, with all shifts known when compiled.
template <std::uint32_t kBits, std::uint32_t kRound>
Lanes round_of(const unsigned char* from) {
  constexpr std::uint32_t kBegin = kBits * kRound, kWord = kBegin / 32, kShift = kBegin % 32;
  Lanes lanes = load(from + kWord * sizeof(Lanes)) >> kShift;
  if constexpr (kShift + kBits > 32) lanes |= load(from + (kWord + 1) * sizeof(Lanes)) << (32 - kShift);
  if constexpr (kBits < 32) lanes &= (std::uint32_t{1} << kBits) - 1;
  return lanes;
}

template <std::uint32_t kBits>
void unpack_bits(const unsigned char* from, std::uint32_t* to) {
  if constexpr (kBits == 0) {
    std::memset(to, 0, kPacked * sizeof *to);
  } else {
    [&]<std::uint32_t... kRound>(std::integer_sequence<std::uint32_t, kRound...>) {
      (store(to + kRound * 4, round_of<kBits, kRound>(from)), ...);
    }(std::make_integer_sequence<std::uint32_t, kRounds>());
  }
}

using Unpack = void (*)(const unsigned char*, std::uint32_t*);

constexpr auto kUnpack = []<std::uint32_t... kBits>(std::integer_sequence<std::uint32_t, kBits...>) {
  return std::array<Unpack, sizeof...(kBits)>{unpack_bits<kBits>...};
}(std::make_integer_sequence<std::uint32_t, 33>());

}  // namespace

void pack(const std::uint32_t* numbers, std::uint32_t bits, unsigned char* to) {
  std::memset(to, 0, packed_bytes(bits));
  if (bits == 0) return;
  for (std::uint32_t round = 0; round < kRounds; ++round) {
    const std::uint32_t begin = bits * round, shift = begin % 32;
    unsigned char* const word = to + begin / 32 * sizeof(Lanes);
    const Lanes lanes = load(numbers + round * 4);
    store(word, load(word) | (lanes << shift));
    if (shift + bits > 32) store(word + sizeof lanes, lanes >> (32 - shift));
  }
}

void unpack(const unsigned char* from, std::uint32_t bits, std::uint32_t* to) { kUnpack[bits](from, to); }

void add_up(std::uint32_t* gaps, std::uint32_t base) {
  const Lanes zero{};
  Lanes before{base, base, base, base};
  for (std::uint32_t at = 0; at < kPacked; at += 4) {
    Lanes lanes = load(gaps + at);
    lanes += __builtin_shufflevector(zero, lanes, 3, 4, 5, 6);
    lanes += __builtin_shufflevector(zero, lanes, 2, 3, 4, 5);
    lanes += before;
    store(gaps + at, lanes);
    before = __builtin_shufflevector(lanes, lanes, 3, 3, 3, 3);
  }
}

}  // namespace onggi::index
