// A text made from another, and the way back: which bytes of the original a range of the made text stands for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi {

/// Built by appending stretches: copied ones map byte for byte, replaced ones only as a whole.
class MappedText {
 public:
  const std::string& text() const { return text_; }

  void copy(std::string_view bytes, std::size_t original_begin);
  void replace(std::string_view by, ByteRange original);

  /// The smallest range of the original whose image covers `range`. Cost: O(log stretches).
  ByteRange original(ByteRange range) const;

 private:
  struct Stretch {
    ByteRange made;
    ByteRange original;
    bool copied = false;
  };
  const Stretch& stretch_at(std::size_t offset) const;

  std::string text_;
  std::vector<Stretch> stretches_;
};

enum class WhiteSpace { as_spaces, as_written };

/// NFC of any bytes, for analysis: broken bytes become U+FFFD, zero-width characters vanish, control characters and
/// every kind of white space become spaces of the same width (line feeds stay) unless they are to stay as written.
MappedText clean_for_analysis(std::string_view bytes, WhiteSpace white_space = WhiteSpace::as_spaces);

}  // namespace onggi
