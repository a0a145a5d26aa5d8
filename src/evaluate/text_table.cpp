// The texts of trees and their distances, computed when they are asked for; see tree_distance.h.
#include <algorithm>

#include "evaluate/tree_distance.h"

namespace onggi::evaluate_room {
namespace {

// Below this many cells of Levenshtein's table a distance is cheaper than to remember it.
constexpr std::size_t kShort = 1U << 14U;

std::uint64_t key_of(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::uint64_t>(std::min(a, b)) << 32U | std::max(a, b);
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> bag_of(Symbols symbols) {
  std::ranges::sort(symbols);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> bag;
  for (const std::uint32_t symbol : symbols) {
    if (bag.empty() || bag.back().first != symbol) bag.emplace_back(symbol, 0U);
    ++bag.back().second;
  }
  return bag;
}

}  // namespace

std::uint32_t TextTable::add(std::string_view utf8) {
  const auto [found, is_new] = numbers_.try_emplace(std::string(utf8), static_cast<std::uint32_t>(symbols_.size()));
  if (is_new) {
    symbols_.push_back(alphabet_.spell(utf8));
    bags_.push_back(bag_of(symbols_.back()));
  }
  return found->second;
}

bool TextTable::is_short(std::uint32_t a, std::uint32_t b) const {
  return symbols_[a].size() * symbols_[b].size() <= kShort;
}

// Each replacement or insertion changes one character of the bag: max - common is a lower bound (Bartolini 2002).
double TextTable::bag_distance(std::uint32_t a, std::uint32_t b) const {
  std::size_t common = 0;
  auto left = bags_[a].begin();
  auto right = bags_[b].begin();
  while (left != bags_[a].end() && right != bags_[b].end()) {
    if (left->first == right->first) common += std::min(left->second, right->second);
    const bool forward = left->first <= right->first;
    if (right->first <= left->first) ++right;
    if (forward) ++left;
  }
  const std::size_t longer = std::max(symbols_[a].size(), symbols_[b].size());
  return static_cast<double>(longer - common) / static_cast<double>(longer);
}

double TextTable::distance(std::uint32_t a, std::uint32_t b) {
  if (a == b) return 0;
  if (is_short(a, b)) return normalised_levenshtein(edit_distance_, symbols_[a], symbols_[b]);
  settle(a, b);
  return known_[key_of(a, b)].distance;
}

double TextTable::distance_at_least(std::uint32_t a, std::uint32_t b) {
  if (a == b) return 0;
  if (is_short(a, b)) return normalised_levenshtein(edit_distance_, symbols_[a], symbols_[b]);
  const auto [found, is_new] = known_.try_emplace(key_of(a, b));
  if (is_new) found->second.distance = bag_distance(a, b);
  return found->second.distance;
}

void TextTable::settle(std::uint32_t a, std::uint32_t b) {
  if (a == b || is_short(a, b)) return;
  Known& known = known_[key_of(a, b)];
  if (!known.settled) known = {normalised_levenshtein(edit_distance_, symbols_[a], symbols_[b]), true};
}

bool TextTable::is_settled(std::uint32_t a, std::uint32_t b) const {
  if (a == b || is_short(a, b)) return true;
  const auto found = known_.find(key_of(a, b));
  return found != known_.end() && found->second.settled;
}

}  // namespace onggi::evaluate_room
