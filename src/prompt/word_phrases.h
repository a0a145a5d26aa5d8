// Phrases: words of lists that stand close together, and are a word of a list of their own then. Inside of room prompt.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "prompt/word_lists.h"

namespace onggi::prompt_room {

/// "your + norms": a word of norms right behind one of your; "protection ~ off": one of off at most kNear bytes behind
/// one of protection. What is found counts as a word of the phrase's list, so that rules put phrases together as they
/// do words.
class WordPhrases {
 public:
  static constexpr std::size_t kBeside = 2, kNear = 32;  // bytes between two words at most
  static constexpr std::size_t kTermsMax = 8;

  /// Errors: bad_input (reason "bad_rule") naming the phrase: no such list, an empty place, more than kTermsMax.
  Result<void> add(std::string_view name, std::string_view written, WordLists& lists);

  /// Adds what is found to `words`, which are in order and stay so. A phrase stands in one sentence.
  void find(const std::vector<ByteRange>& sentences, std::vector<WordPlace>& words) const;

 private:
  struct Phrase {
    struct Next {
      ListId list = 0;
      std::size_t bytes_between_max = 0;
    };
    ListId made = 0;
    std::vector<Next> next;  // behind the first word
  };
  std::vector<std::vector<Phrase>> by_first_;  // by the list of the first word
};

}  // namespace onggi::prompt_room
