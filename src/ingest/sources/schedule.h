// When a source is due. Inside of room ingest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace onggi::sources {

/// "every 15m" (s, m, h, d; 10 seconds to 366 days), "daily 03:00" in the machine's own time zone, or "" for never.
class Schedule {
 public:
  /// Errors: invalid_argument that says how it is written.
  static Result<Schedule> read(std::string_view text);

  /// The first time after `now`; 0: never.
  UnixMs next(UnixMs now) const;
  /// When a source that is new or was given this schedule is due: at once for "every ...".
  UnixMs first(UnixMs now) const { return every_ms_ > 0 ? now : next(now); }

 private:
  std::int64_t every_ms_ = 0;
  int minute_of_day_ = -1;
};

}  // namespace onggi::sources
