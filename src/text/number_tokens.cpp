// Numbers at their places in a text, with what stands around them.
#include "text/number_tokens.h"

#include <algorithm>
#include <utility>

#include "text/features.h"
#include "text/latin_words.h"
#include "text/numbers.h"

namespace onggi {
namespace {

constexpr std::size_t kSyllableBytes = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

char32_t first_of(std::string_view text) {
  std::size_t offset = 0;
  return next_code_point(text, offset);
}

bool is_law_unit(std::string_view form) {
  static constexpr std::string_view kUnits[] = {"조", "항", "호", "장", "절", "관", "편", "목"};
  return std::find(std::begin(kUnits), std::end(kUnits), form) != std::end(kUnits);
}

bool is_unit(const Morpheme& m) {
  const bool noun = is_noun_tag(m.tag) || m.tag == "NNB" || m.tag == "NNBC" || m.tag == "XSN";
  // Two syllables; dependent nouns of counting may be longer ("퍼센트", "킬로그램").
  return noun && m.surface.size() <= (m.tag == "NNBC" ? 12 : 6) && is_hangul_syllable(first_of(m.surface));
}

}  // namespace

bool is_numeral_at(const std::vector<Morpheme>& morphemes, std::size_t at) {
  const auto behind = std::upper_bound(morphemes.begin(), morphemes.end(), at,
                                       [](std::size_t byte, const Morpheme& m) { return byte < m.bytes.begin; });
  return behind != morphemes.begin() && (behind - 1)->tag == "NR" && (behind - 1)->bytes.end > at;
}

NumberTokens::NumberTokens(std::string_view text, const std::vector<Morpheme>& morphemes, Add add)
    : text_(text), morphemes_(morphemes), add_(std::move(add)) {}

void NumberTokens::add_run(ByteRange run, const std::string& folded) {
  const bool begins = is_digit(text_[run.begin]);
  if (begins) number_forms(run);
  if (begins || is_digit(text_[run.end - 1])) number_with_unit(run, folded, TokenKind::word);
}

/// Numbers in words: "일억", "삼천만".
void NumberTokens::add_numerals(std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i)
    if (morphemes_[i].tag == "NR" && is_hangul_syllable(first_of(morphemes_[i].surface)) &&
        !follows_digit(morphemes_[i].bytes.begin))
      number_in_words(morphemes_[i].bytes.begin);
}

bool NumberTokens::follows_digit(std::size_t at) const {
  std::string_view before = text_.substr(0, at);
  if (before.ends_with(' ')) before.remove_suffix(1);
  return !before.empty() && is_digit(before.back());
}

/// What is written in more than one way. Another form of a number weighs as a part does: it is no further word.
void NumberTokens::number_forms(ByteRange run) {
  // "3.5%" is said 퍼센트.
  for (const std::string_view percent : {"%", "％"})
    if (text_.substr(run.end).starts_with(percent))
      add_(fold(latin_terms(slice(text_, run)).front().term) + "퍼센트", TokenKind::part,
           {run.begin, run.end + percent.size()});
  if (const auto date = date_at(text_, run.begin)) {
    constexpr std::size_t kMonth = 7;  // "2024-03"
    add_(date->form, TokenKind::part, date->bytes);
    if (date->form.size() > kMonth) add_(date->form.substr(0, kMonth), TokenKind::part, date->bytes);
  } else if (!law(run) && !is_bare_article(run)) {
    number_in_words(run.begin);
  }
}

/// "12조" is an article rather than twelve trillion, unless money or more of the number follows; "1.5조" is none.
bool NumberTokens::is_bare_article(ByteRange run) const {
  if (slice(text_, run).find_first_of(".,") != std::string_view::npos) return false;
  std::string_view behind = text_.substr(run.end);
  if (behind.starts_with(' ')) behind.remove_prefix(1);
  if (!behind.starts_with("조")) return false;
  behind.remove_prefix(kSyllableBytes);
  if (behind.starts_with(' ')) behind.remove_prefix(1);
  static constexpr std::string_view kMoney[] = {"원", "달러", "엔", "위안", "유로", "파운드"};
  return !std::any_of(std::begin(kMoney), std::end(kMoney), [&](auto word) { return behind.starts_with(word); }) &&
         (behind.empty() || !is_digit(behind.front()));
}

/// "제3조제2항", "§3②" → 3조2항; behind § also 3조 and 2항.
bool NumberTokens::law(ByteRange run) {
  const bool section_sign = follows_section_sign(text_, run.begin);
  const auto cited = law_paragraph(text_, run.begin);
  // Behind § there is no other word for it.
  if (cited) add_(cited->form, section_sign ? TokenKind::word : TokenKind::part, cited->bytes);
  if (section_sign) {
    const std::string article = std::string(slice(text_, run)) + "조";
    add_(article, TokenKind::word, run);
    if (cited) add_(cited->form.substr(cited->form.find("조") + kSyllableBytes), TokenKind::word, cited->bytes);
  }
  return cited || section_sign || follows_ordinal(run);
}

/// "3만5천", "1 억", "일억" as digits, alone and with the unit behind it.
void NumberTokens::number_in_words(std::size_t begin) {
  if (begin < number_end_) return;
  const auto number = korean_number(text_, begin, [this](std::size_t at) { return is_numeral_at(morphemes_, at); });
  if (!number) return;
  number_end_ = number->bytes.end;
  add_(number->form, TokenKind::part, number->bytes);
  number_with_unit(number->bytes, number->form, TokenKind::part);
  std::size_t letters = number_end_;
  while (letters < text_.size() && is_letter(text_[letters])) ++letters;
  if (letters > number_end_)
    add_(number->form + fold(slice(text_, {number_end_, letters})), TokenKind::part, {begin, letters});
}

// "12조", "제 12 조", "30일", "5 명": number and unit as one term, however they are spaced; "제3조의2" also as
// "3조의2".
void NumberTokens::number_with_unit(ByteRange number, const std::string& digits, TokenKind kind) {
  if (!is_digit(digits.back())) return;
  const bool spaced = number.end < text_.size() && text_[number.end] == ' ';
  const std::size_t end = unit_end(number, number.end + (spaced ? 1 : 0), spaced);
  if (end == 0) return;
  const std::string_view written = text_.substr(number.end + (spaced ? 1 : 0));
  const std::string joined = digits + fold(written.substr(0, end - number.end - (spaced ? 1 : 0)));
  add_(joined, kind, {number.begin, end});
  sub_number(joined, {number.begin, end});
}

// Where the unit that begins at `begin` ends; 0: there is none. Behind 제 the units of law count even where MeCab
// reads on ("제12조의" has 조의, condolence, in it).
std::size_t NumberTokens::unit_end(ByteRange number, std::size_t begin, bool spaced) const {
  if (follows_ordinal(number) && is_law_unit(text_.substr(std::min(begin, text_.size()), kSyllableBytes)))
    return begin + kSyllableBytes;
  const Morpheme* const unit = morpheme_at(begin);
  if (unit == nullptr || !is_unit(*unit) || (spaced && unit->tag != "NNBC")) return 0;
  return unit->bytes.end;
}

bool NumberTokens::follows_ordinal(ByteRange number) const {
  std::string_view before = text_.substr(0, number.begin);
  if (before.ends_with(' ')) before.remove_suffix(1);
  return before.ends_with("제");
}

void NumberTokens::sub_number(const std::string& joined, ByteRange range) {
  constexpr std::string_view kOf = "의";
  if (text_.substr(range.end, kOf.size()) != kOf) return;
  const std::size_t begin = range.end + kOf.size();
  std::size_t end = begin;
  while (end < text_.size() && is_digit(text_[end])) ++end;
  if (end > begin)
    add_(joined + std::string(kOf) + std::string(text_.substr(begin, end - begin)), TokenKind::word,
         {range.begin, end});
}

const Morpheme* NumberTokens::morpheme_at(std::size_t begin) const {
  const auto found = std::lower_bound(morphemes_.begin(), morphemes_.end(), begin,
                                      [](const Morpheme& m, std::size_t at) { return m.bytes.begin < at; });
  return found != morphemes_.end() && found->bytes.begin == begin ? &*found : nullptr;
}

}  // namespace onggi
