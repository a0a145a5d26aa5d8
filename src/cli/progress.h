// Progress of long work on a terminal. Inside of room cli.
#pragma once

#include <chrono>
#include <cstdint>

#include "cli/commands.h"

namespace onggi::cli_room {

/// Which of how many passes over the data; {0, 0}: there is one.
struct Pass {
  std::size_t number = 0, of = 0;
};

/// One line that is drawn over and over: share, rate, time left. Draws nothing where talk is no terminal or --quiet was
/// said; the line is gone when this is.
class ProgressLine {
 public:
  ProgressLine(const Common& common, CliIo& io);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  /// Bytes done and in all of the pass. Cheap: draws five times a second at most.
  void operator()(std::uint64_t done, std::uint64_t all, Pass pass = {});

 private:
  using Clock = std::chrono::steady_clock;
  CliIo& io_;
  bool draws_;
  bool drawn_ = false;
  std::size_t pass_ = 0;
  Clock::time_point begin_, last_;
};

}  // namespace onggi::cli_room
