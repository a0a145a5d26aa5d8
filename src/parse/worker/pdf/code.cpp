// Lines of typewriter letters → the text of a code block.
#include <algorithm>
#include <cmath>

#include "parse/worker/pdf/layout.h"
#include "text/text.h"

namespace onggi::parse::pdf {

std::string code_text(const std::vector<Line>& lines) {
  double left = 1e9, width = 0;
  std::size_t letters = 0;
  for (const Line& line : lines) {
    left = std::min(left, line.box.x0);
    width += line.box.x1 - line.box.x0;
    letters += count_code_points(line.text);
  }
  const double letter = letters > 0 && width > 0 ? width / static_cast<double>(letters) : 1;
  std::string text;
  for (const Line& line : lines) {
    const double indent = std::clamp((line.box.x0 - left) / letter, 0.0, 80.0);
    if (!text.empty()) text += '\n';
    text += std::string(static_cast<std::size_t>(std::lround(indent)), ' ') + line.text;
  }
  return text;
}

}  // namespace onggi::parse::pdf
