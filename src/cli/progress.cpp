// "42 %  118 MB/s  0:31 left" and "1,200 / 5,000", in place.
#include "cli/progress.h"

#include <iomanip>
#include <ostream>

namespace onggi::cli_room {

std::ostream& RedrawnLine::begin() {
  drawn_ = true;
  return io_.err << "\r\033[K";
}

void RedrawnLine::clear() {
  if (drawn_) io_.err << "\r\033[K" << std::flush;
  drawn_ = false;
}

ProgressLine::ProgressLine(const Common& common, CliIo& io) : line_(common, io), begin_(Clock::now()), last_(begin_) {}

void ProgressLine::operator()(std::uint64_t done, std::uint64_t all, Pass pass) {
  const Clock::time_point now = Clock::now();
  if (pass.number != pass_) {
    pass_ = pass.number;
    begin_ = now;
  }
  if (!line_.draws() || now - last_ < std::chrono::milliseconds(200) || done == 0 || all == 0) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  const double rate = static_cast<double>(done) / seconds;
  const auto left = static_cast<std::int64_t>(static_cast<double>(all - std::min(done, all)) / rate);
  std::ostream& out = line_.begin();
  if (pass.of > 0) out << pass.number << '/' << pass.of << "  ";
  out << done * 100 / all << " %  " << std::fixed << std::setprecision(1) << rate / 1e6 << " MB/s  "
      << std::defaultfloat << say(line_.io(), "남은 시간 ", "left ") << left / 60 << ':' << std::setw(2)
      << std::setfill('0') << left % 60 << std::setfill(' ') << std::flush;
}

void CountLine::operator()(std::int64_t done, std::int64_t all, std::string_view stage) {
  if (!line_.draws() || (all == 0 && stage.empty())) return;
  std::ostream& out = line_.begin() << stage;
  if (all > 0) out << (stage.empty() ? "" : " ") << grouped(done) << " / " << grouped(all);
  out << std::flush;
}

}  // namespace onggi::cli_room
