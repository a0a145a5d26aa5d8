// Code, addresses, citations, names, company words.
#include "clean/spelling/protect.h"

#include <algorithm>
#include <array>

#include "privacy/privacy.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

bool is_ascii_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

struct Bracket {
  char32_t open, close;
  bool quotation;
};
constexpr std::array kBrackets = {Bracket{U'「', U'」', false}, Bracket{U'『', U'』', false},
                                  Bracket{U'《', U'》', false}, Bracket{U'〈', U'〉', false},
                                  Bracket{U'<', U'>', false},   Bracket{U'{', U'}', false},
                                  Bracket{U'`', U'`', false},   Bracket{U'“', U'”', true},
                                  Bracket{U'"', U'"', true},    Bracket{U'‘', U'’', true}};

// Citations, titles, mark-up, inline code: from a bracket to its partner.
void protect_brackets(Line& line, QuotedText quoted) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    const auto* const bracket =
        std::find_if(kBrackets.begin(), kBrackets.end(), [&](const Bracket& one) { return one.open == line.at(at); });
    if (bracket == kBrackets.end() || (bracket->quotation && quoted == QuotedText::check)) continue;
    const std::size_t close = line.letters().find(bracket->close, at + 1);
    if (close == std::u32string::npos) continue;
    line.protect(at, close + 1);
    at = close;
  }
}

constexpr std::size_t kWordLetters = 64;  // what is longer is a line without spaces

bool has_address(std::u32string_view word) { return word.find(U"://") != std::u32string_view::npos; }

bool is_technical(std::u32string_view word) {
  const std::size_t dot = word.find(U'.');
  const bool file = dot != std::u32string_view::npos && dot > 0 && dot + 2 < word.size() &&
                    is_ascii_letter(word[dot + 1]) && is_ascii_letter(word[dot + 2]);
  const std::size_t bracket = word.find(U'(');
  const bool call = bracket != std::u32string_view::npos && bracket > 0 &&
                    word.find_first_of(U",;", bracket) != std::u32string_view::npos;
  return file || call || has_address(word) || word.find_first_of(U"@\\=_") != std::u32string_view::npos;
}

// Words that are addresses, paths or names of files: "https://한글.kr/문서", "보고서.hwp"; calls: "함수명(값,값)".
void protect_addresses(Line& line) {
  const std::u32string& letters = line.letters();
  for (std::size_t begin = 0; begin < letters.size();) {
    std::size_t end = letters.find(U' ', begin);
    if (end == std::u32string::npos) end = letters.size();
    const std::u32string_view word = std::u32string_view(letters).substr(begin, end - begin);
    if (word.size() <= kWordLetters ? is_technical(word) : has_address(word)) line.protect(begin, end);
    begin = end + 1;
  }
}

}  // namespace

void protect(Line& line, std::string_view text, const UserWords& company, QuotedText quoted) {
  const std::size_t first = line.letters().find_first_not_of(U' ');
  if (first != std::u32string::npos && line.at(first) == U'>')
    line.protect(0, line.size());  // a quoted block of Markdown
  protect_brackets(line, quoted);
  protect_addresses(line);
  for (const Finding& finding : find_personal_data(text))
    line.protect(line.letter_of(finding.bytes.begin), line.letter_of(finding.bytes.end));
  for (const UserMatch& match : company.find(text))
    line.protect(line.letter_of(match.bytes.begin), line.letter_of(match.bytes.end));
}

bool CodeFence::inside(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(' ');
  if (begin != std::string_view::npos &&
      (line.substr(begin).starts_with("```") || line.substr(begin).starts_with("~~~"))) {
    open_ = !open_;
    return true;
  }
  return open_;
}

}  // namespace onggi::clean_room
