// "[1]" in an answer: which source a sentence names. Inside of room answer.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "text/text.h"

namespace onggi::answer_room {

struct Marker {
  ByteRange bytes;
  std::size_t number = 0;
};

/// The first at `from` or behind it.
std::optional<Marker> next_marker(std::string_view text, std::size_t from);

}  // namespace onggi::answer_room
