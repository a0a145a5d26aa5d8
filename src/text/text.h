// Text as bytes that mean something: UTF-8, NFC, offsets, sentences.
//
// Everywhere in onggi text is UTF-8 in NFC and an offset is a number of bytes, unless its name says `_code_points` or
// `_utf16`. The only conversions are here (and in web/src/text for the browser). All functions are pure and safe from
// many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace onggi {

/// A half-open range of bytes [begin, end) of some UTF-8 text.
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
  bool operator==(const ByteRange&) const = default;
};

inline std::string_view slice(std::string_view text, ByteRange range) { return text.substr(range.begin, range.size()); }

bool is_valid_utf8(std::string_view bytes);

/// Replaces each ill-formed sequence by U+FFFD (the W3C "maximal subpart" practice). Cost: O(n).
std::string repair_utf8(std::string_view bytes);

/// Normalisation form C: conjoining jamo become syllables ("ㅎㅏㄴ" typed on a Mac → "한"). Valid UTF-8 in; text that
/// is NFC already comes back unchanged at the cost of one scan.
std::string to_nfc(std::string_view utf8);

/// Code points from `begin` of valid UTF-8, and the byte offset of a code point (text.size() when beyond the end).
std::size_t count_code_points(std::string_view utf8);
std::size_t byte_offset_of_code_point(std::string_view utf8, std::size_t code_points);
std::size_t count_utf16(std::string_view utf8);

/// Decodes the code point at `offset` and moves `offset` behind it; U+FFFD for a broken one (moves by one byte).
char32_t next_code_point(std::string_view utf8, std::size_t& offset);
void append_utf8(std::string& utf8, char32_t code_point);

/// The largest offset <= `offset` that does not cut a code point.
std::size_t floor_to_code_point(std::string_view utf8, std::size_t offset);

bool is_hangul_syllable(char32_t code_point);  // 가–힣
bool is_hangul(char32_t code_point);           // syllables and all jamo blocks
bool is_hanja(char32_t code_point);
bool is_white_space(char32_t code_point);
bool is_control(char32_t code_point);  // Cc and Cf but tab and line feed; includes zero-width characters and BOM

/// Lower case and full-width → half-width, NFKC for Latin, digits and symbols; Hangul untouched. For comparing and
/// searching.
std::string fold(std::string_view utf8);

/// Runs of white space become one space, ends are trimmed; with `KeepLines::yes` line feeds stay (at most two in a
/// row).
enum class KeepLines { no, yes };
std::string squeeze_spaces(std::string_view utf8, KeepLines keep = KeepLines::no);

/// Text in some charset → UTF-8 NFC.
struct Decoded {
  std::string utf8;
  std::string charset;       // "UTF-8", "UTF-16LE", "CP949", "ISO-8859-1" ...: IANA-like name
  std::size_t replaced = 0;  // characters that had no meaning and became U+FFFD
};

/// Byte-order mark, then valid UTF-8, then `hint` (from HTML or mail, may be empty), then detection (UTF-16 without
/// mark, CP949 against others). Never fails: the worst case is replacement characters, counted.
Decoded decode_text(std::string_view bytes, std::string_view hint = {});

/// Sentences of running text, in order; together they cover all but white space. A decimal point, an abbreviation, a
/// numbered heading ("1. ", "가. ") or "다." inside quotes does not end a sentence; a blank line always does. Cost:
/// O(n).
std::vector<ByteRange> split_sentences(std::string_view utf8);

}  // namespace onggi
