// Patterns over the words of one sentence. Inside of room prompt.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "prompt/word_lists.h"

namespace onggi::prompt_room {

/// What a term of a pattern is that no list is called by.
enum class UnknownTerm : std::uint8_t { wrong, word };

/// "a > b & c": a word of list a, later one of b, and one of c before, between or behind them; all within kSpanMax
/// bytes of one sentence. `>` binds tighter than `&`. A term is the name of a list, or a word in 'quotes'.
class SentencePattern {
 public:
  static constexpr std::size_t kSpanMax = 200;
  static constexpr std::size_t kTermsMax = 8;

  /// Adds words to `lists` that have none of their own yet. Errors: bad_input (reason "bad_rule") naming `rule`.
  static Result<SentencePattern> parse(const std::string& rule, std::string_view written, WordLists& lists,
                                       UnknownTerm unknown);

  /// `places`: of one sentence, in order. Cost: a few looks at each place.
  bool meets(std::span<const WordPlace> places) const;

 private:
  std::vector<std::vector<ListId>> groups_;  // each in its order
};

/// Ends of sentences as the guards see them: a mark with a space or the end behind it, or a line feed.
std::vector<ByteRange> guard_sentences(std::string_view guard_text);

}  // namespace onggi::prompt_room
