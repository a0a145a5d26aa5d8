// See schedule.h.
#include "ingest/sources/schedule.h"

#include <charconv>
#include <ctime>

namespace onggi::sources {
namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::int64_t kEveryMin = 10 * kSecond, kEveryMax = 366 * kDay;

std::unexpected<Error> bad_schedule() {
  return fail(ErrorCode::invalid_argument,
              "a schedule is \"every 15m\" (s, m, h or d; from 10 seconds to 366 days), \"daily 03:00\", or empty",
              "bad_schedule");
}

/// All of `text` as a number below `limit`; -1: it is none.
std::int64_t number(std::string_view text, std::int64_t limit) {
  std::int64_t value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 && value < limit ? value : -1;
}

std::int64_t unit_ms(char unit) {
  switch (unit) {
    case 's':
      return kSecond;
    case 'm':
      return kMinute;
    case 'h':
      return kHour;
    case 'd':
      return kDay;
    default:
      return 0;
  }
}

}  // namespace

Result<Schedule> Schedule::read(std::string_view text) {
  constexpr std::string_view kEvery = "every ", kDaily = "daily ";
  Schedule schedule;
  if (text.empty()) return schedule;
  if (text.starts_with(kEvery) && text.size() > kEvery.size() + 1) {
    const std::string_view count = text.substr(kEvery.size(), text.size() - kEvery.size() - 1);
    schedule.every_ms_ = number(count, 1'000'000'000) * unit_ms(text.back());
    if (schedule.every_ms_ < kEveryMin || schedule.every_ms_ > kEveryMax) return bad_schedule();
    return schedule;
  }
  if (!text.starts_with(kDaily) || text.size() != kDaily.size() + 5 || text[kDaily.size() + 2] != ':')
    return bad_schedule();
  const std::int64_t hour = number(text.substr(kDaily.size(), 2), 24),
                     minute = number(text.substr(text.size() - 2), 60);
  if (hour < 0 || minute < 0) return bad_schedule();
  schedule.minute_of_day_ = static_cast<int>(hour * 60 + minute);
  return schedule;
}

UnixMs Schedule::next(UnixMs now) const {
  if (every_ms_ > 0) return now + every_ms_;
  if (minute_of_day_ < 0) return 0;
  const std::time_t seconds = now / 1000;
  std::tm day{};
  ::localtime_r(&seconds, &day);
  day.tm_hour = minute_of_day_ / 60, day.tm_min = minute_of_day_ % 60, day.tm_sec = 0, day.tm_isdst = -1;
  std::tm today = day;
  if (const UnixMs due = static_cast<UnixMs>(std::mktime(&today)) * 1000; due > now) return due;
  ++day.tm_mday;  // mktime carries it into the next month
  return static_cast<UnixMs>(std::mktime(&day)) * 1000;
}

}  // namespace onggi::sources
