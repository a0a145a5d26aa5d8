// Syllables in UTF-8, free ends, digits in groups.
#include "privacy/characters.h"

#include <algorithm>

namespace onggi::privacy_room {

namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

bool is_separator(char c) { return c == '-' || c == ' ' || c == '.' || c == ')' || c == '/'; }

// Bytes of the separator at `at`: 0 where none stands. "02) 123", "010- 1234", "010 - 1234", "850315-\n1234567".
std::size_t separator_length(std::string_view text, std::size_t at) {
  const char c = at_or_space(text, at);
  if (at >= text.size() || !is_separator(c)) return 0;
  const char next = at_or_space(text, at + 1);
  if (c == '-' && next == '\n') return 2;
  if ((c == ')' || c == '-') && next == ' ') return 2;
  if (c == ')' && next == '-') return 2;
  if (c == ' ' && next == '-') return at_or_space(text, at + 2) == ' ' ? 3 : 2;
  return 1;
}

}  // namespace

char32_t syllable_at(std::string_view text, std::size_t at) {
  if (at + kSyllable > text.size()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (byte(0) < 0xEA || byte(0) > 0xED || !is_continuation(text[at + 1]) || !is_continuation(text[at + 2])) return 0;
  const char32_t c = ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
  return c >= 0xAC00 && c <= 0xD7A3 ? c : 0;
}

char32_t syllable_before(std::string_view text, std::size_t at) {
  return at < kSyllable ? 0 : syllable_at(text, at - kSyllable);
}

std::string_view hangul_from(std::string_view text, std::size_t at, std::size_t most) {
  at = std::min(at, text.size());
  std::size_t end = at;
  for (std::size_t count = 0; count < most && syllable_at(text, end) != 0; ++count) end += kSyllable;
  return text.substr(at, end - at);
}

std::string_view hangul_before(std::string_view text, std::size_t at, std::size_t most) {
  std::size_t begin = at;
  for (std::size_t count = 0; count < most && syllable_before(text, begin) != 0; ++count) begin -= kSyllable;
  return text.substr(begin, at - begin);
}

bool is_free_before(std::string_view text, std::size_t at) {
  const char before = before_or_space(text, at);
  if (is_word(before) || before == '_') return false;
  const bool joining = before == '-' || before == '.';
  return !joining || at < 2 || !is_digit(text[at - 2]);
}

bool is_free_behind(std::string_view text, std::size_t end) {
  const char behind = at_or_space(text, end);
  if (is_word(behind) || behind == '_') return false;
  const bool joining = behind == '-' || behind == '.';
  return !joining || !is_digit(at_or_space(text, end + 1));
}

Groups Groups::read(std::string_view text, std::size_t at) {
  Groups groups;
  while (groups.count_ < kDigitsMax && at < text.size()) {
    if (is_digit(text[at])) {
      groups.digits_[groups.count_] = text[at++];
      groups.ends_[groups.count_++] = at;
      continue;
    }
    const std::size_t length = separator_length(text, at);
    if (length == 0 || !is_digit(at_or_space(text, at + length))) break;
    if (groups.separator_ == 0) groups.separator_ = text[at];
    groups.break_at_[groups.breaks_++] = static_cast<std::uint8_t>(groups.count_);
    at += length;
  }
  return groups;
}

Groups Groups::first(std::size_t count) const {
  Groups some = *this;
  some.count_ = count < count_ ? count : count_;
  while (some.breaks_ > 0 && some.break_at_[some.breaks_ - 1] >= some.count_) --some.breaks_;
  if (some.breaks_ == 0) some.separator_ = 0;
  return some;
}

bool Groups::has_sizes(const std::uint8_t* sizes, std::size_t count) const {
  if (groups() != count) return false;
  std::size_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += sizes[i];
    if (sum != (i + 1 == count ? count_ : break_at_[i])) return false;
  }
  return true;
}

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace onggi::privacy_room
