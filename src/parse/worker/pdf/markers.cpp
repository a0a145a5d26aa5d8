// See markers.h.
#include "parse/worker/pdf/markers.h"

#include <algorithm>
#include <string>

#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

bool is_digit(char32_t code) { return code >= U'0' && code <= U'9'; }

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  return at;
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

// "제1장", "제 2 절": the depth of its unit.
std::int32_t statute_depth(std::string_view text) {
  constexpr std::string_view kOrdinal = "제";
  if (!text.starts_with(kOrdinal)) return 0;
  const std::size_t begin = skip_spaces(text, kOrdinal.size());
  std::size_t at = skip_digits(text, begin);
  if (at == begin || at - begin > 4) return 0;
  const std::string_view rest = text.substr(skip_spaces(text, at));
  const auto ends = [&](std::string_view unit) {
    return rest.starts_with(unit) && (rest.size() == unit.size() || rest[unit.size()] == ' ' ||
                                      rest[unit.size()] == '.' || rest[unit.size()] == ':');
  };
  if (ends("편") || ends("부")) return 1;
  if (ends("장")) return 2;
  if (ends("절")) return 3;
  if (ends("관")) return 4;
  return rest.starts_with("조") && rest.ends_with(")") ? 5 : 0;
}

// "Ⅳ." and "IV.": Roman numbers with a point, a space or nothing but text behind.
std::int32_t roman_depth(std::string_view text) {
  std::size_t offset = 0;
  const char32_t first = text.empty() ? 0 : next_code_point(text, offset);
  if (first >= 0x2160 && first <= 0x216B) return 2;
  offset = text.find_first_not_of("IVX");
  const bool roman = offset != std::string_view::npos && offset > 0 && offset <= 5;
  return roman && text[offset] == '.' && offset + 1 < text.size() && text[offset + 1] == ' ' ? 2 : 0;
}

// "3", "3.", "3.1", "3.1.2", "A.1" with a space behind.
std::int32_t decimal_depth(std::string_view text) {
  std::size_t at = 0;
  std::int32_t parts = 0;
  if (text.size() > 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] == '.') at = 2, parts = text[2] == ' ' ? 0 : 1;
  for (;;) {
    const std::size_t end = skip_digits(text, at);
    if (end == at || end - at > 3) break;
    ++parts;
    at = end;
    if (at + 1 < text.size() && text[at] == '.' && is_digit(static_cast<unsigned char>(text[at + 1]))) {
      ++at;
      continue;
    }
    if (at < text.size() && text[at] == '.') ++at;
    break;
  }
  return parts > 0 && at < text.size() && text[at] == ' ' ? 2 + parts : 0;
}

constexpr std::u32string_view kBullets = U"•●○■□▪◦‣·-–—*▶▷◆◇❖➢→※✓✔☐☑❍◎";

}  // namespace

bool has_bullet(std::string_view text) {
  std::size_t offset = 0;
  const char32_t first = text.empty() ? 0 : next_code_point(text, offset);
  return kBullets.find(first) != std::u32string_view::npos && first != U'※' && first != U'□' && first != U'■' &&
         first != U'◆' && first != U'▶';
}

bool is_admonition(std::string_view text) {
  if (text.ends_with(':') || text.ends_with('!')) text.remove_suffix(1);
  static constexpr std::string_view kLabels[] = {"참고",    "주의",    "경고", "중요", "알림",      "팁",
                                                 "도움말",  "비고",    "Note", "NOTE", "Warning",   "WARNING",
                                                 "Caution", "CAUTION", "Tip",  "TIP",  "Important", "IMPORTANT"};
  return std::find(std::begin(kLabels), std::end(kLabels), text) != std::end(kLabels);
}

bool is_bare_number(std::string_view text) {
  const bool chapter = text.starts_with("Chapter ") || text.starts_with("CHAPTER ") || text.starts_with("Part ");
  return (statute_depth(text) > 0 && count_code_points(text) <= 8 && !text.ends_with(')')) ||
         (chapter && text.size() <= 12);
}

std::int32_t marker_depth(std::string_view text) {
  if (text.empty()) return 0;
  std::size_t offset = 0;
  const char32_t first = next_code_point(text, offset);
  const auto followed_by_space = [&](std::size_t at) { return at < text.size() && text[at] == ' '; };
  if (kBullets.find(first) != std::u32string_view::npos)
    return followed_by_space(offset) || first == U'•' || first == U'○' || first == U'□' ? 1 : 0;
  if (first >= U'①' && first <= U'⑳') return 7;
  if (first >= U'㉠' && first <= U'㉻') return 8;
  const bool open = first == U'(';
  if (open) offset = 1;
  std::size_t at = open ? 1 : 0;
  const std::size_t begin = at;
  while (at < text.size() && is_digit(static_cast<unsigned char>(text[at]))) ++at;
  const bool number = at > begin && at - begin <= 3;
  if (!number) {
    at = begin;
    const char32_t letter = next_code_point(text, at);
    static constexpr std::u32string_view kSyllables = U"가나다라마바사아자차카타파하";
    const bool latin = (letter >= U'a' && letter <= U'z') || (letter >= U'A' && letter <= U'Z');
    if (kSyllables.find(letter) == std::u32string_view::npos && !latin) return 0;
  }
  if (at >= text.size()) return 0;
  const char close = text[at];
  const std::int32_t step = number ? 0 : 1;
  if (open) return close == ')' ? 5 + step : 0;
  if (close == ')' && (at + 1 == text.size() || text[at + 1] != ')')) return 3 + step;
  return close == '.' && followed_by_space(at + 1) ? 1 + step : 0;
}

std::int32_t number_depth(std::string_view text) {
  if (const std::int32_t depth = statute_depth(text); depth > 0) return depth;
  if (const std::int32_t depth = roman_depth(text); depth > 0) return depth;
  for (const std::string_view word : {"Chapter ", "CHAPTER ", "Appendix ", "APPENDIX ", "Part ", "PART ", "부록 "}) {
    if (text.starts_with(word) && text.size() > word.size()) return 2;
  }
  return decimal_depth(text);
}

bool is_statute_heading(std::string_view text) { return statute_depth(text) > 0; }

CaptionLabel caption_label(std::string_view text) {
  static constexpr std::string_view kOpen[] = {"<", "[", "(", "〈", "《", "【", "「"};
  static constexpr std::string_view kWords[] = {"그림",   "표",      "사진",  "도표",    "도",        "수식",
                                                "Figure", "FIGURE",  "Fig.",  "FIG.",    "Fig",       "Table",
                                                "TABLE",  "Listing", "Chart", "Exhibit", "Algorithm", "Scheme"};
  bool open = false;
  for (const std::string_view mark : kOpen) {
    if (!text.starts_with(mark)) continue;
    text.remove_prefix(mark.size());
    open = true;
    break;
  }
  const auto word = std::find_if(std::begin(kWords), std::end(kWords),
                                 [&](std::string_view label) { return text.starts_with(label); });
  if (word == std::end(kWords)) return CaptionLabel::none;
  const std::size_t begin = skip_spaces(text, word->size());
  std::size_t at = begin;
  const bool roman = at < text.size() && (text[at] == 'I' || text[at] == 'V' || text[at] == 'X');
  if (roman ||
      (at + 1 < text.size() && text[at] >= 'A' && text[at] <= 'Z' && (text[at + 1] == '.' || text[at + 1] == '-')))
    at = text.find_first_not_of("IVXABCDEFGH", at);
  if (at == std::string_view::npos) at = text.size();
  while (at < text.size() && (is_digit(static_cast<unsigned char>(text[at])) || text[at] == '-' || text[at] == '.'))
    ++at;
  if (at == begin) return CaptionLabel::none;
  if (!roman && text.substr(begin, at - begin).find_first_of("0123456789") == std::string_view::npos)
    return CaptionLabel::none;
  if (open || text[at - 1] == '.' || at >= text.size()) return CaptionLabel::separated;
  if (text[at] == ':' || text[at] == ')' || text[at] == '>' || text[at] == ']' || text[at] == '|')
    return CaptionLabel::separated;
  // "표 1은": a particle on the number makes it a sentence.
  return text[at] == ' ' ? CaptionLabel::bare : CaptionLabel::none;
}

bool ends_a_sentence(std::string_view text) {
  for (const std::string_view end : {".", "?", "!", "。", ":", ";", ","}) {
    if (text.ends_with(end)) return true;
  }
  return false;
}

bool has_leader(std::string_view text) {
  for (const std::string_view dots : {"....", "····", ". . . .", "․․․․", "……", "⋯⋯"}) {
    if (text.find(dots) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace onggi::parse::pdf
