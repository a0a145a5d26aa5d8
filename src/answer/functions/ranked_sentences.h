// Which sentences of a text say most of it. Inside of room answer.
#pragma once

#include <vector>

#include "answer/functions/outline.h"
#include "base/cancel.h"
#include "base/result.h"
#include "text/analyzer.h"

namespace onggi::answer_room {

/// What a summary may hold: whichever is reached first.
struct SummaryLength {
  std::size_t sentences = 3, characters = 0;  // 0: any
};

/// Indexes of the chosen sentences, in the order of the text. LexRank over TF-IDF of the analyser's terms (Erkan and
/// Radev 2004) times position and what is in common with title and headings; each next one less what it repeats (MMR,
/// Carbonell and Goldstein 1998). Cost: linear in the text a pass, at most 30 passes; never the square of its
/// sentences. Errors: cancelled, timeout.
Result<std::vector<std::size_t>> choose_sentences(const std::vector<Block>& outline,
                                                  const std::vector<Sentence>& sentences, const SummaryLength& length,
                                                  const Analyzer& analyzer, const Cancel& cancel);

}  // namespace onggi::answer_room
