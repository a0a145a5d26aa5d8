// What is written in codes inside a text. Inside of room prompt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi::prompt_room {

struct HiddenText {
  std::string text;  // printable, of kHiddenBytesMin bytes and more
  ByteRange bytes;   // of the code
  std::string_view code;
};

constexpr std::size_t kHiddenBytesMin = 12;

/// Runs that decode to readable text: base64 (also of URLs), base32, hexadecimal and binary digits, escapes (\u0049, \x49,
/// %49, &#73;), base85, ascii85 between <~ and ~>. Cost: O(n).
std::vector<HiddenText> hidden_texts(std::string_view text);

/// Letters of the Latin alphabet moved by 13.
std::string rot13(std::string_view text);
/// Lines read from their ends, by code points.
std::string reversed_lines(std::string_view utf8);

}  // namespace onggi::prompt_room
