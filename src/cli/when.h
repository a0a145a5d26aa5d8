// Times as people read them; inside of room cli.
#pragma once

#include <array>
#include <ctime>
#include <string>

#include "base/clock.h"

namespace onggi::cli_room {

/// "2026-11-21 22:40:05 UTC"; "-" for none.
inline std::string when(UnixMs time_ms) {
  if (time_ms == 0) return "-";
  const std::time_t seconds = time_ms / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return {text.data(), length};
}

}  // namespace onggi::cli_room
