// A question as a search needs it: its terms with what each says, and its words for looking at passages.
#pragma once

#include <string>
#include <vector>

#include "index/index.h"
#include "retrieve/coverage.h"
#include "text/analyzer.h"

namespace onggi::retrieve {

struct Question {
  std::string text;
  std::vector<QueryTerm> terms;
  std::vector<QueryWord> words;  // weighed by kind and rarity
};

/// `text` is NFC without superfluous spaces. A term weighs by its kind (query_terms()); what only verbs and adverbs say
/// counts 0.6 of that, the words with which people ask 0.3: "얼마나 되나요" stands in manuals too, and rarely enough to
/// look like a topic. Cost: two analyses of the text, one look-up a word in the index.
Question analyse(std::string text, const Analyzer& analyzer, const Index& index);

}  // namespace onggi::retrieve
