// A question as a search needs it: its terms with what each says, its words for looking at passages, and what else is
// looked for.
#pragma once

#include <string>
#include <vector>

#include "index/index.h"
#include "retrieve/coverage.h"
#include "retrieve/variants.h"
#include "text/analyzer.h"
#include "text/spellings.h"

namespace onggi::retrieve {

struct Question {
  std::string text;  // with words of the wrong keyboard put right
  std::vector<QueryTerm> terms;
  std::vector<QueryTerm> bound_terms;  // for Index::lexical_bound(): one way to understand a word, no synonyms
  std::vector<QueryWord> words;        // as typed; weighed by kind and rarity
  std::vector<Variant> variants;
  std::vector<Spelled> numbers;  // and dates, with the other ways to write them
};

struct QuestionParts {
  const Analyzer& analyzer;
  const Index& index;
  const Thesaurus* thesaurus = nullptr;  // null: no synonyms
  bool with_variants = true;             // false: the words as they were typed and nothing else
};

/// `text` is NFC without superfluous spaces. A term weighs by its kind (query_terms()); what only verbs and adverbs say
/// counts 0.6 of that, the words with which people ask 0.3: "얼마나 되나요" stands in manuals too, and rarely enough to
/// look like a topic. Cost: two analyses of the text, a few look-ups a word in the index, and for what cannot be
/// explained those of likely_meant().
Question analyse(const std::string& text, const QuestionParts& parts);

}  // namespace onggi::retrieve
