// Progress of long work on a terminal. Inside of room cli.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string_view>

#include "cli/commands.h"

namespace onggi::cli_room {

/// One line of talk that is drawn over and over. Draws nothing where talk is no terminal or --quiet was said; the line
/// is gone when this is.
class RedrawnLine {
 public:
  RedrawnLine(const Common& common, CliIo& io) : io_(io), draws_(io.terminal && !common.quiet) {}
  RedrawnLine(const RedrawnLine&) = delete;
  RedrawnLine& operator=(const RedrawnLine&) = delete;
  ~RedrawnLine() { clear(); }

  bool draws() const { return draws_; }
  const CliIo& io() const { return io_; }
  /// The stream, at the begin of an empty line. Only where draws().
  std::ostream& begin();
  /// Takes away what stands there, so that other lines can be written.
  void clear();

 private:
  CliIo& io_;
  bool draws_, drawn_ = false;
};

/// Which of how many passes over the data; {0, 0}: there is one.
struct Pass {
  std::size_t number = 0, of = 0;
};

/// Share, rate, time left of work that is counted in bytes.
class ProgressLine {
 public:
  ProgressLine(const Common& common, CliIo& io);

  /// Bytes done and in all of the pass. Cheap: draws five times a second at most.
  void operator()(std::uint64_t done, std::uint64_t all, Pass pass = {});

 private:
  using Clock = std::chrono::steady_clock;
  RedrawnLine line_;
  std::size_t pass_ = 0;
  Clock::time_point begin_, last_;
};

/// "1,200 / 5,000" of work that is counted in pieces.
class CountLine {
 public:
  CountLine(const Common& common, CliIo& io) : line_(common, io) {}

  /// `stage`: what is counted, said before the numbers; alone where `all` is 0. Draws at each call.
  void operator()(std::int64_t done, std::int64_t all, std::string_view stage = {});
  void clear() { line_.clear(); }

 private:
  RedrawnLine line_;
};

}  // namespace onggi::cli_room
