// See markers.h.
#include "answer/markers.h"

#include <charconv>

namespace onggi::answer_room {

std::optional<Marker> next_marker(std::string_view text, std::size_t from) {
  for (std::size_t open = text.find('[', from); open != std::string_view::npos; open = text.find('[', open + 1)) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + open + 1, text.data() + text.size(), number);
    const auto close = static_cast<std::size_t>(end - text.data());
    if (error == std::errc() && close < text.size() && text[close] == ']') return Marker{{open, close + 1}, number};
  }
  return std::nullopt;
}

}  // namespace onggi::answer_room
