// Reading of numbers, units and comparisons.
#include "answer/quantity.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace onggi::answer_room {
namespace {

struct Named {
  std::string_view written, unit;
};

// Longest first where one begins with another. What counts the same has one name.
constexpr std::array<Named, 31> kUnits{{
    {"개월", "개월"}, {"시간", "시간"}, {"년", "년"}, {"달", "개월"}, {"주", "주"}, {"영업일", "일"}, {"일", "일"},
    {"분", "분"},     {"초", "초"},     {"세", "세"}, {"살", "세"},   {"명", "명"}, {"인", "명"},     {"사람", "명"},
    {"회", "회"},     {"번", "회"},     {"점", "점"}, {"층", "층"},   {"km", "km"}, {"㎞", "km"},     {"kg", "kg"},
    {"㎏", "kg"},     {"퍼센트", "%"},  {"%", "%"},   {"℃", "℃"},     {"도", "℃"},  {"개", "개"},     {"대", "대"},
    {"권", "권"},     {"건", "건"},     {"원", "원"},
}};

constexpr std::array<std::pair<std::string_view, double>, 4> kMultipliers{
    {{"억", 1e8}, {"만", 1e4}, {"천", 1e3}, {"백", 1e2}}};

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  return at;
}

// "12,000" or "3.5": digits with commas between threes and one point.
std::optional<double> plain_number(std::string_view text, std::size_t& at) {
  if (at >= text.size() || !is_digit(text[at])) return std::nullopt;
  double value = 0, scale = 0;
  for (; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      value = scale > 0 ? value + scale * (text[at] - '0') : value * 10 + (text[at] - '0');
      scale /= 10;
    } else if (scale == 0 && text[at] == '.' && at + 1 < text.size() && is_digit(text[at + 1])) {
      scale = 0.1;
    } else if (text[at] != ',' || at + 1 >= text.size() || !is_digit(text[at + 1])) {
      break;
    }
  }
  return value;
}

// "8천만", "1억 2,000만", "3만 5천": pieces with falling multipliers, added; a multiplier on a multiplier multiplies.
std::optional<double> number_at(std::string_view text, std::size_t& at, bool& is_money_like) {
  auto value = plain_number(text, at);
  if (!value) return value;
  double total = 0, piece = *value;
  for (;;) {
    const auto multiplier =
        std::ranges::find_if(kMultipliers, [&](const auto& one) { return text.substr(at).starts_with(one.first); });
    if (multiplier == kMultipliers.end()) break;
    is_money_like = true;
    piece *= multiplier->second;
    at += multiplier->first.size();
    const std::size_t next = skip_space(text, at);
    if (next >= text.size() || !is_digit(text[next])) continue;
    total += piece;
    at = next;
    piece = plain_number(text, at).value_or(0);
  }
  return total + piece;
}

std::optional<Quantity> quantity_at(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  bool is_money_like = false;
  const auto value = number_at(text, at, is_money_like);
  if (!value) return std::nullopt;
  const std::size_t unit_at = skip_space(text, at);
  for (const Named& unit : kUnits) {
    if (!text.substr(unit_at).starts_with(unit.written)) continue;
    at = unit_at + unit.written.size();
    return Quantity{*value, std::string(unit.unit), {begin, at}};
  }
  if (!is_money_like) return std::nullopt;
  return Quantity{*value, "원", {begin, at}};
}

enum class Comparison : std::uint8_t { none, at_least, above, at_most, below };

Comparison comparison_at(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 4> kParticles{"을 ", "를 ", "이 ", "가 "};
  std::string_view rest = text.substr(skip_space(text, at));
  for (const std::string_view particle : kParticles)
    if (rest.starts_with(particle)) rest.remove_prefix(particle.size());
  const auto begins = [rest](auto... words) { return (rest.starts_with(std::string_view(words)) || ...); };
  if (begins("이상", "부터")) return Comparison::at_least;
  if (begins("초과", "넘")) return Comparison::above;
  if (begins("이하", "까지", "이내", "안에")) return Comparison::at_most;
  if (begins("미만")) return Comparison::below;
  return Comparison::none;
}

bool is_dash(std::string_view text) {
  return text.starts_with('~') || text.starts_with('-') || text.starts_with("–") || text.starts_with("∼");
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The lower and the upper half of "3개월 이상 6개월 미만" meet when nothing but a little text lies between them.
bool belongs_together(const Condition& open, const Condition& next, std::size_t gap) {
  constexpr std::size_t kGapBytesMax = 12;
  return gap <= kGapBytesMax && open.unit == next.unit && open.high == kInfinity && next.low == 0 &&
         next.high > open.low;
}

Condition condition_of(const Quantity& quantity, Comparison comparison) {
  if (comparison == Comparison::at_least || comparison == Comparison::above)
    return {quantity.value, kInfinity, quantity.unit, comparison == Comparison::at_least, true};
  return {0, quantity.value, quantity.unit, true, comparison == Comparison::at_most};
}

}  // namespace

bool Condition::holds(const Quantity& quantity) const {
  if (quantity.unit != unit) return false;
  const bool above = low_inside ? quantity.value >= low : quantity.value > low;
  const bool below = high_inside ? quantity.value <= high : quantity.value < high;
  return above && below;
}

std::vector<Quantity> quantities_of(std::string_view text) {
  std::vector<Quantity> found;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    if (auto quantity = quantity_at(text, at)) found.push_back(*std::move(quantity));
  }
  return found;
}

std::vector<Condition> conditions_of(std::string_view text) {
  std::vector<Condition> conditions;
  std::size_t end_of_last = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t probe = at;
    const auto first = plain_number(text, probe);
    const std::size_t dash = skip_space(text, probe);
    auto quantity = quantity_at(text, at);
    if (!quantity && is_dash(text.substr(dash))) {  // "6–15층"
      std::size_t high_at = text.find_first_of("0123456789", dash);
      const auto high = high_at <= dash + 4 ? quantity_at(text, high_at) : std::nullopt;
      if (high && high->value > *first) {
        conditions.push_back({*first, high->value, high->unit});
        end_of_last = at = high_at;
        continue;
      }
    }
    if (!quantity) continue;
    const Comparison comparison = comparison_at(text, at);
    if (comparison == Comparison::none) continue;
    const Condition next = condition_of(*quantity, comparison);
    if (!conditions.empty() && belongs_together(conditions.back(), next, quantity->bytes.begin - end_of_last)) {
      conditions.back().high = next.high;
      conditions.back().high_inside = next.high_inside;
    } else {
      conditions.push_back(next);
    }
    end_of_last = skip_space(text, at) + std::string_view("이상").size();
  }
  return conditions;
}

}  // namespace onggi::answer_room
