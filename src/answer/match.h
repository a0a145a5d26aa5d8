// How far a passage speaks of the question's words: literally, in other words, or in part. Inside of room answer.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "answer/passages.h"
#include "retrieve/coverage.h"
#include "retrieve/thesaurus.h"

namespace onggi::answer_room {

/// The words of one question, made ready for many passages. One thread.
class QuestionWords {
 public:
  /// `words`: weighed. Both must outlive this.
  QuestionWords(const std::vector<retrieve::QueryWord>& words, const Thesaurus& thesaurus);

  /// Share of the words' weight that is among the terms, 0..1. A synonym and the pieces of a compound count a little
  /// less than the word (not what the company says is the same), a noun without its last syllable ("제주도", "제주")
  /// less again. What has digits ("HG-05", "3인") is there whole or not at all. Cost: some look-ups a word.
  double share(const Terms& terms) const;

  /// The same of one word.
  double found(std::size_t word, const Terms& terms) const;

 private:
  struct Other {
    std::shared_ptr<const std::vector<retrieve::QueryWord>> words;  // shared with the thesaurus
    double share;
  };
  const std::vector<retrieve::QueryWord>& words_;
  std::vector<std::vector<Other>> others_;  // of each word: what else counts, and how much
};

}  // namespace onggi::answer_room
