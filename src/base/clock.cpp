// The machine's clock.
#include "base/clock.h"

#include <array>
#include <charconv>
#include <ctime>

namespace onggi {
namespace {

class SystemClock final : public Clock {
 public:
  UnixMs now_ms() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

std::string day_of(UnixMs time_ms) {
  const std::time_t seconds = time_ms / 1000;
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  std::array<char, 16> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts)};
}

std::optional<UnixMs> end_of_day(std::string_view day) {
  if (day.size() != 10 || day[4] != '-' || day[7] != '-') return {};
  const auto number = [&](std::size_t begin, std::size_t digits) {
    int value = -1;
    const char* end = day.data() + begin + digits;
    return std::from_chars(day.data() + begin, end, value).ptr == end ? value : -1;
  };
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  if (!date.ok()) return {};
  std::tm next{};
  next.tm_year = number(0, 4) - 1900;
  next.tm_mon = number(5, 2) - 1;
  next.tm_mday = number(8, 2) + 1;  // mktime carries it into the next month
  next.tm_isdst = -1;
  return static_cast<UnixMs>(std::mktime(&next)) * 1000;
}

}  // namespace onggi
