// Text as the rules of personal data see it, and the way back. Inside of privacy/.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/offsets.h"

namespace onggi::privacy_room {

/// Composed, without zero-width characters, full-width letters and marks as ASCII. Most text is that already and is
/// viewed, not copied: what it was made of must outlive it.
class RuleText {
 public:
  explicit RuleText(std::string_view utf8);
  RuleText(const RuleText&) = delete;
  RuleText& operator=(const RuleText&) = delete;

  std::string_view text() const { return text_; }
  /// The bytes of the original behind a range of text().
  ByteRange original(std::size_t begin, std::size_t end) const;

 private:
  void write_in_ascii(std::string_view utf8);

  std::string_view text_;
  std::optional<MappedText> composed_;
  std::string ascii_;
  std::vector<std::size_t> places_;  // of each byte of ascii_, in the text before; empty: the same
};

}  // namespace onggi::privacy_room
