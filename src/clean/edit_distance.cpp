// Myers' bit vectors, block by block.
#include "clean/edit_distance.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace onggi::clean_room {

namespace {

constexpr std::size_t kWord = 64;

struct Block {
  std::uint64_t plus = ~std::uint64_t{0};  // vertical differences of +1 and of -1
  std::uint64_t minus = 0;
};

// One column of one block: `carry` is the horizontal difference that comes in above and goes out below.
int advance(Block& block, std::uint64_t equal, int carry, std::uint64_t last) {
  const std::uint64_t above_minus = carry < 0 ? 1U : 0U;
  const std::uint64_t vertical = equal | block.minus;
  equal |= above_minus;
  const std::uint64_t diagonal = (((equal & block.plus) + block.plus) ^ block.plus) | equal;
  std::uint64_t plus = block.minus | ~(diagonal | block.plus);
  std::uint64_t minus = block.plus & diagonal;
  const int out = (plus & last) != 0 ? 1 : (minus & last) != 0 ? -1 : 0;
  plus = (plus << 1U) | (carry > 0 ? 1U : 0U);
  minus = (minus << 1U) | above_minus;
  block.plus = minus | ~(vertical | plus);
  block.minus = plus & vertical;
  return out;
}

using Masks = std::unordered_map<char32_t, std::vector<std::uint64_t>>;

Masks masks_of(std::u32string_view pattern, std::size_t blocks) {
  Masks masks;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    std::vector<std::uint64_t>& mask = masks[pattern[i]];
    if (mask.empty()) mask.resize(blocks);
    mask[i / kWord] |= std::uint64_t{1} << (i % kWord);
  }
  return masks;
}

}  // namespace

std::size_t edit_distance(std::u32string_view a, std::u32string_view b, std::size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  while (!a.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (b.size() - a.size() > most) return most + 1;
  if (a.empty()) return b.size();
  const std::size_t count = (a.size() + kWord - 1) / kWord;
  const Masks masks = masks_of(a, count);
  const std::vector<std::uint64_t> none(count);
  std::vector<Block> blocks(count);
  const std::uint64_t last = std::uint64_t{1} << ((a.size() - 1) % kWord);
  std::size_t distance = a.size();
  for (std::size_t column = 0; column < b.size(); ++column) {
    const auto found = masks.find(b[column]);
    const std::vector<std::uint64_t>& equal = found == masks.end() ? none : found->second;
    int carry = 1;
    for (std::size_t i = 0; i < count; ++i)
      carry = advance(blocks[i], equal[i], carry, i + 1 == count ? last : std::uint64_t{1} << (kWord - 1));
    distance = carry > 0 ? distance + 1 : carry < 0 ? distance - 1 : distance;
    // Each column that is left can lower the distance by one at most.
    const std::size_t left = b.size() - column - 1;
    if (distance > left && distance - left > most) return most + 1;
  }
  return std::min(distance, most + 1);
}

}  // namespace onggi::clean_room
