// How heavily a token counts, on the side of the chunk and on the side of the question.
#pragma once

#include <cstdint>

#include "text/analyzer.h"

namespace onggi::index {

// BM25 (Robertson & Zaragoza, "The Probabilistic Relevance Framework", 2009). k1 as Anserini has
// it, b as Lucene. Tried on four collections that no result is reported of (sections of a Korean installation guide and
// of an English manual, half of KoBEST BoolQ, four invented organisations): k1 hardly matters between 0.6 and 1.2, nor
// does b between 0.4 and 0.75 on average; where chunks differ much in length the higher one finds more.
constexpr double kSaturation = 0.9;    // k1
constexpr double kLengthShare = 0.75;  // b

/// Frequencies and lengths are whole numbers of twentieths, so that kinds and fields below come out even.
constexpr std::uint32_t kUnit = 20;

/// Weight of one occurrence in twentieths. Compound parts and bigrams find what whole morphemes miss, but say less; a
/// Latin word is one term where a Korean word is several. The weight counts on both sides: in a chunk's frequencies and
/// in the question. On the same collections no bigrams at all cost 0.005 nDCG@10 on average, bigrams that weigh as
/// much as words 0.017.
constexpr std::uint32_t units_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::part:
      return 10;
    case TokenKind::bigram:
      return 6;
    case TokenKind::word:
      return 18;
    case TokenKind::morpheme:
      break;
  }
  return kUnit;
}

/// Titles and headings name the topic: an occurrence in the lead counts one and a half times.
constexpr std::uint32_t units_in_lead(TokenKind kind) { return units_of(kind) * 3 / 2; }

}  // namespace onggi::index
