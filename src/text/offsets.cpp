// Mapped text: one stretch for plain text, one more for each place where it differs from the original.
#include "text/offsets.h"

#include <algorithm>

#include "text/normalise.h"

namespace onggi {
namespace {

// Composition of Hangul (Unicode 15, section 3.12): a leading consonant takes a vowel, an open syllable takes a final
// consonant.
enum class Syllable { other, leading, open };

Syllable syllable_of(char32_t c) {
  if (c >= 0x1100 && c <= 0x1112) return Syllable::leading;
  return is_hangul_syllable(c) && (c - 0xAC00) % 28 == 0 ? Syllable::open : Syllable::other;
}

bool is_plain_ascii(char32_t c) { return c == '\n' || (c >= 0x20 && c < 0x7F); }

// What stands in the analysed text for one group of the original.
std::string cleaned(std::string_view group, char32_t first, WhiteSpace white_space) {
  if (first < 0x20 || (first >= 0x7F && first < 0xA0) || is_white_space(first))
    return white_space == WhiteSpace::as_written ? std::string(group) : std::string(group.size(), ' ');
  if (is_control(first)) return {};
  return to_nfc(repair_utf8(group));
}

// The end of what composes with `first`, which ends at `end`.
std::size_t end_of_group(std::string_view bytes, std::size_t end, char32_t first) {
  if (is_control(first) || is_white_space(first)) return end;
  Syllable syllable = syllable_of(first);
  while (end < bytes.size() && static_cast<unsigned char>(bytes[end]) >= 0xCC) {
    std::size_t after = end;
    const char32_t next = next_code_point(bytes, after);
    const bool vowel = syllable == Syllable::leading && next >= 0x1161 && next <= 0x1175;
    const bool final = syllable == Syllable::open && next >= 0x11A8 && next <= 0x11C2;
    if (!vowel && !final && (is_hangul(next) || !may_change_previous(next))) break;
    syllable = vowel ? Syllable::open : Syllable::other;
    end = after;
  }
  return end;
}

}  // namespace

void MappedText::copy(std::string_view bytes, std::size_t original_begin) {
  if (bytes.empty()) return;
  const ByteRange made{text_.size(), text_.size() + bytes.size()};
  text_ += bytes;
  if (!stretches_.empty() && stretches_.back().copied && stretches_.back().original.end == original_begin) {
    stretches_.back().made.end = made.end;
    stretches_.back().original.end += bytes.size();
    return;
  }
  stretches_.push_back({made, {original_begin, original_begin + bytes.size()}, true});
}

void MappedText::replace(std::string_view by, ByteRange original) {
  if (by.empty()) return;
  stretches_.push_back({{text_.size(), text_.size() + by.size()}, original, false});
  text_ += by;
}

const MappedText::Stretch& MappedText::stretch_at(std::size_t offset) const {
  const auto after = std::upper_bound(stretches_.begin(), stretches_.end(), offset,
                                      [](std::size_t at, const Stretch& stretch) { return at < stretch.made.begin; });
  return after == stretches_.begin() ? *after : *(after - 1);
}

ByteRange MappedText::original(ByteRange range) const {
  if (stretches_.empty()) return {};
  const Stretch& first = stretch_at(range.begin);
  const Stretch& last = stretch_at(range.end > range.begin ? range.end - 1 : range.begin);
  const std::size_t begin =
      first.copied ? first.original.begin + (range.begin - first.made.begin) : first.original.begin;
  const std::size_t end = last.copied ? last.original.begin + (range.end - last.made.begin) : last.original.end;
  return {begin, std::max(begin, end)};
}

MappedText clean_for_analysis(std::string_view bytes, WhiteSpace white_space) {
  MappedText mapped;
  std::size_t copied_until = 0;
  const auto flush = [&](std::size_t until) {
    mapped.copy(bytes.substr(copied_until, until - copied_until), copied_until);
  };
  for (std::size_t offset = 0; offset < bytes.size();) {
    const std::size_t begin = offset;
    const char32_t first = next_code_point(bytes, offset);
    const std::size_t end = end_of_group(bytes, offset, first);
    const bool alone = end == offset;
    offset = end;
    if (alone && (is_plain_ascii(first) || is_hangul_syllable(first))) continue;  // nearly all text
    const std::string_view group = bytes.substr(begin, end - begin);
    const std::string made = cleaned(group, first, white_space);
    if (made == group) continue;
    flush(begin);
    mapped.replace(made, {begin, end});
    copied_until = end;
  }
  flush(bytes.size());
  return mapped;
}

}  // namespace onggi
