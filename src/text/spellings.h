// The numbers and dates of a text with the other ways to write them, for looking at text that was not analysed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/analyzer.h"

namespace onggi {

struct Spelled {
  ByteRange bytes;                 // in the text, without a unit behind it
  std::vector<std::string> forms;  // folded, the typed one among them
};

/// "3만5천", "35,000", "삼만오천" → each of these, "3만 5천", "3.5만" and their like; "2024-03-01" → "2024년 3월 1일",
/// "2024. 3. 1", ...; "2024년 3월" → "2024-03", "2024.03", ... Numbers below 1,000 and with more than four digits
/// behind the point are written in one way and left out, and so are articles of law. `morphemes`: of the same text,
/// which say what is a numeral. Cost: O(length of the text), about 20 forms a number.
std::vector<Spelled> number_spellings(std::string_view text, const std::vector<Morpheme>& morphemes);

}  // namespace onggi
