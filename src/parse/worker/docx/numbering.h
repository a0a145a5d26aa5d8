// The markers that Word prints before numbered paragraphs (numbering.xml).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "parse/worker/flow/flow.h"

namespace onggi::parse::docx {

constexpr std::int32_t kListLevels = 9;

class Numbering {
 public:
  Numbering() = default;
  explicit Numbering(const pugi::xml_node& root);

  /// Counts one paragraph of the list and gives its marker: "1.", "가.", "1.2", "•"; empty for unknown lists. `level`
  /// 0..8.
  std::string next(std::string_view number_id, std::int32_t level);

 private:
  struct Level {
    NumberForm form = NumberForm::decimal;
    std::string pattern;  // "%1.%2."
    std::int32_t start = 1;
    bool all_decimal = false;  // isLgl: levels above are printed as plain numbers
  };
  struct List {
    std::string counter;  // lists over one abstract definition count together
    std::array<Level, kListLevels> levels;
    std::array<bool, kListLevels> restart{};  // startOverride, once
  };
  using Levels = std::array<Level, kListLevels>;
  static void read_levels(const pugi::xml_node& node, Levels& levels);
  static std::string print(const List& list, const std::array<std::int32_t, kListLevels>& counters, std::int32_t level);

  std::map<std::string, List, std::less<>> lists_;
  std::map<std::string, std::array<std::int32_t, kListLevels>, std::less<>> counters_;  // 0: not begun
};

}  // namespace onggi::parse::docx
