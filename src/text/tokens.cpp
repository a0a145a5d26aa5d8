// From morphemes to what is indexed.
//
// Text is walked by words (어절, runs without white space); a word's number is the position that all its terms share.
// Each word gives: content morphemes with their parts, the whole noun run where MeCab cut it up ("에/어/팟" is 에어팟:
// what looks like a noun is never deleted), bigrams of its Hangul, and its Latin words and numbers, a number also
// together with its unit ("12조").
#include "text/tokens.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "text/features.h"
#include "text/latin_words.h"
#include "text/number_tokens.h"
#include "text/surface.h"

namespace onggi {
namespace {

// Light verbs stand in nearly every Korean sentence and say nothing on their own.
bool is_light_verb(std::string_view form) { return form == "하" || form == "되" || form == "있"; }

// What a noun run may be made of. IC: names that MeCab does not know fall apart into interjections ("에", "어").
bool joins_noun_run(std::string_view tag) { return is_noun_tag(tag) || tag == "XPN" || tag == "XSN" || tag == "IC"; }

constexpr std::size_t kNounRunSyllablesMax = 10;

class TokenMaker {
 public:
  TokenMaker(std::string_view text, const std::vector<Morpheme>& morphemes, const std::vector<HanjaReading>& readings)
      : text_(text), morphemes_(morphemes), readings_(readings) {}

  std::vector<Token> run() {
    for (std::size_t offset = 0; offset < text_.size();) {
      const std::size_t begin = offset;
      if (is_white_space(next_code_point(text_, offset))) continue;
      std::size_t end = offset;
      while (end < text_.size()) {
        std::size_t after = end;
        if (is_white_space(next_code_point(text_, after))) break;
        end = after;
      }
      word({begin, end});
      offset = end;
      ++position_;
    }
    return std::move(tokens_);
  }

 private:
  void word(ByteRange range) {
    const std::size_t first_token = tokens_.size();
    const std::size_t first = next_morpheme_;
    while (next_morpheme_ < morphemes_.size() && morphemes_[next_morpheme_].bytes.begin < range.end) ++next_morpheme_;
    const std::size_t last = ends_in_genitive(first, next_morpheme_) ? next_morpheme_ - 1 : next_morpheme_;
    for (std::size_t i = first; i < last; ++i) morpheme(morphemes_[i]);
    noun_runs(first, last);
    hanja_readings(range);
    scripts(range);
    numbers_.add_numerals(first, next_morpheme_);
    surface(first, next_morpheme_, first_token);
    sort_and_dedup(first_token);
  }

  /// The dictionary takes 의 behind a noun for the noun 의 (義, 醫) more often than it is one; words that end in that
  /// ("주치의", "신의") it knows as a whole.
  bool ends_in_genitive(std::size_t first, std::size_t last) const {
    if (last < first + 2) return false;
    const Morpheme& m = morphemes_[last - 1];
    const Morpheme& before = morphemes_[last - 2];
    return m.surface == "의" && m.tag == "NNG" && is_noun_tag(before.tag) && before.bytes.end == m.bytes.begin;
  }

  void add(std::string term, TokenKind kind, ByteRange bytes) {
    if (!term.empty() && term.size() <= kTermBytesMax) tokens_.push_back({std::move(term), kind, bytes, position_});
  }

  void morpheme(const Morpheme& m) {
    if (m.tag.find('+') != std::string::npos) return inflected(m);
    if (!is_content_tag(m.tag) || (m.tag.starts_with('V') && is_light_verb(m.lemma))) return;
    add(fold(m.lemma), TokenKind::morpheme, m.bytes);
    compound_parts(m);
  }

  // "빨라졌" = 빠르/VA + 아/EC + 지/VX + 었/EP: the content is 빠르.
  void inflected(const Morpheme& m) {
    for (std::size_t i = 0; i < m.parts.size(); ++i)
      if (is_content_tag(m.part_tags[i]) && !is_light_verb(m.parts[i]))
        add(fold(m.parts[i]), TokenKind::morpheme, m.bytes);
  }

  // A part of one syllable ("금" of 위약금) matches too much that has nothing to do with it; bigrams find such words.
  void compound_parts(const Morpheme& m) {
    std::string joined;
    for (const std::string& part : m.parts) joined += part;
    std::size_t at = m.bytes.begin;
    for (const std::string& part : m.parts) {
      const ByteRange bytes = joined == m.surface ? ByteRange{at, at + part.size()} : m.bytes;
      at += part.size();
      if (count_code_points(part) >= 2) add(fold(part), TokenKind::part, bytes);
    }
  }

  void noun_runs(std::size_t first, std::size_t last) {
    for (std::size_t begin = first; begin < last;) {
      std::size_t end = begin;
      bool noun = false;
      while (end < last && joins_noun_run(morphemes_[end].tag) &&
             (end == begin || morphemes_[end].bytes.begin == morphemes_[end - 1].bytes.end))
        noun = noun || is_noun_tag(morphemes_[end].tag), ++end;
      if (noun && end - begin >= 2) noun_run({morphemes_[begin].bytes.begin, morphemes_[end - 1].bytes.end});
      begin = std::max(end, begin + 1);
    }
  }

  void noun_run(ByteRange range) {
    if (count_code_points(slice(text_, range)) <= kNounRunSyllablesMax)
      add(fold(slice(text_, range)), TokenKind::morpheme, range);
  }

  /// A run of Hanja as it is read, as far as the dictionary knows it.
  void hanja_readings(ByteRange word) {
    while (next_reading_ < readings_.size() && readings_[next_reading_].bytes.begin < word.end) {
      ByteRange run{readings_[next_reading_].bytes.begin, readings_[next_reading_].bytes.begin};
      std::string reading;
      for (; next_reading_ < readings_.size() && readings_[next_reading_].bytes.begin == run.end; ++next_reading_) {
        reading += readings_[next_reading_].reading;
        run.end = readings_[next_reading_].bytes.end;
      }
      if (count_code_points(reading) >= 2) add(std::move(reading), TokenKind::part, run);
    }
  }

  /// What the dictionary may have cut up wrongly is also kept as it is written.
  void surface(std::size_t first, std::size_t last, std::size_t first_token) {
    const ByteRange written = surface_of_ill_formed(text_, std::span(morphemes_).subspan(first, last - first));
    if (written.size() == 0) return;
    const std::string term(slice(text_, written));
    const auto same = [&](const Token& token) { return token.term == term; };
    if (std::none_of(tokens_.begin() + static_cast<std::ptrdiff_t>(first_token), tokens_.end(), same))
      add(term, TokenKind::part, written);
  }

  void scripts(ByteRange word) {
    for (std::size_t offset = word.begin; offset < word.end;) {
      std::size_t after = offset;
      const char32_t c = next_code_point(text_, after);
      if (is_latin_like(c)) offset = latin(offset, word.end);
      else if (is_hangul_syllable(c)) offset = bigrams(offset, word.end, is_hangul_syllable);
      else if (is_ideographic(c)) offset = bigrams(offset, word.end, is_ideographic);
      else offset = after;
    }
  }

  static bool is_ideographic(char32_t c) { return is_hanja(c) || is_kana(c); }

  std::size_t latin(std::size_t begin, std::size_t limit) {
    const std::size_t end = std::min(latin_run_end(text_, begin), limit);
    const std::string_view run = text_.substr(begin, end - begin);
    std::vector<LatinTerm> terms = latin_terms(run);
    numbers_.add_run({begin, end}, fold(terms.front().term));
    for (LatinTerm& term : terms)
      add(fold(term.term), TokenKind::word, {begin + term.bytes.begin, begin + term.bytes.end});
    return end;
  }

  std::size_t bigrams(std::size_t begin, std::size_t limit, bool (*in_run)(char32_t)) {
    std::size_t previous = begin;
    std::size_t offset = begin;
    next_code_point(text_, offset);
    while (offset < limit) {
      std::size_t after = offset;
      if (!in_run(next_code_point(text_, after))) break;
      add(fold(text_.substr(previous, after - previous)), TokenKind::bigram, {previous, after});
      previous = offset;
      offset = after;
    }
    return offset;
  }

  static auto order(const Token& token) {
    return std::tuple(token.bytes.begin, SIZE_MAX - token.bytes.end, token.kind, std::string_view(token.term));
  }

  void sort_and_dedup(std::size_t first) {
    const auto begin = tokens_.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(begin, tokens_.end(), [](const Token& a, const Token& b) { return order(a) < order(b); });
    tokens_.erase(
        std::unique(begin, tokens_.end(), [](const Token& a, const Token& b) { return order(a) == order(b); }),
        tokens_.end());
  }

  std::string_view text_;
  const std::vector<Morpheme>& morphemes_;
  const std::vector<HanjaReading>& readings_;
  std::vector<Token> tokens_;
  std::size_t next_reading_ = 0;
  std::size_t next_morpheme_ = 0;
  std::uint32_t position_ = 0;
  NumberTokens numbers_{text_, morphemes_, [this](std::string term, TokenKind kind, ByteRange bytes) {
                          add(std::move(term), kind, bytes);
                        }};
};

}  // namespace

std::vector<Token> make_tokens(std::string_view nfc, const std::vector<Morpheme>& morphemes,
                               const std::vector<HanjaReading>& readings) {
  return TokenMaker(nfc, morphemes, readings).run();
}

}  // namespace onggi
