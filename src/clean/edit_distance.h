// Edit distance. Inside of room clean.
#pragma once

#include <cstddef>
#include <string_view>

namespace onggi::clean_room {

/// Levenshtein's distance (insert, delete, replace: 1 each), or `most + 1` as soon as it must be more than `most`. Bit-
/// parallel in blocks of 64 rows (Myers 1999, Hyyrö 2003). Cost: O(longer × shorter / 64).
std::size_t edit_distance(std::u32string_view a, std::u32string_view b, std::size_t most);

}  // namespace onggi::clean_room
