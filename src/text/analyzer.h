// Korean (and other) text → the one token stream that every index tier is fed with.
//
// MeCab with mecab-ko-dic finds morphemes; compounds are kept whole and split; Hangul runs also give character bigrams,
// so words that no dictionary knows are still found. Measured on Korean questions, morphemes plus bigrams beat either
// alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/text.h"
#include "text/user_words.h"

namespace onggi {

/// One morpheme as MeCab sees it.
struct Morpheme {
  std::string surface;                 // as written, NFC
  std::string tag;                     // Sejong tag of mecab-ko-dic: "NNG", "VV+EC", "SL" ...
  std::string lemma;                   // dictionary form where it differs ("빠르" for "빨라"), else the surface
  std::vector<std::string> parts;      // of a compound or contraction: {"데이터", "베이스"}; empty otherwise
  std::vector<std::string> part_tags;  // one a part
  ByteRange bytes;                     // into the analysed text
  bool known = true;                   // false: not in the dictionary
};

enum class TokenKind : std::uint8_t {
  morpheme,  // content morpheme, folded: "휴가"; also a run of nouns as one ("사내대출"), for what no dictionary knows
  part,      // a piece of a compound, or another form: "100000000" of 1억, "2024-03-01", "3조2항", a name as written
  bigram,    // two neighbouring syllables of a Hangul run: "연차"
  word,      // Latin word, stemmed lightly; code identifier or a piece of it; number ("1000"), number with its unit
             // ("12조")
};

/// One searchable term at its place.
struct Token {
  std::string term;
  TokenKind kind = TokenKind::morpheme;
  ByteRange bytes;
  std::uint32_t position = 0;  // of the word in the text; a compound, its parts and its bigrams share it
};

/// Thread safe after open(): each call takes its own lattice. Memory: the dictionary is mapped, about 10 MB resident.
///
/// The company's words may change while it is in use. A text in which none of them occurs has the same tokens whatever
/// they are; so what was made of tokens depends on version() and, for its texts, on company_words_in().
class Analyzer {
 public:
  struct Options {
    std::filesystem::path dictionary;       // folder of mecab-ko-dic
    std::filesystem::path user_dictionary;  // UTF-8 text file of the company's own words, a line each: "word" or
                                            // "word<TAB>part part"; empty: none
  };

  /// Errors: not_found / bad_input when the dictionary is missing or broken; bad_input with the line number for a user
  /// dictionary.
  static Result<std::unique_ptr<Analyzer>> open(const Options& options);
  virtual ~Analyzer() = default;

  /// All morphemes in order. Cost: about 2.6 MB/s a core (tokens: 2.1), measured on Korean passages.
  virtual std::vector<Morpheme> morphemes(std::string_view utf8) const = 0;

  /// What is indexed and searched, in order of position. The same text gives the same tokens on every machine.
  /// Content morphemes (nouns, verbs, adjectives, adverbs, roots, numbers, foreign words; no particles, endings,
  /// symbols), their parts, bigrams of Hangul runs, folded Latin words and numbers.
  virtual std::vector<Token> tokens(std::string_view utf8) const = 0;

  /// morphemes() as the dictionary alone gives them.
  virtual std::vector<Morpheme> dictionary_morphemes(std::string_view utf8) const = 0;

  /// Hash of dictionary version and rules, without the company's words: part of the stage key of everything made from
  /// tokens.
  virtual const std::string& version() const = 0;

  /// Fingerprint of the company's words that occur in these texts (16 letters; empty: none does): of each the word and
  /// its parts. Equal fingerprints of the same texts mean equal tokens. Cost: one walk over the texts.
  virtual std::string company_words_in(std::span<const std::string_view> texts) const = 0;

  /// Takes other words from now on. Calls that are under way end with those that they began with. `state` is the
  /// caller's number for these words.
  virtual void use_words(UserWords words, std::int64_t state) = 0;
  /// Of the words in use; 0: those of open(). Whoever joins several calls compares it before and after.
  virtual std::int64_t words_state() const = 0;
  /// Those in use, by key.
  virtual std::vector<UserWord> company_words() const = 0;
};

/// Counts what a language model would read. Thread safe.
class TokenCounter {
 public:
  virtual ~TokenCounter() = default;
  virtual std::int32_t count(std::string_view utf8) const = 0;
  virtual std::string version() const = 0;  // part of the stage key of chunks
};

/// An estimate without any model: one token for each Hangul syllable or Hanja × 0.75, each 4 Latin letters, digit pair,
/// symbol. Meant to be at or above what common tokenizers of 2024–2026 give on Korean, so that a budget holds.
const TokenCounter& estimating_counter();

}  // namespace onggi
