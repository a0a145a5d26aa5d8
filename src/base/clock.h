// Time as an argument: tests hold the hands of the clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onggi {

/// Milliseconds since 1970-01-01 UTC, as they are stored and sent.
using UnixMs = std::int64_t;

/// Where time comes from. Thread safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixMs now_ms() const = 0;
};

/// The machine's clock; lives as long as the program.
const Clock& system_clock();

/// The day of a moment in the machine's own time zone: "2026-11-22".
std::string day_of(UnixMs time_ms);
/// The first millisecond after such a day; none for what is no date of the calendar.
std::optional<UnixMs> end_of_day(std::string_view day);

/// Deadlines and durations use the steady clock, which nobody sets back.
using SteadyTime = std::chrono::steady_clock::time_point;

}  // namespace onggi
