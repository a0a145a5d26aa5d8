// Numbers, dates and citations of law however they are written, as one form each. Inside of text/.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "text/text.h"

namespace onggi {

/// A form that all spellings share, and where it stands.
struct Canonical {
  std::string form;
  ByteRange bytes;
};

/// Whether the dictionary reads the syllable that begins at this byte as a numeral or a piece of one: 만 in "5 만 명",
/// not in "5 만남".
using IsNumeral = std::function<bool(std::size_t at)>;

/// The number that begins at `begin`, where it is written with 십, 백, 천, 만, 억 or 조, as decimal digits: "1억", "1
/// 억", "일억" → 100000000; "3만5천", "3만 5,000" → 35000; "1.5억" → 150000000. None for digits alone, for a single
/// syllable
/// ("만 명"), for articles of law ("제3조"), for more than 18 digits. Cost: O(length of the number).
std::optional<Canonical> korean_number(std::string_view text, std::size_t begin, const IsNumeral& is_numeral);

/// The date of four digits of year that begins at `begin`: "2024년 3월 1일", "2024-03-01", "2024.3.1", "2024. 3. 1.",
/// "2024/3/1" → 2024-03-01; "2024년 3월" → 2024-03. Two digits of year are no date: "24.3.1" may be a version.
std::optional<Canonical> date_at(std::string_view text, std::size_t begin);

/// The article with its paragraph whose number begins at `begin`: "3조제2항", "3조 제2항", "3조 2항", "3조②", and "3②",
/// "3(2)" behind §, → "3조2항".
std::optional<Canonical> law_paragraph(std::string_view text, std::size_t begin);

/// Behind § or "§ ": the number that begins here is an article's.
bool follows_section_sign(std::string_view text, std::size_t begin);

/// 1 to 20 of ① to ⑳; 0 for anything else.
int circled_number(char32_t code_point);

}  // namespace onggi
