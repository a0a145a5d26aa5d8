// Analysing questions.
#include "retrieve/question.h"

#include <algorithm>
#include <map>

namespace onggi::retrieve {
namespace {

// Measured on the collections of index/weights.h: everyday questions +0.015 nDCG@10, headings as questions no change.
constexpr double kVerb = 0.6;
constexpr double kAsking = 0.3;

double worth(const Token& token, const std::vector<Morpheme>& morphemes) {
  if (is_asking(token.term)) return kAsking;
  if (token.kind == TokenKind::word) return 1;
  return kind_at(token.bytes, morphemes) == WordKind::other ? kVerb : 1;
}

std::vector<QueryTerm> weighed_terms(const std::vector<Token>& tokens, const std::vector<Morpheme>& morphemes) {
  std::map<std::pair<std::string_view, std::uint32_t>, double> occurrences;
  for (const Token& token : tokens) {
    double& weight = occurrences[{token.term, token.position}];
    weight = std::max(weight, term_weight(token.kind) * worth(token, morphemes));
  }
  std::vector<QueryTerm> terms;
  terms.reserve(occurrences.size());
  for (const auto& [place, weight] : occurrences) terms.push_back({std::string(place.first), weight});
  return terms;
}

}  // namespace

Question analyse(std::string text, const Analyzer& analyzer, const Index& index) {
  Question question{.text = std::move(text), .terms = {}, .words = {}};
  const std::vector<Token> tokens = analyzer.tokens(question.text);
  const std::vector<Morpheme> morphemes = analyzer.morphemes(question.text);
  question.terms = weighed_terms(tokens, morphemes);
  question.words = query_words(tokens);
  sort_by_kind(question.words, morphemes);
  std::vector<std::string> terms;
  terms.reserve(question.words.size());
  for (const QueryWord& word : question.words) terms.push_back(word.term);
  weigh(question.words, index.document_frequencies(terms), index.stats().chunks);
  return question;
}

}  // namespace onggi::retrieve
