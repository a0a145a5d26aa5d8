// How deep the objects and lists of a JSON text stand in each other, known before it is parsed: what copies or writes a
// parsed value calls itself at each level, and would leave its stack.
#pragma once

#include <string_view>

namespace onggi {

/// What people and programs may send; schemas, the deepest that is sensible, take two or three a property.
inline constexpr int kJsonDepthMax = 256;

/// The deepest level; 0 of a text without objects and lists. Of a text that is no JSON: at least that of what a parser
/// reads before it finds out. Cost: O(bytes).
int json_depth(std::string_view text);

}  // namespace onggi
