// Stretches of Latin letters with marks → the bytes they were → Hangul, where those bytes can be nothing else.
//
// Chances: a CP949 syllable of KS X 1001 is a byte of B0 to C8 and one of A1 to FE. Languages that use Latin letters
// with marks put them between plain ones ("déjà"), hardly ever four in a row in such pairs.
#include "clean/mojibake.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "text/text.h"

namespace onggi::clean_room {
namespace {

constexpr std::size_t kSyllablesMin = 2;

// What windows-1252 puts at 80 to 9F (WHATWG Encoding, index-windows-1252).
constexpr std::array<char32_t, 32> kWindows1252 = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

// The byte that windows-1252 or Latin-1 reads as this character, from 80 on.
std::optional<char> high_byte(char32_t c) {
  if (c >= 0x80 && c <= 0xFF) return static_cast<char>(c);
  const auto* found = std::find(kWindows1252.begin(), kWindows1252.end(), c);
  if (found == kWindows1252.end()) return std::nullopt;
  return static_cast<char>(0x80 + (found - kWindows1252.begin()));
}

struct Stretch {
  std::string bytes;
  std::size_t end = 0;  // in the text
};

// From `begin` as far as characters stand for high bytes; ASCII between two of them belongs to it.
Stretch stretch_from(std::string_view utf8, std::size_t begin) {
  Stretch stretch{.bytes = {}, .end = begin};
  std::string ascii;
  for (std::size_t offset = begin; offset < utf8.size();) {
    const char32_t c = next_code_point(utf8, offset);
    if (c < 0x80 && c != '\n') {
      ascii += static_cast<char>(c);
      continue;
    }
    const auto byte = high_byte(c);
    if (!byte) break;
    stretch.bytes += ascii;
    stretch.bytes += *byte;
    stretch.end = offset;
    ascii.clear();
  }
  return stretch;
}

unsigned byte_of(std::string_view bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); }

// Every high byte is half of a Hangul syllable or of a sign of KS X 1001 (A1 to AC), and syllables are most of them.
bool is_cp949(std::string_view bytes) {
  std::size_t syllables = 0, signs = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (byte_of(bytes, i) < 0x80) continue;
    if (i + 1 == bytes.size() || byte_of(bytes, i + 1) < 0xA1 || byte_of(bytes, i + 1) == 0xFF) return false;
    const unsigned lead = byte_of(bytes, i++);
    if (lead >= 0xB0 && lead <= 0xC8) ++syllables;
    else if (lead >= 0xA1 && lead <= 0xAC) ++signs;
    else return false;
  }
  return syllables >= kSyllablesMin && syllables >= 2 * signs;
}

bool is_utf8_hangul(std::string_view bytes) {
  if (!is_valid_utf8(bytes)) return false;
  std::size_t syllables = 0, others = 0;
  for (std::size_t offset = 0; offset < bytes.size();) {
    const char32_t c = next_code_point(bytes, offset);
    if (c < 0x80) continue;
    if (is_hangul_syllable(c)) ++syllables;
    else ++others;
  }
  return syllables >= 1 && syllables >= others;
}

std::optional<std::string> put_right(std::string_view bytes) {
  if (is_utf8_hangul(bytes)) return std::string(bytes);
  if (is_cp949(bytes)) return decode_text(bytes, "CP949").utf8;
  return std::nullopt;
}

}  // namespace

Repaired repair_mojibake(std::string_view utf8) {
  Repaired repaired;
  std::size_t copied = 0;
  for (std::size_t offset = 0; offset < utf8.size();) {
    const std::size_t begin = offset;
    // C2 and C3 begin U+0080 to U+00FF; the rest of windows-1252 begins no Korean.
    const unsigned lead = byte_of(utf8, offset);
    if (lead != 0xC2 && lead != 0xC3) {
      offset += lead >= 0xE0 && lead < 0xF0 ? 3U : 1U;
      continue;
    }
    const Stretch stretch = stretch_from(utf8, begin);
    offset = std::max(stretch.end, begin + 1);
    const auto right = put_right(stretch.bytes);
    if (!right) continue;
    repaired.text.append(utf8, copied, begin - copied).append(*right);
    copied = stretch.end;
    ++repaired.places;
  }
  repaired.text.append(utf8, copied);
  return repaired;
}

}  // namespace onggi::clean_room
