// A limit a minute that lets through at once what was not used: a token bucket.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/clock.h"

namespace onggi {

/// Full at first; fills by `per_minute` units a minute up to `per_minute`. May owe: what came to more than was expected
/// is taken all the same, and later requests wait for it. Exact: parts of a unit are kept as whole numbers. A clock
/// that is set back fills nothing. Not thread safe.
class TokenBucket {
 public:
  /// Whether `units` were there; then they are taken. `per_minute` > 0; the same in all calls, or what is left is cut
  /// to a lower one.
  bool take(std::int64_t units, std::int64_t per_minute, UnixMs now) {
    fill(per_minute, now);
    if (level_ < units * kParts) return false;
    level_ -= units * kParts;
    return true;
  }

  /// Takes without asking; a negative number gives back, up to a full bucket.
  void charge(std::int64_t units, std::int64_t per_minute, UnixMs now) {
    fill(per_minute, now);
    level_ = std::min(level_ - units * kParts, per_minute * kParts);
  }

  std::int64_t remaining(std::int64_t per_minute, UnixMs now) {
    fill(per_minute, now);
    return std::max<std::int64_t>(0, level_ / kParts);
  }

  /// Milliseconds until `units` are there (at most per_minute of them); 0: they are.
  std::int64_t wait_ms(std::int64_t units, std::int64_t per_minute, UnixMs now) {
    fill(per_minute, now);
    const std::int64_t missing = std::min(units, per_minute) * kParts - level_;
    return missing <= 0 ? 0 : (missing + per_minute - 1) / per_minute;
  }

 private:
  static constexpr std::int64_t kParts = 60'000;  // of a unit: a minute's milliseconds, so that each fills `per_minute`

  void fill(std::int64_t per_minute, UnixMs now) {
    const std::int64_t full = per_minute * kParts;
    if (!used_) level_ = full;
    used_ = true;
    const std::int64_t passed = std::max<std::int64_t>(0, now - filled_ms_);
    filled_ms_ = now;
    // Compared before it is multiplied: a bucket that lay still for years would overflow.
    const bool fills_up = passed >= (full - level_) / per_minute + 1;
    level_ = fills_up ? full : std::min(full, level_ + passed * per_minute);
  }

  std::int64_t level_ = 0;  // in parts; below 0: owed
  UnixMs filled_ms_ = 0;
  bool used_ = false;
};

}  // namespace onggi
