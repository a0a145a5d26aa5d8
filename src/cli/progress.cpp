// "42 %  118 MB/s  0:31 left", in place.
#include "cli/progress.h"

#include <iomanip>
#include <ostream>

namespace onggi::cli_room {

ProgressLine::ProgressLine(const Common& common, CliIo& io)
    : io_(io), draws_(io.terminal && !common.quiet), begin_(Clock::now()), last_(begin_) {}

ProgressLine::~ProgressLine() {
  if (drawn_) io_.err << "\r\033[K";
}

void ProgressLine::operator()(std::uint64_t done, std::uint64_t all, Pass pass) {
  const Clock::time_point now = Clock::now();
  if (pass.number != pass_) {
    pass_ = pass.number;
    begin_ = now;
  }
  if (!draws_ || now - last_ < std::chrono::milliseconds(200) || done == 0 || all == 0) return;
  last_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  const double rate = static_cast<double>(done) / seconds;
  const auto left = static_cast<std::int64_t>(static_cast<double>(all - std::min(done, all)) / rate);
  io_.err << "\r\033[K";
  if (pass.of > 0) io_.err << pass.number << '/' << pass.of << "  ";
  io_.err << done * 100 / all << " %  " << std::fixed << std::setprecision(1) << rate / 1e6 << " MB/s  "
          << std::defaultfloat << say(io_, "남은 시간 ", "left ") << left / 60 << ':' << std::setw(2)
          << std::setfill('0') << left % 60 << std::setfill(' ') << std::flush;
}

}  // namespace onggi::cli_room
