// Text that was decoded with the wrong charset, put right. Inside of room clean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onggi::clean_room {

struct Repaired {
  std::string text;
  std::int64_t places = 0;  // stretches that were put right
};

/// Korean in CP949 or UTF-8 that was read as Latin-1 or windows-1252 ("¾È³çÇÏ¼¼¿ä", "ì•ˆë…•": 안녕하세요). A stretch is
/// put right where its bytes are whole words of the other charset and give Hangul; anything else stays as it is. Cost:
/// O(n).
Repaired repair_mojibake(std::string_view utf8);

}  // namespace onggi::clean_room
