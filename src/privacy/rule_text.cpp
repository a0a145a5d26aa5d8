// Two rewritings, each only where a look at the bytes finds something to rewrite.
#include "privacy/rule_text.h"

namespace onggi::privacy_room {

namespace {

// Full-width ASCII (！ to ～) and the hyphens people paste (‐ ‑ – − －) become what the rules know.
char ascii_of(char32_t c) {
  if (c < 0x80) return static_cast<char>(c);
  if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char>(c - 0xFF01 + '!');
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30FC) return '-';
  if (c == 0xA0 || c == 0x3000) return ' ';
  return 0;
}

unsigned byte_at(std::string_view utf8, std::size_t i) {
  return i < utf8.size() ? static_cast<unsigned char>(utf8[i]) : 0U;
}

// Combining marks (U+0300 to U+037F), jamo (U+1100 to U+11FF), soft hyphen, zero-width characters (U+200B to U+200F,
// U+2060 to U+2064, U+FEFF) begin with these bytes.
bool needs_composing(std::string_view utf8) {
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const unsigned byte = byte_at(utf8, i);
    if (byte < 0xC2) continue;
    const unsigned next = byte_at(utf8, i + 1), last = byte_at(utf8, i + 2);
    const bool combining = byte == 0xCC || byte == 0xCD;
    const bool jamo = byte == 0xE1 && next >= 0x84 && next <= 0x87;
    const bool mark = (byte == 0xC2 && next == 0xAD) || (byte == 0xEF && next == 0xBB);
    const bool zero_width = byte == 0xE2 && ((next == 0x80 && last >= 0x8B && last <= 0x8F) ||
                                             (next == 0x81 && last >= 0xA0 && last <= 0xA4));
    if (combining || jamo || mark || zero_width) return true;
  }
  return false;
}

// U+00A0, U+2010 to U+2015, U+2212, U+3000, U+30FC and U+FF01 to U+FF5E begin with these bytes.
bool needs_ascii(std::string_view utf8) {
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const unsigned byte = byte_at(utf8, i);
    if (byte == 0xC2 || byte == 0xEF) return true;
    if (byte != 0xE2 && byte != 0xE3) continue;
    const unsigned next = byte_at(utf8, i + 1);
    if ((next & 0xFCU) == 0x80 || (byte == 0xE2 && next == 0x88)) return true;
  }
  return false;
}

}  // namespace

RuleText::RuleText(std::string_view utf8) : text_(utf8) {
  if (needs_composing(text_)) {
    composed_ = clean_for_analysis(utf8, WhiteSpace::as_written);
    text_ = composed_->text();
  }
  if (needs_ascii(text_)) {
    write_in_ascii(text_);
    text_ = ascii_;
  }
}

void RuleText::write_in_ascii(std::string_view utf8) {
  ascii_.reserve(utf8.size());
  places_.reserve(utf8.size() + 1);
  for (std::size_t offset = 0; offset < utf8.size();) {
    const std::size_t begin = offset;
    const char ascii = ascii_of(next_code_point(utf8, offset));
    if (ascii != 0) {
      ascii_ += ascii;
      places_.push_back(begin);
      continue;
    }
    for (std::size_t i = begin; i < offset; ++i) ascii_ += utf8[i], places_.push_back(begin);
  }
  places_.push_back(utf8.size());
}

ByteRange RuleText::original(std::size_t begin, std::size_t end) const {
  const ByteRange range = places_.empty() ? ByteRange{begin, end} : ByteRange{places_[begin], places_[end]};
  return composed_ ? composed_->original(range) : range;
}

}  // namespace onggi::privacy_room
