// Text as the guards read it, so that tricks of writing hide nothing. Inside of room prompt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi::prompt_room {

/// What the rules see: lower case, full-width and mathematical letters as plain ones, accents gone, look-alikes of
/// other alphabets and digits inside of words as Latin letters, single jamo as syllables, letters that stand apart
/// joined
/// ("i g n o r e", "무.시.해"), characters that nobody sees removed, no space between two syllables of Hangul. Line
/// feeds stay. Cost: O(n).
class GuardText {
 public:
  /// Any bytes; broken ones become U+FFFD.
  explicit GuardText(std::string_view bytes);

  const std::string& text() const { return text_; }
  /// Places in text() of syllables before which something was left out (a space, a sign), in order.
  const std::vector<std::size_t>& joints() const { return joints_; }
  /// The bytes of the original behind a range of text().
  ByteRange original(ByteRange range) const;
  /// What was written in characters that nobody sees (Unicode's tags), as ASCII; empty: nothing.
  const std::string& unseen() const { return unseen_; }
  ByteRange unseen_bytes() const { return unseen_bytes_; }

 private:
  struct Letter {
    char32_t code_point = 0;
    ByteRange bytes;  // in the original
  };
  void read(std::string_view bytes, std::vector<Letter>& letters);
  void take(std::vector<Letter>& letters, char32_t code_point, ByteRange bytes);
  void write(const std::vector<Letter>& letters);
  static std::vector<Letter> joined(const std::vector<Letter>& letters);
  static std::vector<Letter> composed(const std::vector<Letter>& letters);
  static void write_out_digits(std::vector<Letter>& letters);

  std::string text_;
  std::vector<ByteRange> places_;  // of each byte of text_
  std::vector<std::size_t> joints_;
  std::string unseen_;
  ByteRange unseen_bytes_;
};

}  // namespace onggi::prompt_room
