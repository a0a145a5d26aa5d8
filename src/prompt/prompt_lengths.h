// Lengths that a wording asks for. Inside of room prompt.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi::prompt_room {

/// "3문장 이내", "at least 200 words", of the whole and not of a part ("제목은 30자 이내").
struct AskedLength {
  std::size_t unit = 0;  // equal for "자" and "characters"
  std::int64_t least = 0, most = INT64_MAX;
  ByteRange bytes;  // number and unit
};

/// In order. Cost: O(n).
std::vector<AskedLength> asked_lengths(std::string_view text);

}  // namespace onggi::prompt_room
