// See json_depth.h.
#include "base/json_depth.h"

#include <algorithm>

namespace onggi {

int json_depth(std::string_view text) {
  int depth = 0, deepest = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (in_string && text[at] == '\\') ++at;
    else if (text[at] == '"') in_string = !in_string;
    else if (!in_string && (text[at] == '{' || text[at] == '[')) deepest = std::max(deepest, ++depth);
    else if (!in_string && (text[at] == '}' || text[at] == ']')) --depth;
  }
  return deepest;
}

}  // namespace onggi
