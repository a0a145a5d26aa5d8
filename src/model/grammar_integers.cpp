// Whole numbers between two bounds, digit by digit: 17 to 345 is "1" [7-9] | [2-9] [0-9] | [1-2] [0-9]{2} | ...
#include <cstdint>
#include <string>
#include <vector>

#include "model/grammar.h"

namespace onggi::model {
namespace {

constexpr std::size_t kDigitsMax = 16;  // of numbers without an upper bound: what a double keeps

std::string digits(char from, char to) {
  if (from == to) return std::string("\"") + from + "\"";
  return std::string("[") + from + "-" + to + "]";
}

std::string any_digits(std::size_t count) { return count == 0 ? "" : " [0-9]{" + std::to_string(count) + "}"; }

/// Both bounds have the same number of digits.
void add_same_length(std::vector<std::string>& ways, const std::string& prefix, std::string_view low,
                     std::string_view high) {
  const std::size_t rest = low.size() - 1;
  const bool low_is_least = low.substr(1).find_first_not_of('0') == std::string_view::npos;
  const bool high_is_most = high.substr(1).find_first_not_of('9') == std::string_view::npos;
  if (rest == 0 || (low_is_least && high_is_most)) {
    ways.push_back(prefix + digits(low[0], high[0]) + any_digits(rest));
    return;
  }
  if (low[0] == high[0]) {
    add_same_length(ways, prefix + digits(low[0], low[0]) + " ", low.substr(1), high.substr(1));
    return;
  }
  char from = low[0], to = high[0];
  if (!low_is_least) {
    add_same_length(ways, prefix + digits(low[0], low[0]) + " ", low.substr(1), std::string(rest, '9'));
    ++from;
  }
  if (!high_is_most) {
    add_same_length(ways, prefix + digits(high[0], high[0]) + " ", std::string(rest, '0'), high.substr(1));
    --to;
  }
  if (from <= to) ways.push_back(prefix + digits(from, to) + any_digits(rest));
}

/// 0 <= min <= max.
void add_natural(std::vector<std::string>& ways, const std::string& sign, std::uint64_t min, std::uint64_t max,
                 bool is_open) {
  std::string low = std::to_string(min);
  const std::string high = is_open ? std::string(std::max(kDigitsMax, low.size()), '9') : std::to_string(max);
  while (low.size() < high.size()) {
    add_same_length(ways, sign, low, std::string(low.size(), '9'));
    low = "1" + std::string(low.size(), '0');
  }
  add_same_length(ways, sign, low, high);
}

}  // namespace

std::string grammar_of_integers(std::int64_t min, std::int64_t max) {
  std::vector<std::string> ways;
  // Negatives as naturals with a sign; 0 has none.
  const auto magnitude = [](std::int64_t value) { return ~static_cast<std::uint64_t>(value) + 1; };
  if (min < 0) {
    const std::uint64_t least = max < 0 ? magnitude(max) : 1;
    add_natural(ways, "\"-\" ", least, magnitude(min), min == INT64_MIN);
  }
  if (max >= 0) {
    const auto least = static_cast<std::uint64_t>(min > 0 ? min : 0);
    add_natural(ways, "", least, static_cast<std::uint64_t>(max), max == INT64_MAX);
  }
  std::string result;
  for (const std::string& way : ways) result += (result.empty() ? "" : " | ") + way;
  return result;
}

}  // namespace onggi::model
