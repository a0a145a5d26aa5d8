// Dates and times under a format's section; see number_format.h.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "parse/worker/ooxml/number_format.h"

namespace onggi::parse::ooxml {
namespace {

using Kind = NumberFormat::Kind;
using Section = NumberFormat::Section;
using Token = NumberFormat::Token;

constexpr std::uint32_t kKorean = 0x412, kJapanese = 0x411;
constexpr std::uint32_t kSystemLongDate = 0xF800, kSystemTime = 0xF400;
constexpr double kSerialMax = 2'958'466;  // the day after 9999-12-31

struct Moment {
  std::int32_t year = 0, month = 0, day = 0, weekday = 0;  // weekday: 0 is Sunday
  std::int64_t days = 0;
  std::int32_t hour = 0, minute = 0, second = 0, subsecond = 0;
};

std::int32_t subsecond_digits(const Section& section) {
  const auto found = std::ranges::find(section.tokens, Kind::subsecond, &Token::kind);
  return found == section.tokens.end() ? 0 : std::clamp(found->count, 0, 6);
}

// Day 60 of the 1900 epoch is 29 February 1900, a day that never was (18.17.4.1): days before it lie one further.
void set_date(Moment& moment, Epoch epoch) {
  using namespace std::chrono;
  if (epoch == Epoch::y1900 && moment.days == 60) {
    moment.year = 1900, moment.month = 2, moment.day = 29, moment.weekday = 3;
    return;
  }
  const std::int64_t shift = epoch == Epoch::y1904 ? 0 : moment.days < 60 ? 1 : 0;
  const sys_days start = epoch == Epoch::y1904 ? sys_days(year(1904) / 1 / 1) : sys_days(year(1899) / 12 / 30);
  const sys_days date = start + days(moment.days + shift);
  const year_month_day parts(date);
  moment.year = static_cast<int>(parts.year());
  moment.month = static_cast<std::int32_t>(static_cast<unsigned>(parts.month()));
  moment.day = static_cast<std::int32_t>(static_cast<unsigned>(parts.day()));
  moment.weekday = static_cast<std::int32_t>(weekday(date).c_encoding());
}

Moment moment_of(double serial, Epoch epoch, std::int32_t digits) {
  const double unit = std::pow(10.0, digits);
  const auto ticks_per_second = static_cast<std::int64_t>(unit);
  const auto ticks = static_cast<std::int64_t>(std::llround(serial * 86'400 * unit));
  Moment moment;
  moment.subsecond = static_cast<std::int32_t>(ticks % ticks_per_second);
  const std::int64_t seconds = ticks / ticks_per_second;
  moment.days = seconds / 86'400;
  moment.hour = static_cast<std::int32_t>(seconds % 86'400 / 3'600);
  moment.minute = static_cast<std::int32_t>(seconds % 3'600 / 60);
  moment.second = static_cast<std::int32_t>(seconds % 60);
  set_date(moment, epoch);
  return moment;
}

std::string padded(std::int64_t value, std::int32_t digits) {
  std::string text = std::to_string(value);
  const auto wanted = static_cast<std::size_t>(std::clamp(digits, 1, 9));
  if (text.size() < wanted) text.insert(0, wanted - text.size(), '0');
  return text;
}

std::string month_text(const Moment& moment, std::int32_t count, std::uint32_t locale) {
  constexpr auto kNames =
      std::to_array<std::string_view>({"January", "February", "March", "April", "May", "June", "July", "August",
                                       "September", "October", "November", "December"});
  if (count <= 2) return padded(moment.month, count);
  if (locale == kKorean || locale == kJapanese) return std::to_string(moment.month) + (locale == kKorean ? "월" : "月");
  const std::string_view name = kNames[static_cast<std::size_t>(moment.month - 1)];
  return std::string(count == 3 ? name.substr(0, 3) : count == 5 ? name.substr(0, 1) : name);
}

std::string weekday_text(const Moment& moment, const Token& token, std::uint32_t locale) {
  constexpr auto kKoreanNames = std::to_array<std::string_view>({"일", "월", "화", "수", "목", "금", "토"});
  constexpr auto kJapaneseNames = std::to_array<std::string_view>({"日", "月", "火", "水", "木", "金", "土"});
  constexpr auto kNames =
      std::to_array<std::string_view>({"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"});
  const auto day = static_cast<std::size_t>(moment.weekday);
  if (locale == kJapanese) return std::string(kJapaneseNames[day]) + (token.count > 3 ? "曜日" : "");
  if (token.text == "a" || locale == kKorean) return std::string(kKoreanNames[day]) + (token.count > 3 ? "요일" : "");
  return std::string(token.count == 3 ? kNames[day].substr(0, 3) : kNames[day]);
}

std::string half_day_text(const Moment& moment, const Token& token, std::uint32_t locale) {
  const bool after = moment.hour >= 12;
  if (token.text == "A/P") return after ? "P" : "A";
  if (locale == kKorean || token.text.starts_with("오")) return after ? "오후" : "오전";
  return after ? "PM" : "AM";
}

std::string token_text(const Token& token, const Moment& moment, std::uint32_t locale, bool halves,
                       std::int32_t digits) {
  switch (token.kind) {
    case Kind::year:
      return token.count <= 2 ? padded(moment.year % 100, 2) : padded(moment.year, 4);
    case Kind::month:
      return month_text(moment, token.count, locale);
    case Kind::day:
      return padded(moment.day, token.count);
    case Kind::weekday:
      return weekday_text(moment, token, locale);
    case Kind::hour:
      return padded(halves ? (moment.hour + 11) % 12 + 1 : moment.hour, std::min(token.count, 2));
    case Kind::minute:
      return padded(moment.minute, std::min(token.count, 2));
    case Kind::second:
      return padded(moment.second, std::min(token.count, 2));
    case Kind::subsecond:
      return "." + padded(moment.subsecond, digits);
    case Kind::half_day:
      return half_day_text(moment, token, locale);
    case Kind::elapsed_hours:
      return padded(moment.days * 24 + moment.hour, token.count);
    case Kind::elapsed_minutes:
      return padded((moment.days * 24 + moment.hour) * 60 + moment.minute, token.count);
    case Kind::elapsed_seconds:
      return padded(((moment.days * 24 + moment.hour) * 60 + moment.minute) * 60 + moment.second, token.count);
    default:
      return token.text;
  }
}

std::string show_tokens(const Section& section, const Moment& moment, std::int32_t digits) {
  const bool halves = std::ranges::any_of(section.tokens, [](const Token& t) { return t.kind == Kind::half_day; });
  std::string text;
  for (const Token& token : section.tokens) text += token_text(token, moment, section.locale, halves, digits);
  return text;
}

}  // namespace

std::optional<std::string> show_date(const Section& section, double serial, Epoch epoch) {
  if (serial < 0 || serial >= kSerialMax) return std::nullopt;
  const std::int32_t digits = subsecond_digits(section);
  const Moment moment = moment_of(serial, epoch, digits);
  // The system's own forms (locales F800 and F400): as a Korean system shows them.
  if (section.locale == kSystemLongDate)
    return show_tokens(parse_sections("yyyy\"년\" m\"월\" d\"일\" aaaa").front(), moment, 0);
  if (section.locale == kSystemTime) return show_tokens(parse_sections("[$-412]AM/PM h:mm:ss").front(), moment, 0);
  return show_tokens(section, moment, digits);
}

}  // namespace onggi::parse::ooxml
