// See iso_date.h.
#include "index/iso_date.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace onggi {
namespace {

constexpr std::int32_t kYearMin = 1900, kYearMax = 2199;

/// What may stand between and behind the numbers of a day.
bool take_separator(std::string_view& rest, std::string_view korean) {
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  bool taken = false;
  if (rest.starts_with(korean)) rest.remove_prefix(korean.size()), taken = true;
  else if (!rest.empty() && (rest.front() == '.' || rest.front() == '-' || rest.front() == '/'))
    rest.remove_prefix(1), taken = true;
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  return taken;
}

std::optional<std::int32_t> take_number(std::string_view& rest, std::size_t digits_max) {
  std::int32_t number = 0;
  std::size_t digits = 0;
  for (; digits < rest.size() && digits < digits_max && rest[digits] >= '0' && rest[digits] <= '9'; ++digits)
    number = number * 10 + (rest[digits] - '0');
  if (digits == 0) return std::nullopt;
  rest.remove_prefix(digits);
  return number;
}

}  // namespace

std::optional<std::string> iso_date(std::int32_t year, std::int32_t month, std::int32_t day) {
  if (year < kYearMin || year > kYearMax || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", year, month, day);
  return std::string(text.data(), static_cast<std::size_t>(length));
}

bool is_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto read = read_date(text);
  return read && *read == text;
}

std::optional<std::string> read_date(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  const auto year = take_number(text, 4);
  if (!year || !take_separator(text, "년")) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take_separator(text, "월")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  take_separator(text, "일");
  if (!text.empty()) return std::nullopt;
  return iso_date(*year, *month, *day);
}

}  // namespace onggi
