// Questions that several rules ask of a line. Inside of room clean.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "clean/spelling/line.h"
#include "text/text.h"

namespace onggi::clean_room {

using Words = std::initializer_list<std::u32string_view>;

inline bool says_any(const Line& line, std::size_t at, Words words) {
  return std::any_of(words.begin(), words.end(), [&](std::u32string_view word) { return line.says(at, word); });
}

inline bool ends_any(const Line& line, std::size_t end, Words words) {
  return std::any_of(words.begin(), words.end(), [&](std::u32string_view word) { return line.ends_with(end, word); });
}

inline bool is_sentence_end(const Line& line, std::size_t at) {
  const char32_t c = line.at(at);
  return c == U'\0' || c == U'.' || c == U'?' || c == U'!' || c == U'~' || c == U'…' || c == U'"' || c == U'”' ||
         c == U')';
}

// The end of the word before the one that begins at `at`; 0 when there is none beside it.
inline std::size_t word_before(const Line& line, std::size_t at) {
  return at >= 2 && line.before(at) == U' ' && is_hangul_syllable(line.at(at - 2)) ? at - 1 : 0;
}

}  // namespace onggi::clean_room
