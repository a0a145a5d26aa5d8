// Between the tokens of a model and the reader: only whole UTF-8 passes, and nothing of a stop string.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace onggi::model {

/// A token may end in the middle of a Hangul syllable (three bytes) or be the first half of a stop string. What cannot
/// be shown yet is held back until the next token decides. Bytes that never become UTF-8 turn into U+FFFD.
class TextGate {
 public:
  explicit TextGate(std::vector<std::string> stop);

  struct Passed {
    std::string text;      // safe to show now
    bool stopped = false;  // a stop string came; nothing passes any more
  };
  Passed push(std::string_view bytes);
  /// What was still held back when the model ended by itself.
  std::string finish();

 private:
  std::size_t held_back() const;

  std::vector<std::string> stop_;
  std::string pending_;
  bool stopped_ = false;
};

/// Bytes at the end of `bytes` that begin a UTF-8 sequence but do not finish it: 0 to 3.
std::size_t unfinished_utf8(std::string_view bytes);

}  // namespace onggi::model
