// Finding other ways.
#include "retrieve/variants.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "text/keyboard.h"

namespace onggi::retrieve {
namespace {

constexpr std::size_t kSyllableBytes = 3;
constexpr std::size_t kInitialsMax = 12;
constexpr std::size_t kStretchMax = 8;  // syllables of a stretch that is looked up as one
constexpr std::size_t kTermsOfInitials = 20, kTermsOfATypo = 3, kTermsOfABeginning = 10, kSynonymsOfAWord = 8;

bool is_known(const Index& index, const std::string& term) { return index.document_frequencies({term}).front() > 0; }

std::vector<ByteRange> words_in(std::string_view text) {
  std::vector<ByteRange> words;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) words.push_back({begin, end});
    begin = end + 1;
  }
  return words;
}

bool is_latin(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

bool has_single_vowel(std::string_view word) {
  for (std::size_t offset = 0; offset < word.size();) {
    const char32_t c = next_code_point(word, offset);
    if (c >= U'ㅏ' && c <= U'ㅣ') return true;
  }
  return false;
}

/// The word on the other keyboard; empty when it is right where it is.
std::string on_the_other_keyboard(std::string_view word, const Analyzer& analyzer, const Index& index) {
  constexpr std::size_t kLatinMin = 3;  // two letters are an abbreviation rather than a syllable
  if (is_latin(word)) {
    const std::string meant = word.size() < kLatinMin ? "" : hangul_from_keys(word);
    if (meant.empty() || is_known(index, fold(word))) return {};
    const std::vector<Token> tokens = analyzer.tokens(word);
    return std::ranges::any_of(tokens, [&](const Token& token) { return is_known(index, token.term); }) ? "" : meant;
  }
  if (!has_single_vowel(word)) return {};
  const std::string meant = keys_from_hangul(word);
  const std::vector<Token> tokens = analyzer.tokens(meant);
  return std::ranges::any_of(tokens, [&](const Token& token) { return is_known(index, token.term); }) ? meant : "";
}

/// Which bytes of a question something in the index explains.
class Explained {
 public:
  Explained(std::string_view question, const std::vector<Token>& tokens, const std::vector<Morpheme>& morphemes,
            const Index& index)
      : bytes_(question.size(), false) {
    std::vector<std::string> terms;
    terms.reserve(tokens.size());
    for (const Token& token : tokens) terms.push_back(token.term);
    const std::vector<std::int64_t> holding = index.document_frequencies(terms);
    for (std::size_t i = 0; i < tokens.size(); ++i)
      if (holding[i] > 0 && tokens[i].kind != TokenKind::bigram && says_much(tokens[i], question))
        mark(tokens[i].bytes);
    // A word of the dictionary is no mistake, though no document holds it. Particles and endings need no explaining
    // where they follow something that is; "갸는" alone explains nothing.
    for (std::size_t i = 0; i < morphemes.size(); ++i) {
      const Morpheme& morpheme = morphemes[i];
      const bool follows = morpheme.bytes.begin > 0 && bytes_[morpheme.bytes.begin - 1];
      if (is_function(morpheme) ? follows : is_whole_word(morphemes, i)) mark(morpheme.bytes);
    }
  }

  bool all(ByteRange range) const {
    return std::all_of(bytes_.begin() + static_cast<std::ptrdiff_t>(range.begin),
                       bytes_.begin() + static_cast<std::ptrdiff_t>(range.end), [](bool known) { return known; });
  }
  void mark(ByteRange range) {
    std::fill(bytes_.begin() + static_cast<std::ptrdiff_t>(range.begin),
              bytes_.begin() + static_cast<std::ptrdiff_t>(range.end), true);
  }

 private:
  /// One syllable out of a longer word may be a splinter of what was mistyped.
  static bool says_much(const Token& token, std::string_view question) {
    if (token.bytes.size() > kSyllableBytes || token.kind == TokenKind::word) return true;
    const bool begins = token.bytes.begin == 0 || question[token.bytes.begin - 1] == ' ';
    return begins && (token.bytes.end == question.size() || question[token.bytes.end] == ' ');
  }
  /// A known word of two syllables or more, or a stem with its ending.
  static bool is_whole_word(const std::vector<Morpheme>& morphemes, std::size_t at) {
    const Morpheme& morpheme = morphemes[at];
    if (!morpheme.known || morpheme.tag.empty()) return false;
    if (morpheme.bytes.size() > kSyllableBytes) return true;
    if (morpheme.tag.front() != 'V') return false;
    return morpheme.tag.contains("+E") || (at + 1 < morphemes.size() && morphemes[at + 1].tag.starts_with('E') &&
                                           morphemes[at + 1].bytes.begin == morpheme.bytes.end);
  }
  static bool is_function(const Morpheme& morpheme) {
    return morpheme.known && !morpheme.tag.empty() && std::string_view("JEX").contains(morpheme.tag.front()) &&
           morpheme.tag != "XR";
  }

  std::vector<bool> bytes_;
};

/// Looks for what one word may have meant.
class Guess {
 public:
  Guess(std::string_view question, Explained& explained, const Index& index, std::vector<Variant>& found)
      : question_(question), explained_(explained), index_(index), found_(found) {}

  void initials(ByteRange word, const std::string& typed) {
    if (add(word, typed, Likeness::initials, kTermsOfInitials)) return;
    // Two words typed as one: "ㅇㅊㅎㄱㄱㅈ".
    for (std::size_t cut = 2 * kSyllableBytes; cut + 2 * kSyllableBytes <= typed.size(); cut += kSyllableBytes) {
      const std::string first = typed.substr(0, cut), second = typed.substr(cut);
      if (index_.similar_terms(Likeness::initials, first, 1).empty() ||
          index_.similar_terms(Likeness::initials, second, 1).empty())
        continue;
      add(word, first, Likeness::initials, kTermsOfInitials);
      add(word, second, Likeness::initials, kTermsOfInitials);
      return;
    }
  }

  /// A run of syllables; the longest stretches first, so that a whole word is rather mended than a piece of it.
  void mistyped(ByteRange run) {
    const std::size_t syllables = run.size() / kSyllableBytes;
    for (std::size_t length = std::min(syllables, kStretchMax); length >= 2; --length) {
      for (std::size_t at = 0; at + length <= syllables; ++at) {
        const ByteRange stretch{run.begin + at * kSyllableBytes, run.begin + (at + length) * kSyllableBytes};
        if (!needs_explaining(stretch)) continue;
        if (look_ups_++ >= kLookUpsMax) return;
        if (add(stretch, std::string(slice(question_, stretch)), Likeness::mistyped, kTermsOfATypo))
          explained_.mark(stretch);
      }
    }
    if (!explained_.all(run) && look_ups_++ < kLookUpsMax)
      add(run, std::string(slice(question_, run)), Likeness::beginning, kTermsOfABeginning);
  }

 private:
  bool needs_explaining(ByteRange stretch) const {
    for (std::size_t at = stretch.begin; at < stretch.end; at += kSyllableBytes)
      if (!explained_.all({at, at + kSyllableBytes})) return true;
    return false;
  }

  bool add(ByteRange bytes, const std::string& typed, Likeness likeness, std::size_t limit) {
    const std::vector<std::string> terms = index_.similar_terms(likeness, typed, limit);
    for (const std::string& term : terms)
      found_.push_back({typed, term, kind_of(likeness), weight_of(likeness, typed), bytes});
    return !terms.empty();
  }

  static VariantKind kind_of(Likeness likeness) {
    switch (likeness) {
      case Likeness::initials:
        return VariantKind::initials;
      case Likeness::mistyped:
        return VariantKind::mistyped;
      case Likeness::beginning:
        break;
    }
    return VariantKind::beginning;
  }

  /// Of two syllables nearly any word is a neighbour of another.
  static double weight_of(Likeness likeness, std::string_view typed) {
    if (likeness == Likeness::beginning) return 0.4;
    return likeness == Likeness::mistyped && typed.size() == 2 * kSyllableBytes ? 0.5 : 0.8;
  }

  std::string_view question_;
  Explained& explained_;
  const Index& index_;
  std::vector<Variant>& found_;
  std::size_t look_ups_ = 0;
};

/// Runs of Hangul syllables inside a word.
std::vector<ByteRange> syllable_runs(std::string_view text, ByteRange word) {
  std::vector<ByteRange> runs;
  for (std::size_t offset = word.begin; offset < word.end;) {
    const std::size_t begin = offset;
    if (!is_hangul_syllable(next_code_point(text, offset))) continue;
    if (!runs.empty() && runs.back().end == begin) runs.back().end = offset;
    else runs.push_back({begin, offset});
  }
  return runs;
}

}  // namespace

std::string_view to_string(VariantKind kind) {
  constexpr std::array<std::string_view, 5> kNames{"keyboard", "initials", "mistyped", "beginning", "synonym"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string with_right_keyboard(std::string_view question, const Analyzer& analyzer, const Index& index,
                                std::vector<Variant>& variants) {
  std::string right;
  for (const ByteRange word : words_in(question)) {
    const std::string_view typed = slice(question, word);
    const std::string meant = on_the_other_keyboard(typed, analyzer, index);
    if (!right.empty()) right += ' ';
    const std::size_t begin = right.size();
    right += meant.empty() ? typed : std::string_view(meant);
    if (!meant.empty())
      variants.push_back({std::string(typed), meant, VariantKind::keyboard, 1, {begin, right.size()}});
  }
  return right;
}

std::vector<Variant> likely_meant(std::string_view question, const std::vector<Token>& tokens,
                                  const std::vector<Morpheme>& morphemes, const Index& index) {
  std::vector<Variant> found;
  Explained explained(question, tokens, morphemes, index);
  Guess guess(question, explained, index, found);
  for (const ByteRange word : words_in(question)) {
    const std::string initials = initials_typed(slice(question, word));
    if (initials.size() >= 2 * kSyllableBytes && initials.size() <= kInitialsMax * kSyllableBytes)
      guess.initials(word, initials);
    for (const ByteRange run : syllable_runs(question, word))
      if (run.size() >= 2 * kSyllableBytes && !explained.all(run)) guess.mistyped(run);
  }
  return found;
}

namespace {

/// All words that it stands for ("금융 감독원") against the whole expression. A little below the word itself, so that
/// of two passages alike the one with the very word comes first.
Variant same_thing(const Thesaurus::Other& other, const std::vector<QueryWord>& words) {
  constexpr double kWeight = 0.9;
  Variant variant{.kind = VariantKind::synonym, .same = true};
  variant.weight = kWeight * other.share / static_cast<double>(other.words->size());
  variant.bytes = words[other.replaces.front()].bytes;
  for (const std::size_t word : other.replaces) {
    variant.typed.append(variant.typed.empty() ? "" : " ").append(words[word].term);
    variant.bytes.begin = std::min(variant.bytes.begin, words[word].bytes.begin);
    variant.bytes.end = std::max(variant.bytes.end, words[word].bytes.end);
  }
  for (const QueryWord& word : *other.words) variant.meant.append(variant.meant.empty() ? "" : " ").append(word.term);
  return variant;
}

}  // namespace

std::vector<Variant> synonyms_of(const std::vector<QueryWord>& words, const Thesaurus& thesaurus, const Index& index) {
  constexpr double kWeight = 0.2;
  std::vector<Variant> found;
  std::vector<std::size_t> taken(words.size());
  std::unordered_set<std::string> seen;
  for (const Thesaurus::Other& other : thesaurus.others(words)) {
    const QueryWord& replaced = words[other.replaces.front()];
    if (other.same) {
      Variant variant = same_thing(other, words);
      if (seen.insert(variant.typed + '\t' + variant.meant).second) found.push_back(std::move(variant));
      continue;
    }
    if (taken[other.replaces.front()] >= kSynonymsOfAWord) continue;
    const double weight = kWeight * other.share / static_cast<double>(other.words->size());
    bool added = false;
    for (const QueryWord& word : *other.words)
      if (word.term != replaced.term && is_known(index, word.term) &&
          seen.insert(replaced.term + '\t' + word.term).second) {
        found.push_back({replaced.term, word.term, VariantKind::synonym, weight, replaced.bytes});
        added = true;
      }
    if (added) ++taken[other.replaces.front()];
  }
  return found;
}

}  // namespace onggi::retrieve
