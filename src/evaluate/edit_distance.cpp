// Bit-parallel edit distances; see edit_distance.h.
#include "evaluate/edit_distance.h"

#include <algorithm>
#include <bit>

#include "text/text.h"

namespace onggi::evaluate_room {
namespace {

constexpr std::size_t kBits = 64;

// What both begin or end with needs no search.
std::size_t strip_common_ends(std::pair<const std::uint32_t*, std::size_t>& a,
                              std::pair<const std::uint32_t*, std::size_t>& b) {
  std::size_t begin = 0;
  const std::size_t shorter = std::min(a.second, b.second);
  while (begin < shorter && a.first[begin] == b.first[begin]) ++begin;
  std::size_t end = 0;
  while (end < shorter - begin && a.first[a.second - 1 - end] == b.first[b.second - 1 - end]) ++end;
  a = {a.first + begin, a.second - begin - end};
  b = {b.first + begin, b.second - begin - end};
  return begin + end;
}

std::uint32_t largest(const Symbols& symbols) { return symbols.empty() ? 0 : *std::ranges::max_element(symbols); }

// One column of one word of the longest common subsequence (Hyyrö 2004): zeros in `rows` are the rows in which it
// grows.
inline std::uint64_t grow(std::uint64_t& rows, std::uint64_t matches, std::uint64_t carry) {
  const std::uint64_t used = rows & matches;
  const std::uint64_t sum = rows + used;
  const std::uint64_t total = sum + carry;
  const std::uint64_t carry_out = static_cast<std::uint64_t>(sum < rows) | static_cast<std::uint64_t>(total < sum);
  rows = total | (rows - used);
  return carry_out;
}

// One column of one word of Levenshtein's table (Hyyrö 2003): `up` and `down` are the rows that are one more and one
// less than the row above.
struct Column {
  std::uint64_t up = ~0ULL, down = 0;

  std::int8_t step(std::uint64_t matches, std::int8_t from_above, unsigned last_bit) {
    const std::uint64_t vertical = matches | down;
    if (from_above < 0) matches |= 1U;
    const std::uint64_t horizontal = (((matches & up) + up) ^ up) | matches;
    std::uint64_t more = down | ~(horizontal | up);
    std::uint64_t less = up & horizontal;
    const auto out =
        static_cast<std::int8_t>(static_cast<int>(more >> last_bit & 1U) - static_cast<int>(less >> last_bit & 1U));
    more = more << 1U | static_cast<std::uint64_t>(from_above > 0);
    less = less << 1U | static_cast<std::uint64_t>(from_above < 0);
    up = less | ~(vertical | more);
    down = more & vertical;
    return out;
  }
};

}  // namespace

Symbols Alphabet::spell(std::string_view utf8) {
  Symbols symbols;
  symbols.reserve(utf8.size() / 2);
  for (std::size_t offset = 0; offset < utf8.size();) {
    const char32_t code_point = next_code_point(utf8, offset);
    symbols.push_back(numbers_.try_emplace(code_point, static_cast<std::uint32_t>(numbers_.size())).first->second);
  }
  return symbols;
}

void EditDistance::common_rows(View a, View b, std::size_t first_row, Band band, std::size_t& found) {
  const std::size_t end_row = std::min(first_row + kWords * kBits, a.second);
  for (std::size_t row = first_row; row < end_row; ++row)
    masks_[a.first[row]][(row - first_row) / kBits] |= 1ULL << ((row - first_row) % kBits);
  std::array<std::uint64_t, kWords> rows{};
  rows.fill(~0ULL);
  // Columns before the band only hand their carry on, columns behind it have none: nothing to do for either.
  const std::size_t first = first_row > band.left ? first_row - band.left : 0;
  const std::size_t end = std::min(b.second, end_row + band.right);
  for (std::size_t column = first; column < end; ++column) {
    const std::array<std::uint64_t, kWords>& matches = masks_[b.first[column]];
    auto carry = static_cast<std::uint64_t>(static_cast<unsigned char>(carries_[column]));
    for (std::size_t word = 0; word < kWords; ++word) carry = grow(rows[word], matches[word], carry);
    carries_[column] = static_cast<std::int8_t>(carry);
  }
  for (const std::uint64_t word : rows) found += static_cast<std::size_t>(std::popcount(~word));
  for (std::size_t row = first_row; row < end_row; ++row) masks_[a.first[row]] = {};
}

std::size_t EditDistance::common_in_band(View a, View b, Band band) {
  carries_.assign(b.second, 0);
  std::size_t found = 0;
  for (std::size_t row = 0; row < a.second; row += kWords * kBits) common_rows(a, b, row, band, found);
  return found;
}

CommonLength EditDistance::common_subsequence(const Symbols& left, const Symbols& right) {
  View a{left.data(), left.size()}, b{right.data(), right.size()};
  const std::size_t ends = strip_common_ends(a, b);
  if (a.second == 0 || b.second == 0) return {ends, true};
  masks_.resize(std::max<std::size_t>(masks_.size(), std::max(largest(left), largest(right)) + std::size_t{1}));
  const std::size_t both = a.second + b.second;
  const std::size_t apart = std::max(a.second, b.second) - std::min(a.second, b.second);
  // A common subsequence of `wanted` leaves the band only by skipping more than the band is wide. What a band found
  // bounds the distance: one more band of that width is always enough.
  for (std::size_t distance = apart + 512;;) {
    const std::size_t wanted = distance >= both ? 0 : (both - distance + 1) / 2;
    const Band band{a.second - std::min(wanted, a.second), b.second - std::min(wanted, b.second)};
    const std::size_t found = common_in_band(a, b, band);
    if (found >= wanted) return {ends + found, true};
    const std::size_t enough = both - 2 * found;
    distance = enough <= 6 * distance ? enough : 3 * distance;
    const std::uint64_t steps = (a.second / kBits + 1) * std::min<std::uint64_t>(b.second, distance + kWords * kBits);
    if (steps > steps_max_) return {ends + found, false};
  }
}

std::size_t EditDistance::levenshtein(const Symbols& left, const Symbols& right) {
  View a{left.data(), left.size()}, b{right.data(), right.size()};
  strip_common_ends(a, b);
  if (a.second == 0 || b.second == 0) return a.second + b.second;
  rows_.resize(std::max<std::size_t>(rows_.size(), std::max(largest(left), largest(right)) + std::size_t{1}));
  carries_.assign(b.second, 1);  // the row above the first one: 0, 1, 2 ...
  for (std::size_t first = 0; first < a.second; first += kBits) {
    const std::size_t end = std::min(first + kBits, a.second);
    for (std::size_t row = first; row < end; ++row) rows_[a.first[row]] |= 1ULL << (row - first);
    Column word;
    const auto last_bit = static_cast<unsigned>(end - first - 1);
    for (std::size_t column = 0; column < b.second; ++column)
      carries_[column] = word.step(rows_[b.first[column]], carries_[column], last_bit);
    for (std::size_t row = first; row < end; ++row) rows_[a.first[row]] = 0;
  }
  std::int64_t distance = static_cast<std::int64_t>(a.second);
  for (const std::int8_t step : carries_) distance += step;
  return static_cast<std::size_t>(distance);
}

Similarity indel_similarity(EditDistance& distance, const Symbols& a, const Symbols& b) {
  if (a.empty() && b.empty()) return {};
  const CommonLength common = distance.common_subsequence(a, b);
  return {2 * static_cast<double>(common.length) / static_cast<double>(a.size() + b.size()), common.exact};
}

double normalised_levenshtein(EditDistance& distance, const Symbols& a, const Symbols& b) {
  if (a.empty() && b.empty()) return 0;
  return static_cast<double>(distance.levenshtein(a, b)) / static_cast<double>(std::max(a.size(), b.size()));
}

}  // namespace onggi::evaluate_room
