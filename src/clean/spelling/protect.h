// What spelling never touches. Inside of room clean.
#pragma once

#include <string_view>

#include "clean/spelling.h"
#include "clean/spelling/line.h"
#include "text/user_words.h"

namespace onggi::clean_room {

/// Marks code, addresses, file names, mark-up, citations, names and other personal data, and the company's words.
/// `text` is the line's own text.
void protect(Line& line, std::string_view text, const UserWords& company, QuotedText quoted);

/// Lines of a fenced block of code, and its fences.
class CodeFence {
 public:
  /// True for a line that belongs to the block.
  bool inside(std::string_view line);

 private:
  bool open_ = false;
};

}  // namespace onggi::clean_room
