// See contained.h.
#include "evaluate/contained.h"

#include "text/text.h"

namespace onggi::evaluate_room {

std::string loose(std::string_view text) {
  std::string folded = fold(to_nfc(text));
  std::erase_if(folded,
                [](char byte) { return byte == ' ' || byte == '\n' || byte == '\t' || byte == '*' || byte == '`'; });
  return folded;
}

}  // namespace onggi::evaluate_room
