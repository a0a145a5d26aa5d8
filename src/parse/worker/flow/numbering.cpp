// See numbering.h.
#include "parse/worker/flow/numbering.h"

#include <algorithm>

namespace onggi::parse {
namespace {

// "^1" to "^9" and "^:" (what follows 9 in ASCII) name a level; anything else names none.
std::size_t level_of(char letter) {
  return letter >= '1' && letter <= ':' ? static_cast<std::size_t>(letter - '1') : kNumberingLevels;
}

}  // namespace

std::string Numbering::printed(std::size_t level) const {
  return format_number(counters_.at(level), levels.at(level).form);
}

std::string Numbering::next(std::size_t level) {
  for (std::size_t above = 0; above < level; ++above) {
    if (counters_.at(above) == 0) counters_.at(above) = levels.at(above).start;
  }
  counters_.at(level) = counters_.at(level) == 0 ? levels.at(level).start : counters_.at(level) + 1;
  std::fill(counters_.begin() + static_cast<std::ptrdiff_t>(level) + 1, counters_.end(), 0);
  std::string text;
  const std::string& pattern = levels.at(level).pattern;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char named = pattern[i] == '^' && i + 1 < pattern.size() ? pattern[i + 1] : '\0';
    const bool path = named == 'n' || named == 'N';
    if (level_of(named) >= kNumberingLevels && !path) {
      text += pattern[i];
      continue;
    }
    if (!path) text += printed(level_of(named));
    for (std::size_t at = 0; path && at <= level; ++at) text += printed(at) + (at < level || named == 'N' ? "." : "");
    ++i;
  }
  return text;
}

}  // namespace onggi::parse
