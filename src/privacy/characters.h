// Characters as the rules of personal data see them, and numbers written in groups. Inside of privacy/.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace onggi::privacy_room {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_word(char c) { return is_digit(c) || is_letter(c); }

/// The byte at or before a place; a blank beyond the ends.
inline char at_or_space(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : ' '; }
inline char before_or_space(std::string_view text, std::size_t at) { return at > 0 ? text[at - 1] : ' '; }

/// A Hangul syllable is three bytes of UTF-8; 0 where none begins (or ends) at the place.
char32_t syllable_at(std::string_view text, std::size_t at);
char32_t syllable_before(std::string_view text, std::size_t at);
constexpr std::size_t kSyllable = 3;

/// The stretch of Hangul that begins (ends) at a place, at most `most` syllables.
std::string_view hangul_from(std::string_view text, std::size_t at, std::size_t most);
std::string_view hangul_before(std::string_view text, std::size_t at, std::size_t most);

/// Nothing that would make the stretch part of a longer number or word: no ASCII letter, digit or underscore beside it,
/// no hyphen or point with a digit behind it. Hangul may stand there: values are glued to particles.
bool is_free_before(std::string_view text, std::size_t at);
bool is_free_behind(std::string_view text, std::size_t end);

/// Digits from a place on, with one separator at a time between groups: "010-1234-5678", "(02) 123-4567",
/// "850315 - 1234567", also over one line break behind a hyphen.
class Groups {
 public:
  static constexpr std::size_t kDigitsMax = 24;

  static Groups read(std::string_view text, std::size_t at);

  std::string_view digits() const { return {digits_.data(), count_}; }
  std::size_t size() const { return count_; }
  /// Byte offset behind digit number `count`.
  std::size_t end(std::size_t count) const { return ends_[count - 1]; }
  std::size_t end() const { return ends_[count_ - 1]; }
  /// 0: none met.
  char separator() const { return separator_; }
  std::size_t groups() const { return breaks_ + 1; }
  /// The sizes of the groups are these: is({3, 2, 5}).
  template <std::size_t N>
  bool is(const std::uint8_t (&sizes)[N]) const {
    return has_sizes(sizes, N);
  }
  bool is_one_group() const { return breaks_ == 0; }
  /// Digits before the first (last) separator; all where none was met.
  std::size_t first_group() const { return breaks_ == 0 ? count_ : break_at_[0]; }
  std::size_t last_group() const { return breaks_ == 0 ? count_ : count_ - break_at_[breaks_ - 1]; }
  /// The first `count` digits of them: behind a number another one may follow ("02-123-4567 010-1234-5678").
  Groups first(std::size_t count) const;

 private:
  bool has_sizes(const std::uint8_t* sizes, std::size_t count) const;

  std::array<char, kDigitsMax> digits_{};
  std::array<std::size_t, kDigitsMax> ends_{};
  std::array<std::uint8_t, kDigitsMax> break_at_{};  // count of digits where a separator stood
  std::size_t count_ = 0;
  std::size_t breaks_ = 0;
  char separator_ = 0;
};

/// Of decimal digits.
int number_of(std::string_view digits);

}  // namespace onggi::privacy_room
