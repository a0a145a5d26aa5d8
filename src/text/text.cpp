// UTF-8 arithmetic: validity, repair, code points, classes of code points.
#include "text/text.h"

#include <cstdint>
#include <cstring>
#include <utility>

namespace onggi {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Step {
  char32_t code_point = kReplacement;
  std::size_t bytes = 1;
  bool valid = false;
};

unsigned char byte_at(std::string_view text, std::size_t offset) { return static_cast<unsigned char>(text[offset]); }

// What may follow a lead byte: number of bytes and the range of the second (Unicode 15, table 3-7: well-formed UTF-8).
struct Lead {
  std::size_t length = 0;  // 0: no lead byte
  unsigned char second_min = 0x80;
  unsigned char second_max = 0xBF;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1};
  if (byte < 0xC2) return {0};
  if (byte < 0xE0) return {2};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};  // surrogates are not characters
  if (byte < 0xF0) return {3};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0};
}

// Decodes at `offset`; of an ill-formed sequence `bytes` is the maximal subpart (W3C Encoding, UTF-8 decoder).
Step decode(std::string_view text, std::size_t offset) {
  const unsigned char first = byte_at(text, offset);
  const Lead lead = lead_of(first);
  if (lead.length == 1) return {first, 1, true};
  if (lead.length == 0) return {};
  char32_t code_point = first & (0x7FU >> lead.length);
  for (std::size_t i = 1; i < lead.length; ++i) {
    if (offset + i >= text.size()) return {kReplacement, i, false};
    const unsigned char byte = byte_at(text, offset + i);
    const bool fits = i == 1 ? byte >= lead.second_min && byte <= lead.second_max : (byte & 0xC0U) == 0x80;
    if (!fits) return {kReplacement, i, false};
    code_point = (code_point << 6) | (byte & 0x3FU);
  }
  return {code_point, lead.length, true};
}

// Skips plain ASCII eight bytes at a time; most Latin text never reaches the decoder.
std::size_t skip_ascii(std::string_view text, std::size_t offset) {
  while (offset + 8 <= text.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + offset, 8);
    if ((word & 0x8080808080808080ULL) != 0) break;
    offset += 8;
  }
  return offset;
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; }

bool in(char32_t code_point, char32_t first, char32_t last) { return code_point >= first && code_point <= last; }

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
  for (std::size_t offset = skip_ascii(bytes, 0); offset < bytes.size();) {
    const Step step = decode(bytes, offset);
    if (!step.valid) return false;
    offset = step.bytes == 1 ? skip_ascii(bytes, offset + 1) : offset + step.bytes;
  }
  return true;
}

std::string repair_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return std::string(bytes);
  std::string repaired;
  repaired.reserve(bytes.size());
  for (std::size_t offset = 0; offset < bytes.size();) {
    const Step step = decode(bytes, offset);
    if (step.valid) repaired.append(bytes, offset, step.bytes);
    else append_utf8(repaired, kReplacement);
    offset += step.bytes;
  }
  return repaired;
}

std::size_t count_code_points(std::string_view utf8) {
  std::size_t count = 0;
  for (const char byte : utf8) count += is_continuation(byte) ? 0U : 1U;
  return count;
}

std::size_t byte_offset_of_code_point(std::string_view utf8, std::size_t code_points) {
  for (std::size_t offset = 0; offset < utf8.size(); ++offset) {
    if (is_continuation(utf8[offset])) continue;
    if (code_points == 0) return offset;
    --code_points;
  }
  return utf8.size();
}

std::size_t count_utf16(std::string_view utf8) {
  std::size_t units = 0;
  for (const char byte : utf8) {
    if (is_continuation(byte)) continue;
    units += static_cast<unsigned char>(byte) >= 0xF0 ? 2U : 1U;  // four bytes of UTF-8 are a surrogate pair
  }
  return units;
}

char32_t next_code_point(std::string_view utf8, std::size_t& offset) {
  const Step step = decode(utf8, offset);
  offset += step.valid ? step.bytes : 1;
  return step.code_point;
}

void append_utf8(std::string& utf8, char32_t code_point) {
  if (code_point > 0x10FFFF || in(code_point, 0xD800, 0xDFFF)) code_point = kReplacement;
  const auto tail = [&](unsigned shift) { utf8 += static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU)); };
  if (code_point < 0x80) {
    utf8 += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    utf8 += static_cast<char>(0xC0U | (code_point >> 6));
    tail(0);
  } else if (code_point < 0x10000) {
    utf8 += static_cast<char>(0xE0U | (code_point >> 12));
    tail(6), tail(0);
  } else {
    utf8 += static_cast<char>(0xF0U | (code_point >> 18));
    tail(12), tail(6), tail(0);
  }
}

std::size_t floor_to_code_point(std::string_view utf8, std::size_t offset) {
  if (offset >= utf8.size()) return utf8.size();
  // A code point has at most four bytes, and stray continuation bytes belong to none.
  for (std::size_t back = 0; back < 4 && offset >= back; ++back) {
    if (is_continuation(utf8[offset - back])) continue;
    return decode(utf8, offset - back).bytes > back ? offset - back : offset;
  }
  return offset;
}

bool is_hangul_syllable(char32_t code_point) { return in(code_point, 0xAC00, 0xD7A3); }

bool is_hangul(char32_t code_point) {
  return is_hangul_syllable(code_point) || in(code_point, 0x1100, 0x11FF) || in(code_point, 0x3131, 0x318E) ||
         in(code_point, 0xA960, 0xA97C) || in(code_point, 0xD7B0, 0xD7FB) || in(code_point, 0xFFA0, 0xFFDC);
}

bool is_hanja(char32_t code_point) {
  return in(code_point, 0x4E00, 0x9FFF) || in(code_point, 0x3400, 0x4DBF) || in(code_point, 0xF900, 0xFAFF) ||
         in(code_point, 0x20000, 0x323AF) || code_point == 0x3005 || code_point == 0x3007;
}

bool is_white_space(char32_t code_point) {
  if (code_point <= 0x20) return code_point == 0x20 || in(code_point, 0x09, 0x0D);
  return code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680 || in(code_point, 0x2000, 0x200A) ||
         code_point == 0x2028 || code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F ||
         code_point == 0x3000;
}

bool is_control(char32_t code_point) {
  if (code_point < 0x20) return code_point != '\t' && code_point != '\n';
  if (code_point < 0x7F) return false;
  // Cc, then the format characters (general category Cf, Unicode 15).
  static constexpr std::pair<char32_t, char32_t> kRanges[] = {
      {0x7F, 0x9F},       {0xAD, 0xAD},       {0x600, 0x605},     {0x61C, 0x61C},     {0x6DD, 0x6DD},
      {0x70F, 0x70F},     {0x890, 0x891},     {0x8E2, 0x8E2},     {0x180E, 0x180E},   {0x200B, 0x200F},
      {0x202A, 0x202E},   {0x2060, 0x2064},   {0x2066, 0x206F},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},
      {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
      {0xE0001, 0xE0001}, {0xE0020, 0xE007F}};
  for (const auto& [first, last] : kRanges) {
    if (code_point < first) return false;
    if (code_point <= last) return true;
  }
  return false;
}

std::string squeeze_spaces(std::string_view utf8, KeepLines keep) {
  std::string squeezed;
  squeezed.reserve(utf8.size());
  bool space = false;
  int lines = 0;
  for (std::size_t offset = 0; offset < utf8.size();) {
    const std::size_t begin = offset;
    const char32_t code_point = next_code_point(utf8, offset);
    if (is_white_space(code_point)) {
      space = true;
      lines += code_point == '\n' || code_point == 0x2028 ? 1 : 0;
      if (code_point == '\r' && (offset >= utf8.size() || utf8[offset] != '\n')) ++lines;
      if (code_point == 0x2029) lines += 2;
      continue;
    }
    if (space && !squeezed.empty()) {
      if (keep == KeepLines::yes && lines > 0) squeezed.append(lines > 1 ? "\n\n" : "\n");
      else squeezed += ' ';
    }
    space = false;
    lines = 0;
    squeezed.append(utf8, begin, offset - begin);
  }
  return squeezed;
}

}  // namespace onggi
