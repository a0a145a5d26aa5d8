// Analysing questions.
#include "retrieve/question.h"

#include <algorithm>
#include <map>
#include <set>

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

/// The terms of a variant: the word itself, and what it is made of, as of a word that was typed.
std::vector<QueryTerm> terms_of(const Variant& variant, const Analyzer& analyzer) {
  std::vector<QueryTerm> terms{{variant.meant, variant.weight}};
  if (variant.kind != VariantKind::mistyped && !variant.same) return terms;
  for (QueryTerm& term : query_terms(analyzer.tokens(variant.meant)))
    if (term.term != variant.meant) terms.push_back({std::move(term.term), term.weight * variant.weight});
  return terms;
}

void add_variants(Question& question, const std::vector<Token>& tokens, const std::vector<Morpheme>& morphemes,
                  const QuestionParts& parts) {
  for (Variant& variant : likely_meant(question.text, tokens, morphemes, parts.index))
    question.variants.push_back(std::move(variant));
  if (parts.thesaurus != nullptr)
    for (Variant& variant : synonyms_of(question.words, *parts.thesaurus, parts.index))
      question.variants.push_back(std::move(variant));
  // Of several ways to understand the same letters a chunk need hold only one, and of synonyms none.
  std::set<std::pair<std::size_t, std::string_view>> understood;
  for (const Variant& variant : question.variants) {
    if (variant.kind == VariantKind::keyboard) continue;  // is the text itself by now
    const std::vector<QueryTerm> terms = terms_of(variant, parts.analyzer);
    if (variant.kind != VariantKind::synonym && understood.emplace(variant.bytes.begin, variant.typed).second)
      question.bound_terms.insert(question.bound_terms.end(), terms.begin(), terms.end());
    question.terms.insert(question.terms.end(), terms.begin(), terms.end());
  }
}

void weigh_words(std::vector<QueryWord>& words, const Index& index) {
  std::vector<std::string> terms;
  terms.reserve(words.size());
  for (const QueryWord& word : words) terms.push_back(word.term);
  weigh(words, index.document_frequencies(terms), index.stats().chunks);
}

}  // namespace

Question analyse(const std::string& text, const QuestionParts& parts) {
  Question question;
  question.text =
      parts.with_variants ? with_right_keyboard(text, parts.analyzer, parts.index, question.variants) : text;
  const std::vector<Token> tokens = parts.analyzer.tokens(question.text);
  const std::vector<Morpheme> morphemes = parts.analyzer.morphemes(question.text);
  question.terms = weighed_terms(tokens, morphemes);
  question.bound_terms = question.terms;
  question.words = query_words(tokens);
  sort_by_kind(question.words, morphemes);
  question.numbers = number_spellings(question.text, morphemes);
  if (parts.with_variants) add_variants(question, tokens, morphemes, parts);
  weigh_words(question.words, parts.index);
  return question;
}

}  // namespace onggi::retrieve
