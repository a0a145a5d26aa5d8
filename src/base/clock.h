// Time as an argument: tests hold the hands of the clock.
#pragma once

#include <chrono>
#include <cstdint>

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

/// Deadlines and durations use the steady clock, which nobody sets back.
using SteadyTime = std::chrono::steady_clock::time_point;

}  // namespace onggi
