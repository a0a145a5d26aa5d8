// The letters of HWP 3 ("hchar", 16 bits each): KSSM combination code for Hangul, KS X 1001 counted through for symbols
// and Hanja, and ranges of Hangul's own.
//
// Sources: 한글문서파일형식 3.0 (Hancom); KS X 1001 annex 3 (combination code); what other open programs found out
// about the ranges that Hancom has not described (LibreOffice's hwpfilter, rhwp), checked against documents.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace onggi::parse::hwp3 {

/// Appends one letter as UTF-8. False for a code that no one knows: it became U+FFFD.
bool append_letter(std::string& utf8, std::uint16_t code);

/// A field of fixed length: letters up to the first that is zero, a control or without a meaning.
std::string letters_from(std::string_view codes);

/// "kchar" text of 8 bits a letter: ASCII, and pairs of bytes, high one first, that are a letter; up to the first NUL.
std::string narrow_letters_from(std::string_view bytes);

}  // namespace onggi::parse::hwp3
