// Sentences of running Korean (and English) text.
//
// One pass from left to right. At each terminator (. ! ? … and their wide forms) the text before and behind it decides
// whether a sentence ends: not inside a number, an abbreviation, a heading number or an open quotation; closing marks
// behind it still belong to the sentence. Text without terminators ends at polite endings before a line break, at blank
// lines and at list markers.
#include <algorithm>
#include <array>
#include <string>

#include "text/text.h"

namespace onggi {
namespace {

struct Mark {
  char32_t code_point = 0;
  ByteRange bytes;
};

bool is_terminator(char32_t c) {
  return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xFF0E || c == 0xFF01 || c == 0xFF1F ||
         c == 0xFF61 || c == 0x203C || c == 0x2047 || c == 0x2048 || c == 0x2049;
}

bool is_full_stop(char32_t c) { return c == '.' || c == 0xFF0E; }

struct Quotation {
  char32_t opener = 0;
  char32_t closer = 0;
};
constexpr std::array<Quotation, 11> kQuotations = {{{'(', ')'},
                                                    {'[', ']'},
                                                    {'"', '"'},
                                                    {'\'', '\''},
                                                    {U'“', U'”'},
                                                    {U'‘', U'’'},
                                                    {U'「', U'」'},
                                                    {U'『', U'』'},
                                                    {U'〈', U'〉'},
                                                    {U'《', U'》'},
                                                    {U'（', U'）'}}};

bool is_closer(char32_t c) {
  return c == ')' || c == ']' || c == '"' || c == '\'' || c == 0x201D || c == 0x2019 || c == 0x300D || c == 0x300F ||
         c == 0x3009 || c == 0x300B || c == 0xFF09;
}

bool is_digit(char32_t c) { return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19); }
bool is_latin(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What people put behind a sentence without space: ㅋㅋ, ㅎㅎ, ㅠㅠ, ~, ^^, emoji and their variation selectors.
bool is_tail(char32_t c) {
  return (c >= 0x3131 && c <= 0x318E) || c == '~' || c == '^' || c == ';' || c == 0xFF5E || c == 0x223C ||
         c == 0x2661 || c == 0x2665 || c == 0x2764 || c == 0xFE0F || c == 0x200D || (c >= 0x1F300 && c <= 0x1FAFF);
}

constexpr std::array<std::string_view, 38> kAbbreviations = {
    "mr",   "mrs", "ms",  "dr",  "prof", "st",     "jr",   "sr",  "vs",  "etc", "e.g", "i.e", "cf",
    "no",   "nos", "vol", "pp",  "p",    "fig",    "figs", "eq",  "sec", "ch",  "inc", "ltd", "co",
    "corp", "al",  "ed",  "eds", "dept", "approx", "est",  "tel", "ext", "ver", "art", "ref"};

// Quotations longer than this are taken for a mark that was never closed.
constexpr std::size_t kQuotationBytes = 600;

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<ByteRange> run() {
    while (offset_ < text_.size()) step();
    close(text_.size());
    return std::move(sentences_);
  }

 private:
  void step() {
    const Mark mark = read(offset_);
    if (mark.code_point == '\n' || mark.code_point == 0x2029) return line_feed(mark);
    if (closer_ != 0 && mark.code_point == closer_) return close_quotation(mark);
    if (closer_ == 0) open_quotation(mark);
    offset_ = mark.bytes.end;
    if (is_terminator(mark.code_point)) terminator(mark);
    else if (is_white_space(mark.code_point)) space(mark);
    else word_character(mark);
  }

  // Chats and blogs leave the full stop out: a polite ending or an ending with ㅎㅎ, ~ or ^^ behind it closes at the
  // space.
  void space(const Mark& mark) {
    if (closer_ != 0 || last_.bytes.end != mark.bytes.begin) return;
    if (!ended_by_tail_ && !is_polite_word(mark.bytes.begin)) return;
    if (starts_with_quoting_word(skip_spaces(offset_)) || is_terminator(peek(skip_spaces(offset_)))) return;
    take_spaced_emoticon();
    close(offset_);
  }

  void word_character(const Mark& mark) {
    const bool adjacent = last_.bytes.end == mark.bytes.begin;
    const bool jamo = mark.code_point >= 0x3131 && mark.code_point <= 0x318E;
    const bool behind_ending =
        is_ending(last_) || (jamo && last_.code_point == mark.code_point && is_hangul(mark.code_point));
    ended_by_tail_ = adjacent && is_tail(mark.code_point) && (ended_by_tail_ || behind_ending);
    last_ = mark;
  }

  // "-ㅂ니다" and the polite endings in 요; nouns in 요 ("필요", "중요", "개요") have other syllables before it.
  bool is_polite_word(std::size_t end) const {
    if (last_.code_point == U'다') {
      const std::string_view word = word_before(end);
      if (word.size() < 9 || !word.ends_with("니다")) return false;
      std::size_t at = word.size() - 9;
      const char32_t before = next_code_point(word, at);
      return is_hangul_syllable(before) && (before - 0xAC00) % 28 == 17;  // final consonant ㅂ
    }
    if (last_.code_point != U'요') return false;
    const std::string_view word = word_before(end);
    if (word.size() < 6) return false;
    std::size_t at = word.size() - 6;
    static constexpr std::u32string_view kBefore = U"어아여에예세네해게래데구군까나든려겨져돼봐와줘셔워러지";
    return kBefore.find(next_code_point(word, at)) != std::u32string_view::npos;
  }

  Mark read(std::size_t at) const {
    std::size_t end = at;
    const char32_t code_point = next_code_point(text_, end);
    return {code_point, {at, end}};
  }

  char32_t peek(std::size_t at) const { return at < text_.size() ? read(at).code_point : U'\n'; }

  // A quotation only counts when it is closed within the paragraph; looking for its end is done once for each opening
  // mark, over a bounded stretch, so the whole stays O(n).
  void open_quotation(const Mark& mark) {
    const std::size_t kind = quotation_kind(mark);
    if (kind == kQuotations.size() || mark.bytes.begin < no_closer_until_[kind]) return;
    const std::size_t limit = std::min(text_.size(), mark.bytes.end + kQuotationBytes);
    std::size_t at = mark.bytes.end;
    while (at < limit) {
      const Mark next = read(at);
      if (next.code_point == '\n' && peek(next.bytes.end) == '\n') break;
      at = next.bytes.end;
      if (next.code_point != kQuotations[kind].closer) continue;
      closer_ = next.code_point;
      opened_sentence_ = sentence_start() >= mark.bytes.begin;
      return;
    }
    no_closer_until_[kind] = at;
  }

  std::size_t quotation_kind(const Mark& mark) const {
    if (mark.code_point == '\'' && is_latin(last_before(mark))) return kQuotations.size();  // an apostrophe
    const auto found = std::find_if(kQuotations.begin(), kQuotations.end(),
                                    [&](const Quotation& quotation) { return quotation.opener == mark.code_point; });
    return static_cast<std::size_t>(found - kQuotations.begin());
  }

  char32_t last_before(const Mark& mark) const { return last_.bytes.end == mark.bytes.begin ? last_.code_point : U' '; }

  // "…했다." 라고 말했다: behind the closing mark a particle or a verb of saying goes on; otherwise what stood in the
  // quotation or brackets as a full sentence ends here.
  void close_quotation(const Mark& mark) {
    closer_ = 0;
    offset_ = mark.bytes.end;
    const bool ended = is_terminator(last_.code_point) && last_.bytes.end == mark.bytes.begin;
    last_ = mark;
    if (!ended) return;
    const char32_t next = peek(offset_);
    if (next != '\n' && !is_white_space(next)) return;
    if (is_bracket(mark.code_point) && !opened_sentence_) return;  // "…(가능한!) 곳"
    if (starts_with_quoting_word(skip_spaces(offset_))) return;
    close(offset_);
  }

  static bool is_bracket(char32_t c) { return c == ')' || c == ']' || c == U'）' || c == U'〉' || c == U'》'; }

  bool starts_with_quoting_word(std::size_t at) const {
    static constexpr std::string_view kWords[] = {"라고",  "라는",  "라며", "라면", "이라고", "이라는", "이라며",
                                                  "하고 ", "하는 ", "하며", "고 ",  "며 ",    "는 ",    "싶"};
    const std::string_view rest = text_.substr(at);
    return std::any_of(std::begin(kWords), std::end(kWords),
                       [&](std::string_view word) { return rest.starts_with(word); });
  }

  std::size_t skip_spaces(std::size_t at) const {
    while (at < text_.size()) {
      const Mark mark = read(at);
      if (mark.code_point == '\n' || !is_white_space(mark.code_point)) break;
      at = mark.bytes.end;
    }
    return at;
  }

  void terminator(const Mark& mark) {
    const Mark first = mark;
    const Mark previous = last_;
    last_ = mark;
    while (is_terminator(peek(offset_))) last_ = read(offset_), offset_ = last_.bytes.end;
    if (closer_ != 0) return;
    if (is_full_stop(first.code_point) && last_.bytes.begin == first.bytes.begin && is_inner_stop(first, previous))
      return;
    const bool ellipsis = first.code_point == 0x2026 || last_.bytes.begin - first.bytes.begin >= 2;
    take_tail();
    const char32_t next = peek(offset_);
    if (next != '\n' && !is_white_space(next) && !glued_sentence(first, previous, next)) return;
    if (next != '\n' && ellipsis && trails_off(previous)) return;
    if (!is_full_stop(first.code_point) && starts_with_quoting_word(skip_spaces(offset_))) return;
    close(offset_);
  }

  // "하지만… 주말에는": an ellipsis behind anything but an ending is a pause.
  bool trails_off(const Mark& previous) const {
    return is_latin(previous.code_point) ? !starts_upper(skip_spaces(offset_)) : !is_ending(previous);
  }

  // "했습니다.그리고": no space behind the stop, but a Hangul ending before it.
  bool glued_sentence(const Mark& first, const Mark& previous, char32_t next) const {
    if (previous.bytes.end != first.bytes.begin || !is_hangul_syllable(next)) return false;
    return is_ending(previous) || !is_full_stop(first.code_point);
  }

  // 다 요 죠 까 음 함 됨 임: syllables at which Korean sentences end.
  static bool is_ending(const Mark& mark) {
    static constexpr std::u32string_view kEndings = U"다요죠까음함됨임네지군걸래자";
    return kEndings.find(mark.code_point) != std::u32string_view::npos;
  }

  bool starts_upper(std::size_t at) const {
    const char32_t c = peek(at);
    return (c >= 'A' && c <= 'Z') || c >= 0x80 || c == '\n';
  }

  // A single full stop that is no end: decimal point, dotted name, abbreviation, heading number.
  bool is_inner_stop(const Mark& mark, const Mark& previous) const {
    const char32_t next = peek(mark.bytes.end);
    const bool glued = previous.bytes.end == mark.bytes.begin;
    if (!glued) return is_latin(next) || is_digit(next);  // " .5", " .gitignore"
    if (!is_white_space(next) && !is_closer(next) && !is_tail(next) && !is_hangul_syllable(next)) return true;
    if (is_digit(previous.code_point)) return number_goes_on(previous, next);
    if (is_latin(previous.code_point)) return is_abbreviation(mark.bytes.begin, next);
    return is_heading_letter(previous);
  }

  static bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

  // The word (no white space) that ends at `end`.
  std::string_view word_before(std::size_t end) const {
    std::size_t begin = end;
    while (begin > begin_ && begin + 32 > end && !is_ascii_space(text_[begin - 1])) --begin;
    return text_.substr(begin, end - begin);
  }

  bool starts_sentence(std::string_view word) const {
    return sentence_start() >= static_cast<std::size_t>(word.data() - text_.data());
  }

  std::size_t sentence_start() const {
    std::size_t at = begin_;
    while (at < text_.size() && is_white_space(peek(at))) at = read(at).bytes.end;
    return at;
  }

  // "1. 개요", "2024. 3. 1.", "제1조. 목적": a number and a stop go on, unless the number closes a sentence ("총 5.
  // 다음").
  bool number_goes_on(const Mark& previous, char32_t next) const {
    if (is_hangul_syllable(next)) return true;  // "3.이름"
    const std::string_view word = word_before(previous.bytes.end);
    if (starts_sentence(word)) return true;
    if (is_closer(next) || is_tail(next)) return false;
    const std::size_t at = skip_spaces(previous.bytes.end + 1);
    const bool date = word.size() <= 4 || word.find('.') != std::string_view::npos;
    if (date && is_digit(peek(at))) return true;
    return word.size() <= 2 && next != '\n' && follows_date_part(word);  // the last stop of "2024. 3. 1."
  }

  bool follows_date_part(std::string_view word) const {
    const std::size_t at = static_cast<std::size_t>(word.data() - text_.data());
    return at >= begin_ + 3 && text_[at - 1] == ' ' && text_[at - 2] == '.' &&
           is_digit(static_cast<unsigned char>(text_[at - 3]));
  }

  bool is_abbreviation(std::size_t end, char32_t next) const {
    if (is_hangul_syllable(next)) return true;  // "vs.한국", file names
    std::string_view word = word_before(end);
    while (!word.empty() && !is_latin(static_cast<unsigned char>(word.front()))) word.remove_prefix(1);
    std::string lower(word);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (std::find(kAbbreviations.begin(), kAbbreviations.end(), lower) != kAbbreviations.end()) return next != '\n';
    return lower.size() == 1 || (lower.size() == 3 && lower[1] == '.');  // "J. Kim", "A. 개요", "a.m."
  }

  // "가. 나. 다." as list letters: one syllable alone at the start; also "제1조.", "제2장." there.
  bool is_heading_letter(const Mark& previous) const {
    const std::string_view word = word_before(previous.bytes.end);
    if (!starts_sentence(word)) return false;
    if (word.size() == 3 || word == "(가")
      return std::string_view("가나다라마바사아자차카타파하").find(word) != std::string_view::npos;
    static constexpr std::u32string_view kUnits = U"조항호장절관편목";
    return word.starts_with("제") && kUnits.find(previous.code_point) != std::u32string_view::npos;
  }

  // Closing marks and what stands for a smile belong to the sentence before.
  void take_tail() {
    while (offset_ < text_.size()) {
      const Mark mark = read(offset_);
      const bool straight_quote = mark.code_point == '"' || mark.code_point == '\'';
      if (straight_quote && is_hangul_syllable(peek(mark.bytes.end))) break;
      if (!is_closer(mark.code_point) && !is_tail(mark.code_point) && !is_terminator(mark.code_point)) break;
      offset_ = mark.bytes.end;
    }
    take_spaced_emoticon();
  }

  // "좋아요! ㅎㅎ": a run of jamo or emoji alone behind a space.
  void take_spaced_emoticon() {
    const std::size_t at = skip_spaces(offset_);
    std::size_t end = at;
    while (end < text_.size() && is_tail(peek(end)) && peek(end) != '~') end = read(end).bytes.end;
    if (end > at && (end >= text_.size() || is_white_space(peek(end)))) offset_ = end;
  }

  // A single line feed ends a sentence where the line looks finished or the next one begins a list item; a blank line
  // always does.
  void line_feed(const Mark& mark) {
    const std::size_t next = skip_spaces(mark.bytes.end);
    const bool blank = next >= text_.size() || peek(next) == '\n' || mark.code_point == 0x2029;
    offset_ = mark.bytes.end;
    if (blank) closer_ = 0;
    if (blank || (closer_ == 0 && (is_terminator(last_.code_point) || ends_politely() || starts_item(next))))
      close(mark.bytes.begin);
  }

  bool ends_politely() const {
    if (!is_ending(last_) || last_.code_point == U'지' || last_.code_point == U'자') return false;
    static constexpr std::u32string_view kPlain = U"다요죠까";
    return kPlain.find(last_.code_point) != std::u32string_view::npos;
  }

  // "- ", "• ", "① ", "1) ", "1. ", "가. ", "# ", "제3조"
  bool starts_item(std::size_t at) const {
    const Mark first = read_or_end(at);
    const char32_t c = first.code_point;
    if ((c >= 0x2460 && c <= 0x2473) || c == 0x2022 || c == 0x25CF || c == 0x25CB || c == 0x25A0 || c == 0x25A1 ||
        c == 0x203B)
      return true;
    if (c == '-' || c == '*' || c == '#' || c == 0x00B7) return is_white_space(peek(first.bytes.end)) || c == '#';
    if (c == U'제' && is_digit(peek(first.bytes.end))) return true;
    std::size_t end = first.bytes.end;
    if (is_digit(c))
      while (is_digit(peek(end)) && end < at + 4) end = read(end).bytes.end;
    else if (std::u32string_view(U"가나다라마바사아자차카타파하").find(c) == std::u32string_view::npos) return false;
    const char32_t stop = peek(end);
    return (stop == '.' || stop == ')') && is_white_space(peek(end + 1));
  }

  Mark read_or_end(std::size_t at) const { return at < text_.size() ? read(at) : Mark{U'\n', {at, at}}; }

  void close(std::size_t end) {
    ByteRange range{begin_, end};
    while (range.begin < range.end && is_white_space(peek(range.begin))) range.begin = read(range.begin).bytes.end;
    while (range.end > range.begin) {
      const std::size_t last = floor_to_code_point(text_, range.end - 1);
      if (!is_white_space(read(last).code_point)) break;
      range.end = last;
    }
    begin_ = end;
    if (range.size() > 0) sentences_.push_back(range);
    last_ = Mark{U' ', {end, end}};
    ended_by_tail_ = false;
  }

  std::string_view text_;
  std::vector<ByteRange> sentences_;
  std::size_t offset_ = 0;
  std::size_t begin_ = 0;                                          // of the sentence being read
  char32_t closer_ = 0;                                            // what closes it; 0: none open
  std::array<std::size_t, kQuotations.size()> no_closer_until_{};  // where looking for it was in vain
  bool opened_sentence_ = false;                                   // the open quotation began its sentence
  bool ended_by_tail_ = false;                                     // last_ is ㅎㅎ, ~ or the like behind an ending
  Mark last_{U' ', {}};                                            // last character that is no white space
};

}  // namespace

std::vector<ByteRange> split_sentences(std::string_view utf8) { return Splitter(utf8).run(); }

}  // namespace onggi
