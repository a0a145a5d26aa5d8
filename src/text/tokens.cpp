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
#include "text/numbers.h"
#include "text/surface.h"

namespace onggi {
namespace {

// Light verbs stand in nearly every Korean sentence and say nothing on their own.
bool is_light_verb(std::string_view form) { return form == "하" || form == "되" || form == "있"; }

// What a noun run may be made of. IC: names that MeCab does not know fall apart into interjections ("에", "어").
bool joins_noun_run(std::string_view tag) { return is_noun_tag(tag) || tag == "XPN" || tag == "XSN" || tag == "IC"; }

constexpr std::size_t kNounRunSyllablesMax = 10;

bool is_law_unit(std::string_view form) {
  static constexpr std::string_view kUnits[] = {"조", "항", "호", "장", "절", "관", "편", "목"};
  return std::find(std::begin(kUnits), std::end(kUnits), form) != std::end(kUnits);
}

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
    numerals(first, next_morpheme_);
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

  /// Numbers in words: "일억", "삼천만".
  void numerals(std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i)
      if (morphemes_[i].tag == "NR" && is_hangul_syllable(first_of(morphemes_[i].surface)) &&
          !follows_digit(morphemes_[i].bytes.begin))
        number_in_words(morphemes_[i].bytes.begin);
  }

  bool follows_digit(std::size_t at) const {
    std::string_view before = text_.substr(0, at);
    if (before.ends_with(' ')) before.remove_suffix(1);
    return !before.empty() && is_digit(before.back());
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
    if (is_digit(run[0])) number_forms({begin, end});
    if (is_digit(text_[end - 1]) || is_digit(run[0]))
      number_with_unit({begin, end}, fold(terms.front().term), TokenKind::word);
    for (LatinTerm& term : terms)
      add(fold(term.term), TokenKind::word, {begin + term.bytes.begin, begin + term.bytes.end});
    return end;
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  /// What is written in more than one way. Another form of a number weighs as a part does: it is no further word.
  void number_forms(ByteRange run) {
    for (const std::string_view percent : {"%", "％"})
      if (text_.substr(run.end).starts_with(percent))
        add(fold(latin_terms(slice(text_, run)).front().term) + "퍼센트", TokenKind::part,
            {run.begin, run.end + percent.size()});
    if (const auto date = date_at(text_, run.begin)) {
      constexpr std::size_t kMonth = 7;  // "2024-03"
      add(date->form, TokenKind::part, date->bytes);
      if (date->form.size() > kMonth) add(date->form.substr(0, kMonth), TokenKind::part, date->bytes);
    } else if (!law(run) && !is_bare_article(run)) {
      number_in_words(run.begin);
    }
  }

  /// "12조" is an article rather than twelve trillion, unless money or more of the number follows.
  bool is_bare_article(ByteRange run) const {
    std::string_view behind = text_.substr(run.end);
    if (behind.starts_with(' ')) behind.remove_prefix(1);
    if (!behind.starts_with("조")) return false;
    behind.remove_prefix(std::string_view("조").size());
    if (behind.starts_with(' ')) behind.remove_prefix(1);
    static constexpr std::string_view kMoney[] = {"원", "달러", "엔", "위안", "유로", "파운드"};
    return !std::any_of(std::begin(kMoney), std::end(kMoney), [&](auto word) { return behind.starts_with(word); }) &&
           (behind.empty() || !is_digit(behind.front()));
  }

  /// "제3조제2항", "§3②" → 3조2항; behind § also 3조 and 2항.
  bool law(ByteRange run) {
    const bool section_sign = follows_section_sign(text_, run.begin);
    const auto cited = law_paragraph(text_, run.begin);
    // Behind § there is no other word for it.
    if (cited) add(cited->form, section_sign ? TokenKind::word : TokenKind::part, cited->bytes);
    if (section_sign) {
      const std::string article = std::string(slice(text_, run)) + "조";
      add(article, TokenKind::word, run);
      if (cited) add(cited->form.substr(article.size()), TokenKind::word, cited->bytes);
    }
    return cited || section_sign || follows_ordinal(run);
  }

  /// "3만5천", "1 억", "일억" as digits, alone and with the unit behind it.
  void number_in_words(std::size_t begin) {
    if (begin < number_end_) return;
    const auto number = korean_number(text_, begin, [this](std::size_t at) { return is_numeral(at); });
    if (!number) return;
    number_end_ = number->bytes.end;
    add(number->form, TokenKind::part, number->bytes);
    number_with_unit(number->bytes, number->form, TokenKind::part);
    std::size_t letters = number_end_;
    while (letters < text_.size() && is_letter(text_[letters])) ++letters;
    if (letters > number_end_)
      add(number->form + fold(slice(text_, {number_end_, letters})), TokenKind::part, {begin, letters});
  }

  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  bool is_numeral(std::size_t at) const {
    const auto behind = std::upper_bound(morphemes_.begin(), morphemes_.end(), at,
                                         [](std::size_t byte, const Morpheme& m) { return byte < m.bytes.begin; });
    return behind != morphemes_.begin() && (behind - 1)->tag == "NR" && (behind - 1)->bytes.end > at;
  }

  // "12조", "제 12 조", "30일", "5 명": number and unit as one term, however they are spaced; "제3조의2" also as
  // "3조의2".
  void number_with_unit(ByteRange number, const std::string& digits, TokenKind kind) {
    if (!is_digit(digits.back())) return;
    const bool spaced = number.end < text_.size() && text_[number.end] == ' ';
    const std::size_t end = unit_end(number, number.end + (spaced ? 1 : 0), spaced);
    if (end == 0) return;
    const std::string_view written = text_.substr(number.end + (spaced ? 1 : 0));
    const std::string joined = digits + fold(written.substr(0, end - number.end - (spaced ? 1 : 0)));
    add(joined, kind, {number.begin, end});
    sub_number(joined, {number.begin, end});
  }

  // Where the unit that begins at `begin` ends; 0: there is none. Behind 제 the units of law count even where MeCab
  // reads on
  // ("제12조의" has 조의, condolence, in it).
  std::size_t unit_end(ByteRange number, std::size_t begin, bool spaced) const {
    constexpr std::size_t kSyllableBytes = 3;
    if (follows_ordinal(number) && is_law_unit(text_.substr(std::min(begin, text_.size()), kSyllableBytes)))
      return begin + kSyllableBytes;
    const Morpheme* const unit = morpheme_at(begin);
    if (unit == nullptr || !is_unit(*unit) || (spaced && unit->tag != "NNBC")) return 0;
    return unit->bytes.end;
  }

  bool follows_ordinal(ByteRange number) const {
    std::string_view before = text_.substr(0, number.begin);
    if (before.ends_with(' ')) before.remove_suffix(1);
    return before.ends_with("제");
  }

  void sub_number(const std::string& joined, ByteRange range) {
    constexpr std::string_view kOf = "의";
    if (text_.substr(range.end, kOf.size()) != kOf) return;
    const std::size_t begin = range.end + kOf.size();
    std::size_t end = begin;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    if (end > begin)
      add(joined + std::string(kOf) + std::string(text_.substr(begin, end - begin)), TokenKind::word,
          {range.begin, end});
  }

  const Morpheme* morpheme_at(std::size_t begin) const {
    const auto found = std::lower_bound(morphemes_.begin(), morphemes_.end(), begin,
                                        [](const Morpheme& m, std::size_t at) { return m.bytes.begin < at; });
    return found != morphemes_.end() && found->bytes.begin == begin ? &*found : nullptr;
  }

  static bool is_unit(const Morpheme& m) {
    const bool noun = is_noun_tag(m.tag) || m.tag == "NNB" || m.tag == "NNBC" || m.tag == "XSN";
    // Two syllables; dependent nouns of counting may be longer ("퍼센트", "킬로그램").
    return noun && m.surface.size() <= (m.tag == "NNBC" ? 12 : 6) && is_hangul_syllable(first_of(m.surface));
  }

  static char32_t first_of(std::string_view text) {
    std::size_t offset = 0;
    return next_code_point(text, offset);
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
  std::size_t number_end_ = 0;  // of the last number in words
  std::uint32_t position_ = 0;
};

}  // namespace

std::vector<Token> make_tokens(std::string_view nfc, const std::vector<Morpheme>& morphemes,
                               const std::vector<HanjaReading>& readings) {
  return TokenMaker(nfc, morphemes, readings).run();
}

}  // namespace onggi
