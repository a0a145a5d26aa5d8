// Progress of long work on a terminal. Inside of room cli.
#pragma once

#include <chrono>
#include <cstdint>

#include "cli/commands.h"

namespace onggi::cli_room {

/// One line that is drawn over and over: share, rate, time left. Draws nothing where talk is no terminal or --quiet was
/// said; the line is gone when this is.
class ProgressLine {
 public:
  ProgressLine(const Common& common, CliIo& io);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  /// Bytes done and in all. Cheap: draws five times a second at most.
  void operator()(std::uint64_t done, std::uint64_t all);

 private:
  using Clock = std::chrono::steady_clock;
  CliIo& io_;
  bool draws_;
  bool drawn_ = false;
  Clock::time_point begin_, last_;
};

}  // namespace onggi::cli_room
