// Numberings of Hangul's formats: ten levels, each with a pattern of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "parse/worker/flow/flow.h"

namespace onggi::parse {

constexpr std::size_t kNumberingLevels = 10;

struct NumberingLevel {
  NumberForm form = NumberForm::decimal;
  std::int32_t start = 1;
  std::string pattern;  // "^1.^2." names levels ("^:" the tenth), "^n" all of them as "1.2.3", "^N" as "1.2.3."
};

class Numbering {
 public:
  std::array<NumberingLevel, kNumberingLevels> levels;

  /// Counts one paragraph of a level (from 0, below ten) and gives its mark ("1.", "가)", "①"); empty when the level
  /// prints nothing.
  std::string next(std::size_t level);

 private:
  std::string printed(std::size_t level) const;
  std::array<std::int32_t, kNumberingLevels> counters_{};  // 0: not begun
};

}  // namespace onggi::parse
