// A line cut at its spaces.
#pragma once

#include <string_view>
#include <vector>

namespace onggi {

/// What stands between spaces (U+0020), in order; none of them is empty. Points into `text`. Cost: O(n).
std::vector<std::string_view> pieces_between_spaces(std::string_view text);

}  // namespace onggi
