// Blocks of flowing formats; see flow.h.
#include "parse/worker/flow/flow.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

namespace onggi::parse {
namespace {

void append_line(std::string& text, std::string_view line) {
  if (line.empty()) return;
  if (!text.empty()) text += '\n';
  text += line;
}

std::string flatten_table(const Table& table, std::int64_t& separators) {
  std::string text;
  std::int32_t row = -1;
  for (const Cell& cell : table.cells) {
    std::string words = cell.text;
    std::replace(words.begin(), words.end(), '\n', ' ');
    if (cell.row != row) {
      if (!text.empty()) text += '\n';
    } else {
      text += " | ";
      ++separators;
    }
    text += words;
    row = cell.row;
  }
  return text;
}

std::string roman(std::int32_t number, bool upper) {
  static constexpr std::array<std::pair<std::int32_t, std::string_view>, 13> kSteps = {{{1000, "m"},
                                                                                        {900, "cm"},
                                                                                        {500, "d"},
                                                                                        {400, "cd"},
                                                                                        {100, "c"},
                                                                                        {90, "xc"},
                                                                                        {50, "l"},
                                                                                        {40, "xl"},
                                                                                        {10, "x"},
                                                                                        {9, "ix"},
                                                                                        {5, "v"},
                                                                                        {4, "iv"},
                                                                                        {1, "i"}}};
  std::string text;
  for (const auto& [value, letters] : kSteps) {
    for (; number >= value; number -= value) text += letters;
  }
  if (upper)
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char letter) { return static_cast<char>(letter - 'a' + 'A'); });
  return text;
}

constexpr std::u32string_view kSyllables = U"가나다라마바사아자차카타파하";
constexpr std::u32string_view kConsonants = U"ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ";
constexpr std::u32string_view kHangulDigits = U"일이삼사오육칠팔구십";
constexpr std::u32string_view kHanjaDigits = U"一二三四五六七八九十";

// Numbers beyond the alphabet: letters repeat (27 → "aa"), Hangul too ("가" after "하" is written 거, 너 ... by Hangul;
// Word repeats).
std::string from_alphabet(std::int32_t number, std::u32string_view alphabet) {
  const auto size = static_cast<std::int32_t>(alphabet.size());
  const auto letter = alphabet[static_cast<std::size_t>((number - 1) % size)];
  std::string text;
  for (std::int32_t i = 0; i <= (number - 1) / size && i < 4; ++i) append_utf8(text, letter);
  return text;
}

std::string counted(std::int32_t number, std::u32string_view digits) {  // 1..99: 일, 십, 십일, 이십
  if (number > 99) return std::to_string(number);
  std::string text;
  if (number / 10 > 1) append_utf8(text, digits[static_cast<std::size_t>(number / 10 - 1)]);
  if (number / 10 > 0) append_utf8(text, digits[9]);
  if (number % 10 > 0) append_utf8(text, digits[static_cast<std::size_t>(number % 10 - 1)]);
  return text;
}

std::string enclosed(std::int32_t number, char32_t first, std::int32_t count) {
  if (number > count) return std::to_string(number);
  std::string text;
  append_utf8(text, first + static_cast<char32_t>(number - 1));
  return text;
}

}  // namespace

std::string flatten(const std::vector<Block>& blocks, std::int64_t& separators) {
  std::string text;
  for (const Block& block : blocks)
    append_line(text, block.table ? flatten_table(*block.table, separators) : block.text);
  return text;
}

bool is_hoisted(const Block& block) {
  return !block.picture.empty() || !block.role.empty() || block.kind == ElementKind::figure ||
         block.kind == ElementKind::footnote || block.kind == ElementKind::page_header ||
         block.kind == ElementKind::page_footer;
}

std::string flatten_cell(std::vector<Block> inner, std::vector<Block>& hoisted, DocumentBuilder& builder) {
  for (Block& block : inner) {
    if (block.latex.empty()) continue;  // here a formula is a line of text like others
    builder.drop("equation_script", block.text);
    block.text = "$" + std::exchange(block.latex, {}) + "$";
    builder.count_in(block.text);
  }
  const auto others = std::ranges::stable_partition(inner, [](const Block& block) { return !is_hoisted(block); });
  std::ranges::move(others, std::back_inserter(hoisted));
  inner.erase(others.begin(), others.end());
  std::int64_t separators = 0;
  std::string text = element_text(flatten(inner, separators));
  builder.count_in(separators);
  return text;
}

std::vector<Place> places_of(const Block& block, const std::vector<Page>& pages) {
  std::vector<Place> places;
  const auto last = std::min<std::int32_t>(block.last_page, static_cast<std::int32_t>(pages.size()) - 1);
  for (std::int32_t page = block.first_page; page <= last; ++page) {
    places.push_back(
        {.page_index = page, .page_label = pages[static_cast<std::size_t>(page)].label, .box = std::nullopt});
  }
  return places;
}

void emit(std::vector<Block> blocks, const std::vector<Page>& pages, DocumentBuilder& builder) {
  for (Block& block : blocks) {
    Element element{.id = {},
                    .kind = block.kind,
                    .text = {},
                    .places = places_of(block, pages),
                    .level = block.level,
                    .table = {},
                    .latex = std::move(block.latex)};
    element.role = std::move(block.role);
    if (block.table && element.role.empty()) {
      builder.add_table(std::move(*block.table), std::move(element.places));
    } else if (block.table) {
      for (Cell& cell : block.table->cells) cell.text = element_text(cell.text);
      element.kind = ElementKind::table;
      element.text = table_text(*block.table);
      element.table = std::move(block.table);
      builder.add(std::move(element));
    } else if (element.role.empty() && element.latex.empty()) {
      builder.add(block.kind, block.text, std::move(element.places), block.level);
    } else {
      element.text = element_text(block.text);
      builder.add(std::move(element));
    }
    block = {};  // its text is there a second time now
  }
}

NumberForm number_form_from(std::string_view name) {
  using enum NumberForm;
  static const std::map<std::string_view, NumberForm> kForms = {{"decimal", decimal},
                                                                {"decimalZero", decimal_zero},
                                                                {"upperRoman", roman_upper},
                                                                {"lowerRoman", roman_lower},
                                                                {"upperLetter", letter_upper},
                                                                {"lowerLetter", letter_lower},
                                                                {"bullet", bullet},
                                                                {"none", none},
                                                                {"ganada", hangul_syllable},
                                                                {"chosung", hangul_consonant},
                                                                {"decimalEnclosedCircle", circled},
                                                                {"koreanDigital", hangul_digit},
                                                                {"koreanCounting", hangul_digit},
                                                                {"koreanDigital2", hanja_digit},
                                                                {"ideographDigital", hanja_digit},
                                                                {"chineseCounting", hanja_digit},
                                                                {"DIGIT", decimal},
                                                                {"CIRCLED_DIGIT", circled},
                                                                {"ROMAN_CAPITAL", roman_upper},
                                                                {"ROMAN_SMALL", roman_lower},
                                                                {"LATIN_CAPITAL", letter_upper},
                                                                {"LATIN_SMALL", letter_lower},
                                                                {"HANGUL_SYLLABLE", hangul_syllable},
                                                                {"CIRCLED_HANGUL_SYLLABLE", circled_hangul},
                                                                {"HANGUL_JAMO", hangul_consonant},
                                                                {"HANGUL_PHONETIC", hangul_digit},
                                                                {"IDEOGRAPH", hanja_digit}};
  const auto found = kForms.find(name);
  return found == kForms.end() ? decimal : found->second;
}

std::string format_number(std::int32_t number, NumberForm form) {
  if (form == NumberForm::none || form == NumberForm::bullet) return {};
  if (number < 1 || number > 9999) return std::to_string(number);
  switch (form) {
    case NumberForm::decimal_zero:
      return number < 10 ? "0" + std::to_string(number) : std::to_string(number);
    case NumberForm::roman_upper:
      return roman(number, true);
    case NumberForm::roman_lower:
      return roman(number, false);
    case NumberForm::letter_upper:
      return from_alphabet(number, U"ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    case NumberForm::letter_lower:
      return from_alphabet(number, U"abcdefghijklmnopqrstuvwxyz");
    case NumberForm::circled:
      return enclosed(number, U'①', 20);
    case NumberForm::circled_hangul:
      return enclosed(number, U'㉮', 14);
    case NumberForm::hangul_syllable:
      return from_alphabet(number, kSyllables);
    case NumberForm::hangul_consonant:
      return from_alphabet(number, kConsonants);
    case NumberForm::hangul_digit:
      return counted(number, kHangulDigits);
    case NumberForm::hanja_digit:
      return counted(number, kHanjaDigits);
    default:
      return std::to_string(number);
  }
}

char32_t plain_symbol(char32_t private_use) {
  // Code points of the Wingdings and Symbol fonts, shifted to U+F000 by Windows.
  static const std::map<char32_t, char32_t> kSymbols = {
      {0xF0A7, U'▪'}, {0xF0B7, U'•'}, {0xF06C, U'●'}, {0xF06E, U'■'}, {0xF06F, U'☐'}, {0xF0A8, U'☐'},
      {0xF071, U'☐'}, {0xF075, U'◆'}, {0xF076, U'❖'}, {0xF0D8, U'➢'}, {0xF0E0, U'→'}, {0xF0E8, U'➔'},
      {0xF0FB, U'✗'}, {0xF0FC, U'✓'}, {0xF0FD, U'☒'}, {0xF0FE, U'☑'}, {0xF09F, U'•'}, {0xF0A1, U'○'},
      {0xF0AE, U'→'}, {0xF0B4, U'×'}, {0xF0B1, U'±'}, {0xF0A3, U'≤'}, {0xF0B3, U'≥'}, {0xF0AB, U'★'}};
  const auto found = kSymbols.find(private_use);
  return found == kSymbols.end() ? 0 : found->second;
}

std::string plain_bullet(std::string_view bullet) {
  std::string text;
  for (std::size_t i = 0; i < bullet.size();) {
    char32_t character = next_code_point(bullet, i);
    if (character >= 0xE000 && character <= 0xF8FF) {
      const char32_t plain = plain_symbol(character);
      character = plain == 0 ? U'•' : plain;
    }
    append_utf8(text, character);
  }
  return text;
}

}  // namespace onggi::parse
