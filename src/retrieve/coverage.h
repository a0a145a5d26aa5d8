// How much of what the question asks about a chunk speaks of at all: the base of an honest "not in the documents".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "text/analyzer.h"

namespace onggi::retrieve {

/// What a word of the question can decide.
enum class WordKind : std::uint8_t {
  name,   // proper names, Latin words, codes, numbers: what is asked about is this and nothing else
  noun,   // what is asked about, in words that have synonyms
  other,  // verbs, adjectives, adverbs, counters: said in many ways
};

/// A content word of the question.
struct QueryWord {
  std::string term;
  std::vector<std::string> parts;    // of a compound or a run of nouns
  std::vector<std::string> bigrams;  // that lie inside the word; empty for words of one syllable or without Hangul
  double weight = 1;                 // rarity and kind
  ByteRange bytes = {};              // of its first occurrence in the question
  WordKind kind = WordKind::noun;
};

/// Distinct words of the question in order (a run of nouns written together is one), without words that only ask
/// ("무엇", "어떻게", "알려"); if nothing else is there, with them.
std::vector<QueryWord> query_words(const std::vector<Token>& tokens);

/// A word with which people ask, not what they ask about: "무엇", "얼마나", "알려주".
bool is_asking(std::string_view term);

/// What the morphemes that overlap these bytes can decide together: the strongest kind among them.
WordKind kind_at(ByteRange bytes, const std::vector<Morpheme>& morphemes);

/// Sets each word's kind from the morphemes of the same text.
void sort_by_kind(std::vector<QueryWord>& words, const std::vector<Morpheme>& morphemes);

/// Sets each word's weight to its idf times what its kind is worth. `frequencies`: of the words in order; `chunks`: in
/// the index.
void weigh(std::vector<QueryWord>& words, const std::vector<std::int64_t>& frequencies, std::int64_t chunks);

/// Share of the words' weight that is found, 0..1. A word is found as itself, by all of its bigrams (the analyser may
/// have cut the chunk's text elsewhere), or by its parts, each of which counts its share.
double coverage(const std::vector<QueryWord>& words, const std::unordered_set<std::string>& chunk_terms);

/// How far one word is found among the terms, 0..1, as in coverage().
double found_share(const QueryWord& word, const std::unordered_set<std::string>& terms);

/// The words and then their parts, each once: what explains and highlights a hit.
std::vector<std::string> terms_of(const std::vector<QueryWord>& words);

}  // namespace onggi::retrieve
