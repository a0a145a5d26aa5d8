// Reading of numbers by a few small grammars over bytes.
#include "text/numbers.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace onggi {
namespace {

constexpr std::size_t kSyllableBytes = 3;
constexpr std::uint64_t kScale = 10'000;              // of the fraction: four digits behind the point
constexpr std::uint64_t kMost = 100'000'000'000'000;  // 100조 times the scale stays within 64 bits

bool is_digit(std::string_view text, std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; }
std::size_t behind_space(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] == ' ' ? at + 1 : at;
}

using Named = std::pair<std::string_view, std::uint64_t>;
constexpr std::array<Named, 9> kDigits{
    {{"일", 1}, {"이", 2}, {"삼", 3}, {"사", 4}, {"오", 5}, {"육", 6}, {"칠", 7}, {"팔", 8}, {"구", 9}}};
constexpr std::array<Named, 3> kSmall{{{"십", 10}, {"백", 100}, {"천", 1000}}};
constexpr std::array<Named, 3> kBig{{{"만", 10'000}, {"억", 100'000'000}, {"조", 1'000'000'000'000}}};

template <std::size_t n>
std::uint64_t value_of(const std::array<Named, n>& names, std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const auto found = std::ranges::find(names, text.substr(at, kSyllableBytes), &Named::first);
  return found == names.end() ? 0 : found->second;
}

/// Digits with thousands' commas and a fraction of at most four digits, in units of 1/kScale; moves `at` behind them.
std::optional<std::uint64_t> arabic(std::string_view text, std::size_t& at) {
  std::uint64_t value = 0;
  std::size_t end = at, digits = 0;
  for (; is_digit(text, end) || (digits > 0 && end < text.size() && text[end] == ',' && is_digit(text, end + 1) &&
                                 is_digit(text, end + 2) && is_digit(text, end + 3) && !is_digit(text, end + 4));
       ++end)
    if (text[end] != ',' && ++digits <= 14) value = value * 10 + static_cast<std::uint64_t>(text[end] - '0');
  if (digits == 0 || digits > 14) return std::nullopt;
  std::uint64_t scale = kScale;
  value *= kScale;
  if (end < text.size() && text[end] == '.' && is_digit(text, end + 1)) {
    for (++end; is_digit(text, end); ++end) {
      scale /= 10;
      if (scale == 0) return std::nullopt;
      value += static_cast<std::uint64_t>(text[end] - '0') * scale;
    }
  }
  at = end;
  return value;
}

class NumberReader {
 public:
  NumberReader(std::string_view text, std::size_t begin, const IsNumeral& is_numeral)
      : text_(text), begin_(begin), at_(begin), is_numeral_(is_numeral) {}

  std::optional<Canonical> read() {
    while (group()) {
    }
    if (end_ == begin_ || !named_ || groups_too_few() || total_ / kScale > kMost) return std::nullopt;
    return Canonical{digits(), {begin_, end_}};
  }

 private:
  bool groups_too_few() const { return end_ - begin_ <= kSyllableBytes && !is_digit(text_, begin_); }

  // What stands before one of 만, 억, 조, or last: "3천5백", "3,500", "삼천오백"; nothing in "억" of "일조 억".
  bool group() {
    const std::size_t before = at_;
    std::uint64_t value = 0;
    bool named = false;
    last_small_ = UINT64_MAX;
    while (small(value, named)) {
    }
    const std::size_t behind = at_;
    const std::uint64_t big = big_unit();
    if (big == 0 && value == 0) return false;
    // Behind a space digits alone are a number of their own ("1억 3명") unless they fill the four places ("3만 5,000").
    const bool loose = big == 0 && !named && before > begin_ && text_[before - 1] == ' ' && value < 1000 * kScale;
    if (loose || big >= last_big_ || value / kScale >= last_big_) return at_ = before, false;
    if (big == 0) at_ = behind;
    if (value == 0) value = kScale;
    if (value > kMost * kScale / std::max<std::uint64_t>(big, 1)) return overflow();
    total_ += value * std::max<std::uint64_t>(big, 1);
    named_ = named_ || named || big != 0;
    end_ = at_;
    last_big_ = big == 0 ? 1 : big;
    if (big == 0) return false;
    at_ = next_group(at_);
    return true;
  }

  bool overflow() {
    total_ = UINT64_MAX;
    return false;
  }

  /// Behind a space the number goes on only with digits or a numeral of the dictionary.
  std::size_t next_group(std::size_t at) const {
    const std::size_t next = behind_space(text_, at);
    return next == at || is_digit(text_, next) || is_numeral_(next) ? next : at;
  }

  // A digit or an Arabic number, 십 백 천 behind it or alone: adds up within a group.
  bool small(std::uint64_t& value, bool& named) {
    std::size_t at = at_;
    std::uint64_t count = 0;
    if (const auto number = arabic(text_, at)) {
      count = *number;
    } else if (const std::uint64_t digit = value_of(kDigits, text_, at); digit != 0 && is_numeral_(at)) {
      count = digit * kScale;
      named = true;
      at += kSyllableBytes;
    }
    const std::uint64_t unit = value_of(kSmall, text_, at);
    const bool takes_unit = unit != 0 && unit < last_small_ && (is_numeral_(at) || at > at_);
    if ((count == 0 && !takes_unit) || (takes_unit && count > kMost)) return false;
    if (takes_unit) {
      at += kSyllableBytes;
      named = true;
      last_small_ = unit;
    }
    value += (count == 0 ? kScale : count) * (takes_unit ? unit : 1);
    at_ = at;
    return takes_unit;
  }

  std::uint64_t big_unit() {
    const std::size_t at = behind_space(text_, at_);
    const std::uint64_t unit = value_of(kBig, text_, at);
    if (unit == 0 || (!is_numeral_(at) && (at > at_ || !is_digit(text_, at - 1)))) return 0;
    at_ = at + kSyllableBytes;
    return unit;
  }

  std::string digits() const {
    std::string form = std::to_string(total_ / kScale);
    std::uint64_t rest = total_ % kScale;
    if (rest == 0) return form;
    std::string fraction = std::to_string(kScale + rest).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return form + "." + fraction;
  }

  std::string_view text_;
  std::size_t begin_, at_, end_ = begin_;
  const IsNumeral& is_numeral_;
  std::uint64_t total_ = 0, last_big_ = UINT64_MAX, last_small_ = UINT64_MAX;
  bool named_ = false;
};

/// One or two digits.
std::optional<int> short_number(std::string_view text, std::size_t& at, int most) {
  int value = 0;
  std::size_t end = at;
  for (; is_digit(text, end) && end < at + 3; ++end) value = value * 10 + (text[end] - '0');
  if (end == at || end > at + 2 || value < 1 || value > most) return std::nullopt;
  at = end;
  return value;
}

bool take(std::string_view text, std::size_t& at, std::string_view word) {
  if (!text.substr(std::min(at, text.size())).starts_with(word)) return false;
  at += word.size();
  return true;
}

std::string two_digits(int value) { return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)}; }

/// "2024년 3월 1일", the day left out or not.
std::optional<Canonical> date_in_words(std::string_view text, std::size_t begin, std::size_t at) {
  at = behind_space(text, at);
  const auto month = short_number(text, at, 12);
  if (!month || !take(text, at, "월")) return std::nullopt;
  const std::string form = std::string(text.substr(begin, 4)) + "-" + two_digits(*month);
  std::size_t day_at = behind_space(text, at);
  const auto day = short_number(text, day_at, 31);
  if (!day || !take(text, day_at, "일")) return Canonical{form, {begin, at}};
  return Canonical{form + "-" + two_digits(*day), {begin, day_at}};
}

/// "2024-03-01", "2024.3.1", "2024. 3. 1": the same mark twice, spaces only behind points.
std::optional<Canonical> date_in_digits(std::string_view text, std::size_t begin, std::size_t at) {
  const char mark = at < text.size() ? text[at] : ' ';
  if (mark != '-' && mark != '.' && mark != '/') return std::nullopt;
  const auto next = [&](std::size_t from) { return mark == '.' ? behind_space(text, from) : from; };
  at = next(at + 1);
  const auto month = short_number(text, at, 12);
  if (!month || at >= text.size() || text[at] != mark) return std::nullopt;
  at = next(at + 1);
  const auto day = short_number(text, at, 31);
  if (!day || is_digit(text, at)) return std::nullopt;
  return Canonical{std::string(text.substr(begin, 4)) + "-" + two_digits(*month) + "-" + two_digits(*day), {begin, at}};
}

std::string take_digits(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  while (is_digit(text, at)) ++at;
  return std::string(text.substr(begin, at - begin));
}

/// "제2항", "2항", "②"; behind § also "(2)".
std::string paragraph(std::string_view text, std::size_t& at, bool section_sign) {
  if (at >= text.size()) return {};
  std::size_t after = at;
  if (const int circled = circled_number(next_code_point(text, after)); circled != 0) {
    at = after;
    return std::to_string(circled);
  }
  after = at;
  if (section_sign && take(text, after, "(")) {
    std::string number = take_digits(text, after);
    if (number.empty() || !take(text, after, ")")) return {};
    at = after;
    return number;
  }
  if (take(text, after, "제")) after = behind_space(text, after);
  std::string number = take_digits(text, after);
  after = behind_space(text, after);
  if (number.empty() || !take(text, after, "항")) return {};
  at = after;
  return number;
}

}  // namespace

std::optional<Canonical> korean_number(std::string_view text, std::size_t begin, const IsNumeral& is_numeral) {
  return NumberReader(text, begin, is_numeral).read();
}

std::optional<Canonical> date_at(std::string_view text, std::size_t begin) {
  std::size_t at = begin;
  const std::string year = take_digits(text, at);
  if (year.size() != 4 || (year[0] != '1' && year[0] != '2') || (begin > 0 && is_digit(text, begin - 1)))
    return std::nullopt;
  std::size_t words = at;
  return take(text, words, "년") ? date_in_words(text, begin, words) : date_in_digits(text, begin, at);
}

std::optional<Canonical> law_paragraph(std::string_view text, std::size_t begin) {
  std::size_t at = begin;
  const std::string article = take_digits(text, at);
  if (article.empty()) return std::nullopt;
  const bool section_sign = follows_section_sign(text, begin);
  std::size_t unit = behind_space(text, at);
  if (take(text, unit, "조")) at = behind_space(text, unit);
  else if (!section_sign) return std::nullopt;
  const std::string number = paragraph(text, at, section_sign);
  if (number.empty()) return std::nullopt;
  return Canonical{article + "조" + number + "항", {begin, at}};
}

bool follows_section_sign(std::string_view text, std::size_t begin) {
  std::string_view before = text.substr(0, begin);
  if (before.ends_with(' ')) before.remove_suffix(1);
  return before.ends_with("§");
}

int circled_number(char32_t code_point) {
  constexpr char32_t kFirst = U'①', kLast = U'⑳';
  return code_point >= kFirst && code_point <= kLast ? static_cast<int>(code_point - kFirst) + 1 : 0;
}

}  // namespace onggi
