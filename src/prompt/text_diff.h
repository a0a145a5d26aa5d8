// What one text has otherwise than another: line by line, and in lines that were changed the words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi {

enum class LineChange : std::uint8_t { same, gone, come };
std::string_view to_string(LineChange change);

struct DiffLine {
  LineChange change = LineChange::same;
  std::string text;              // without its line feed
  std::vector<ByteRange> words;  // of `text`: what is otherwise in the line that took its place, or that it took the
                                 // place of; none where there is no such line
};

/// In order; of lines that were replaced all that went, then all that came, paired one by one. Longest common
/// subsequence (Hunt and McIlroy, 1976) between what both begin and end with. Cost: O(n·m) of the lines between;
/// over 4 million pairs they count as replaced whole.
std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after);

}  // namespace onggi
