// Writing one number or date in the ways in which people write it.
#include "text/spellings.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>

#include "text/number_tokens.h"
#include "text/numbers.h"

namespace onggi {
namespace {

constexpr std::uint64_t kLeast = 1'000;  // below, nobody writes it in two ways that a text could hold
constexpr std::uint64_t kMan = 10'000;
constexpr std::size_t kDigitsMost = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string with_commas(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

/// 3500 → 삼천오백.
std::string in_hangul(std::uint64_t group) {
  static constexpr std::array<std::string_view, 10> kDigits{"", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"};
  static constexpr std::array<std::pair<std::uint64_t, std::string_view>, 4> kUnits{
      {{1000, "천"}, {100, "백"}, {10, "십"}, {1, ""}}};
  std::string text;
  for (const auto& [unit, name] : kUnits) {
    const std::uint64_t digit = group / unit % 10;
    if (digit == 0) continue;
    if (digit > 1 || unit == 1) text += kDigits[digit];
    text += name;
  }
  return text;
}

/// 5000 → 5천, 500 → 5백: what is written so beside 만 and 억.
std::optional<std::string> in_thousands(std::uint64_t group) {
  if (group % 1000 == 0) return std::to_string(group / 1000) + "천";
  if (group < 1000 && group % 100 == 0) return std::to_string(group / 100) + "백";
  return std::nullopt;
}

/// The groups of four digits, the highest first, each in one way; "만" behind the second last and so on.
template <class Write>
std::string in_groups(std::uint64_t value, std::string_view between, Write write) {
  static constexpr std::array<std::string_view, 4> kNames{"", "만", "억", "조"};
  std::string text;
  std::uint64_t unit = kMan * kMan * kMan;
  for (std::size_t at = kNames.size(); at-- > 0; unit /= kMan) {
    const std::uint64_t group = value / unit % kMan;
    if (group == 0) continue;
    if (!text.empty()) text += between;
    text.append(write(group)).append(kNames[at]);
  }
  return text;
}

/// 15000 → 1.5만, 150000000 → 1.5억; none with more than two digits behind the point.
std::optional<std::string> with_point(std::uint64_t value) {
  static constexpr std::array<std::pair<std::uint64_t, std::string_view>, 3> kUnits{
      {{kMan * kMan * kMan, "조"}, {kMan * kMan, "억"}, {kMan, "만"}}};
  for (const auto& [unit, name] : kUnits) {
    if (value < unit) continue;
    const std::uint64_t hundredths = value / (unit / 100);
    if (value % (unit / 100) != 0 || hundredths % 100 == 0) return std::nullopt;
    std::string behind = std::to_string(100 + hundredths % 100).substr(1);
    if (behind.back() == '0') behind.pop_back();
    return std::to_string(hundredths / 100) + "." + behind + std::string(name);
  }
  return std::nullopt;
}

std::vector<std::string> forms_of(std::uint64_t value) {
  std::vector<std::string> forms{std::to_string(value), with_commas(value)};
  const auto digits = [](std::uint64_t group) { return std::to_string(group); };
  const auto thousands = [](std::uint64_t group) { return in_thousands(group).value_or(std::to_string(group)); };
  const std::uint64_t last = value % kMan;
  for (const std::string_view between : {"", " "}) {
    // "7만 870" is two numbers to those who read it: behind a space the last four places are full or have a name.
    const bool apart = between == " " && last > 0 && last < 1000;
    if (!apart) {
      forms.push_back(in_groups(value, between, digits));
      forms.push_back(in_groups(value, between, with_commas));
    }
    if (!apart || in_thousands(last)) forms.push_back(in_groups(value, between, thousands));
    if (value < kMan) continue;  // "오천" stands in "삼만오천" too
    forms.push_back(in_groups(value, between, in_hangul));
    constexpr std::string_view kOne = "일";
    if (value < 2 * kMan) forms.push_back(forms.back().substr(kOne.size()));  // 만오천, as well as 일만오천
  }
  if (auto point = with_point(value)) forms.push_back(std::move(*point));
  return forms;
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string joined(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

/// `form`: "2024-03-01" or "2024-03".
std::vector<std::string> forms_of_date(const std::string& form) {
  const std::string_view year = std::string_view(form).substr(0, 4);
  const int month = std::stoi(form.substr(5, 2)), day = form.size() > 7 ? std::stoi(form.substr(8, 2)) : 0;
  std::vector<std::string> forms;
  for (const bool full : {false, true}) {
    const std::string m = full ? two_digits(month) : std::to_string(month);
    const std::string d = full ? two_digits(day) : std::to_string(day);
    for (const std::string_view gap : {"", " "}) {
      forms.push_back(day == 0 ? joined({year, "년", gap, m, "월"}) : joined({year, "년", gap, m, "월", gap, d, "일"}));
      forms.push_back(day == 0 ? joined({year, ".", gap, m}) : joined({year, ".", gap, m, ".", gap, d}));
    }
    for (const std::string_view mark : {"-", "/"})
      forms.push_back(day == 0 ? joined({year, mark, m}) : joined({year, mark, m, mark, d}));
  }
  return forms;
}

/// "35000" and "35,000", whole.
std::optional<Canonical> plain_number(std::string_view text, std::size_t begin) {
  std::string digits;
  std::size_t end = begin;
  const auto groups = [&](std::size_t at) {
    return at + 3 < text.size() && text[at] == ',' && is_digit(text[at + 1]) && is_digit(text[at + 2]) &&
           is_digit(text[at + 3]);
  };
  for (; end < text.size() && (is_digit(text[end]) || groups(end)); ++end)
    if (text[end] != ',') digits += text[end];
  if (digits.empty() || digits.size() > kDigitsMost || digits.front() == '0') return std::nullopt;
  return Canonical{digits, {begin, end}};
}

bool continues_number(std::string_view text, std::size_t at) {
  if (at == 0) return false;
  if (is_digit(text[at - 1])) return true;
  return at > 1 && (text[at - 1] == '.' || text[at - 1] == ',') && is_digit(text[at - 2]);
}

std::optional<Spelled> spelled_at(std::string_view text, std::size_t at, const IsNumeral& is_numeral) {
  if (const auto date = date_at(text, at)) return Spelled{date->bytes, forms_of_date(date->form)};
  if (law_paragraph(text, at)) return std::nullopt;
  auto number = korean_number(text, at, is_numeral);
  if (!number && is_digit(text[at])) number = plain_number(text, at);
  if (!number || number->form.contains('.') || number->form.size() > kDigitsMost) return std::nullopt;
  const std::uint64_t value = std::stoull(number->form);
  if (value < kLeast) return std::nullopt;
  return Spelled{number->bytes, forms_of(value)};
}

}  // namespace

std::vector<Spelled> number_spellings(std::string_view text, const std::vector<Morpheme>& morphemes) {
  const IsNumeral numeral = [&](std::size_t at) { return is_numeral_at(morphemes, at); };
  std::vector<Spelled> all;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = (is_digit(text[at]) && !continues_number(text, at)) || numeral(at);
    if (auto spelled = begins ? spelled_at(text, at, numeral) : std::nullopt) {
      at = spelled->bytes.end;
      std::ranges::sort(spelled->forms);
      spelled->forms.erase(std::ranges::unique(spelled->forms).begin(), spelled->forms.end());
      all.push_back(std::move(*spelled));
    } else {
      next_code_point(text, at);
    }
  }
  return all;
}

}  // namespace onggi
