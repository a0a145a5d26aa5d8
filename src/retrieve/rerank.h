// The built-in reranker: what a passage itself shows of the question, beyond how often and how rarely its words occur.
//
// The features are those that the field has found to add to BM25: neighbouring words that are neighbours in the passage
// too (Metzler & Croft 2005, "A Markov Random Field Model for Term Dependencies"), how much of the question is met, the
// question letter by letter, and words that come early where a section opens. They are read from the passage's text by
// searching for the question's words, so that nothing has to be analysed while somebody waits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "retrieve/question.h"

namespace onggi::retrieve {

/// Each 0..1.
struct PassageFeatures {
  double covered = 0;   // share of the question's words, by weight, that it holds, whole or in parts
  double adjacent = 0;  // share of the question's neighbouring words that are neighbours here, a heading among them
  double phrase = 0;    // 1: the whole question stands in it, spaces, signs and case aside
  double early = 0;     // how early its words come: 1 in the lead, falling by e every 30 words
  double opening = 0;   // `early` where the passage begins a section or a document, else 0
};

struct PassageText {
  std::string_view lead, text;
  bool opens = false;  // begins a section or a document
};

class PassageWords;

/// One question. Thread safe.
class PassageReader {
 public:
  explicit PassageReader(const Question& question);
  /// Cost: about 20 µs a 1,000 bytes.
  PassageFeatures read(const PassageText& passage) const;

 private:
  struct Word {
    std::string term;
    std::vector<std::string> parts, variants;
    double weight = 0;
    ByteRange bytes;         // in the question
    std::size_t number = 0;  // of the 어절 of the question in which it stands
  };
  struct Found;

  void add(const Question& question, const QueryWord& word);
  bool note(ByteRange bytes, const std::vector<std::string>& spellings);
  void note(const Question& question, const Variant& variant);
  static Found find(const Word& word, const PassageWords& text, const PassageWords& lead);
  double adjacent(const std::vector<Found>& found) const;

  std::vector<Word> words_;
  std::string letters_;  // of the question, without anything else
  double weights_ = 0;   // of all words
};

/// What the features add to a fused score; weights below, learned, see rerank.cpp.
double added_by(const PassageFeatures& features);

}  // namespace onggi::retrieve
