// See doubts.h. The numbers are confidences as Tesseract gives them, from 0 to 100: words that are right have 88 to 97
// in either language, what the Korean model makes of Latin letters mostly stays below 60 (measured with bench/ocr.py).
#include "parse/worker/ocr/doubts.h"

#include <algorithm>
#include <cstddef>

namespace onggi::parse::ocr {
namespace {

constexpr double kDoubtful = 75;     // a word below is
constexpr double kSure = 97;         // a symbol of itself
constexpr double kSureLetters = 80;  // English letters where Korean read digits only
constexpr double kSureEnglish = 85;  // a whole line; no Hangul reads that well as English
constexpr double kWin = 4;           // how much better the other language must be

bool is_digit(char32_t code) { return code >= U'0' && code <= U'9'; }
bool is_ascii_letter(char32_t code) { return (code >= U'a' && code <= U'z') || (code >= U'A' && code <= U'Z'); }

// What the Korean model gives for shapes that it does not know: letters alone, signs that nobody writes.
bool is_odd_in_korean(char32_t code) {
  return is_ascii_letter(code) || (code >= 0x1100 && code <= 0x11FF) || (code >= 0x3130 && code <= 0x318F) ||
         code >= 0xFF00 || code == U'『' || code == U'【';
}

bool is_doubtful(const Symbol& symbol, Language language) {
  // A syllable that is sure of itself stays, whatever the rest of its word is.
  if (symbol.confidence < kDoubtful) return !(is_hangul(symbol.code) && symbol.own >= kSure);
  return language == Language::korean && is_odd_in_korean(symbol.code);
}

bool joins_doubt(char32_t code) { return code < 0x80; }

// "85,000", "92%", "2026." and lone digits are what they seem; "8105" may be BIOS.
bool is_plain_number(const std::vector<Symbol>& symbols, Run run) {
  constexpr double kSureNumber = 88;
  bool grouped = run.end - run.begin <= 1;
  for (std::size_t i = run.begin; i < run.end; ++i) {
    if (symbols[i].confidence < kSureNumber) return false;
    grouped = grouped || symbols[i].code == U',' || symbols[i].code == U'%';
  }
  return grouped;
}

// Digits are what the Korean model makes of Latin letters, sometimes with all confidence.
void doubt_digits(const std::vector<Symbol>& symbols, std::vector<bool>& doubts) {
  for (Run run; run.begin < symbols.size(); run.begin = run.end) {
    run.end = run.begin + 1;
    if (!is_digit(symbols[run.begin].code)) continue;
    while (run.end < symbols.size() && !symbols[run.end].space_before && symbols[run.end].code < 0x80) ++run.end;
    if (is_plain_number(symbols, run)) continue;
    std::fill(doubts.begin() + static_cast<std::ptrdiff_t>(run.begin),
              doubts.begin() + static_cast<std::ptrdiff_t>(run.end), true);
  }
}

bool has_letters(const std::vector<Symbol>& symbols) {
  return std::any_of(symbols.begin(), symbols.end(), [](const Symbol& symbol) { return is_ascii_letter(symbol.code); });
}

std::size_t sure_syllables(const Reading& reading) {
  return static_cast<std::size_t>(
      std::count_if(reading.symbols.begin(), reading.symbols.end(),
                    [](const Symbol& symbol) { return is_hangul(symbol.code) && symbol.own >= kSure; }));
}

}  // namespace

bool is_latin(char32_t code) { return is_ascii_letter(code) || is_digit(code); }
bool is_hangul(char32_t code) { return code >= U'가' && code <= U'힣'; }

// Doubt spreads over the digits and signs of the same word: "GNU/" comes out of the Korean model as "684/".
std::vector<bool> doubts_of(const std::vector<Symbol>& symbols, Language language) {
  std::vector<bool> doubts;
  doubts.reserve(symbols.size());
  for (const Symbol& symbol : symbols) doubts.push_back(is_doubtful(symbol, language));
  if (language == Language::korean) doubt_digits(symbols, doubts);
  for (std::size_t i = 1; i < symbols.size(); ++i) {
    if (doubts[i - 1] && !symbols[i].space_before && joins_doubt(symbols[i].code)) doubts[i] = true;
  }
  for (std::size_t i = symbols.size(); i-- > 1;) {
    if (doubts[i] && !symbols[i].space_before && joins_doubt(symbols[i - 1].code)) doubts[i - 1] = true;
  }
  return doubts;
}

// Syllables that nobody is sure of are syllables all the same; a foreign word leaves digits and letters among them.
bool may_be_foreign(const std::vector<Symbol>& symbols, Run run, Language first) {
  if (first != Language::korean) return true;
  return std::any_of(symbols.begin() + static_cast<std::ptrdiff_t>(run.begin),
                     symbols.begin() + static_cast<std::ptrdiff_t>(run.end),
                     [](const Symbol& symbol) { return is_digit(symbol.code) || is_odd_in_korean(symbol.code); });
}

// By confidence; but English letters need less of it where Korean found digits and signs only.
bool wins(const Reading& reading, Language language, const std::vector<Symbol>& symbols, Run run) {
  // Digits and signs are what the Korean model makes of any foreign letters.
  if (language == Language::korean && sure_syllables(reading) == 0) return false;
  if (reading.confidence >= mean_confidence(symbols, run) + kWin) return true;
  const bool syllables = std::any_of(symbols.begin() + static_cast<std::ptrdiff_t>(run.begin),
                                     symbols.begin() + static_cast<std::ptrdiff_t>(run.end),
                                     [](const Symbol& symbol) { return is_hangul(symbol.code); });
  return language == Language::english && !syllables && has_letters(reading.symbols) &&
         reading.confidence >= kSureLetters;
}

// English reads a line of its own well. Anything else with syllables in it is a Korean line with foreign words.
Language language_of(const Reading& korean, const Reading& english) {
  if (english.confidence >= kSureEnglish) return Language::english;
  if (sure_syllables(korean) >= 2) return Language::korean;
  // Accents cost English its confidence; Korean digits in their place are surer and wrong.
  constexpr double kForeignLetters = 50;
  if (sure_syllables(korean) == 0 && has_letters(english.symbols) && english.confidence >= kForeignLetters)
    return Language::english;
  return english.confidence > korean.confidence + kWin ? Language::english : Language::korean;
}

}  // namespace onggi::parse::ocr
