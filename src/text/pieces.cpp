// See pieces.h.
#include "text/pieces.h"

#include <algorithm>

namespace onggi {

std::vector<std::string_view> pieces_between_spaces(std::string_view text) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) pieces.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pieces;
}

}  // namespace onggi
