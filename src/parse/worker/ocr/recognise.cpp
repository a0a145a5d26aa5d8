// See recognise.h. The Korean model reads Hangul and digits well and Latin letters as digits with low confidence; the
// English model knows no Hangul. So a line is read by one, and where that is in doubt the same pixels are read by the
// other, which wins only by confidence.
#include "parse/worker/ocr/recognise.h"

#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "text/text.h"

namespace onggi::parse::ocr {
namespace {

constexpr int kBorder = 10;          // white around a line's picture
constexpr double kGoodLine = 82;     // a line above is not read by the other language as a whole
constexpr double kDoubtful = 75;     // a word below is
constexpr double kSureLetters = 80;  // English letters where Korean read digits only
constexpr double kSureEnglish = 85;  // a whole line; no Hangul reads that well as English
constexpr double kSure = 97;         // a symbol of itself
constexpr double kWin = 4;           // how much better the other language must be
constexpr double kWordGap = 0.24;    // of a letter
constexpr double kPadDown = 0.12;    // of a letter, above and below

using Text = std::unique_ptr<char[]>;

bool is_hangul(char32_t code) { return code >= U'가' && code <= U'힣'; }
bool is_digit(char32_t code) { return code >= U'0' && code <= U'9'; }
bool is_ascii_letter(char32_t code) { return (code >= U'a' && code <= U'z') || (code >= U'A' && code <= U'Z'); }

// What the Korean model gives for shapes that it does not know: letters alone, signs that nobody writes.
bool is_odd_in_korean(char32_t code) {
  return is_ascii_letter(code) || (code >= 0x1100 && code <= 0x11FF) || (code >= 0x3130 && code <= 0x318F) ||
         code >= 0xFF00 || code == U'『' || code == U'【';
}

// The middle dot has look-alikes that people do not type on purpose: the old vowel ㆍ, half-width and conjoining forms.
char32_t usual(char32_t code) {
  return code == 0x318D || code == 0x119E || code == 0x30FB || code == 0xFF65 || code == 0x2219 ? U'·' : code;
}

// The spaces that Tesseract puts between words; it keeps them apart from the words themselves.
std::vector<bool> spaces_before(const tesseract::ResultIterator& words) {
  std::vector<bool> spaces;
  const Text line(words.GetUTF8Text(tesseract::RIL_TEXTLINE));
  const std::string_view text = line ? line.get() : "";
  bool space = true;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code = next_code_point(text, at);
    const bool white = is_white_space(code);
    if (!white) spaces.push_back(space);
    space = white;
  }
  return spaces;
}

void add_word(const tesseract::ResultIterator& word, int left, int top, std::vector<Symbol>& symbols) {
  const double confidence = double{word.Confidence(tesseract::RIL_WORD)};
  tesseract::ResultIterator at(word);
  do {
    const Text utf8(at.GetUTF8Text(tesseract::RIL_SYMBOL));
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    if (!utf8 || !at.BoundingBox(tesseract::RIL_SYMBOL, &x0, &y0, &x1, &y1)) continue;
    const std::string_view text = utf8.get();
    for (std::size_t offset = 0; offset < text.size();) {
      const char32_t code = next_code_point(text, offset);
      if (is_white_space(code) || is_control(code)) continue;
      symbols.push_back({.code = usual(code),
                         .box = {double(x0 + left), double(y0 + top), double(x1 + left), double(y1 + top)},
                         .confidence = confidence,
                         .own = double{at.Confidence(tesseract::RIL_SYMBOL)}});
    }
  } while (!at.IsAtFinalElement(tesseract::RIL_WORD, tesseract::RIL_SYMBOL) && at.Next(tesseract::RIL_SYMBOL));
}

// Symbols' boxes are guessed from the network's time steps and may run into the next symbol: that one's start is surer.
void clip_boxes(std::vector<Symbol>& symbols) {
  for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
    Box& box = symbols[i].box;
    box.x1 = std::max(std::min(box.x1, symbols[i + 1].box.x0), box.x0 + 1);
  }
}

double mean_confidence(const std::vector<Symbol>& symbols, std::size_t begin, std::size_t end) {
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) sum += symbols[i].confidence;
  return end > begin ? sum / static_cast<double>(end - begin) : 0;
}

PixPointer line_picture(Pix* grey, const Area& area) {
  const BoxPointer box(boxCreate(area.x0, area.y0, area.width(), area.height()));
  const PixPointer part(pixClipRectangle(grey, box.get(), nullptr));
  return PixPointer(part ? pixAddBorder(part.get(), kBorder, 255) : nullptr);
}

bool is_doubtful(const Symbol& symbol, Language language) {
  // A syllable that is sure of itself stays, whatever the rest of its word is.
  if (symbol.confidence < kDoubtful) return !(is_hangul(symbol.code) && symbol.own >= kSure);
  return language == Language::korean && is_odd_in_korean(symbol.code);
}

}  // namespace

Reading read_area(Pix* grey, const Area& area, Language language) {
  Reading reading;
  tesseract::TessBaseAPI* api = engine(language);
  const PixPointer picture = line_picture(grey, area);
  if (api == nullptr || !picture) return reading;
  api->SetImage(picture.get());
  api->SetSourceResolution(300);
  if (api->Recognize(nullptr) != 0) return reading;
  const std::unique_ptr<tesseract::ResultIterator> words(api->GetIterator());
  if (!words) return reading;
  std::vector<Symbol>& symbols = reading.symbols;
  do {
    if (words->Empty(tesseract::RIL_WORD)) continue;
    add_word(*words, area.x0 - kBorder, area.y0 - kBorder, symbols);
  } while (words->Next(tesseract::RIL_WORD));
  words->Begin();
  const std::vector<bool> spaces = spaces_before(*words);
  for (std::size_t i = 0; i < symbols.size() && i < spaces.size(); ++i) symbols[i].space_before = spaces[i];
  clip_boxes(symbols);
  reading.confidence = mean_confidence(symbols, 0, symbols.size());
  return reading;
}

namespace {

Language other(Language language) { return language == Language::korean ? Language::english : Language::korean; }

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

// The cells between two symbols that are sure.
Area region_of(const std::vector<Area>& cells, double from, double to) {
  Area region;
  for (const Area& cell : cells) {
    const double middle = (cell.x0 + cell.x1) / 2.0;
    if (middle <= from || middle >= to) continue;
    if (region.width() == 0) region = cell;
    region.x1 = cell.x1;
  }
  return region;
}

bool gap_before(const std::vector<Area>& cells, double x, double letter) {
  const Area* last = nullptr;
  for (const Area& cell : cells) {
    if ((cell.x0 + cell.x1) / 2.0 > x) return last == nullptr || cell.x0 - last->x1 > kWordGap * letter;
    last = &cell;
  }
  return false;
}

}  // namespace

namespace {

bool has_letters(const std::vector<Symbol>& symbols) {
  return std::any_of(symbols.begin(), symbols.end(), [](const Symbol& symbol) { return is_ascii_letter(symbol.code); });
}

// By confidence; but English letters need less of it where Korean found digits and signs only.
bool wins(const Reading& reading, Language language, const std::vector<Symbol>& symbols, Run run) {
  if (reading.confidence >= mean_confidence(symbols, run.begin, run.end) + kWin) return true;
  const bool syllables = std::any_of(symbols.begin() + static_cast<std::ptrdiff_t>(run.begin),
                                     symbols.begin() + static_cast<std::ptrdiff_t>(run.end),
                                     [](const Symbol& symbol) { return is_hangul(symbol.code); });
  return language == Language::english && !syllables && has_letters(reading.symbols) &&
         reading.confidence >= kSureLetters;
}

std::size_t sure_syllables(const Reading& reading) {
  return static_cast<std::size_t>(
      std::count_if(reading.symbols.begin(), reading.symbols.end(),
                    [](const Symbol& symbol) { return is_hangul(symbol.code) && symbol.own >= kSure; }));
}

// English reads a line of its own well. Anything else with syllables in it is a Korean line with foreign words.
Language language_of(const Reading& korean, const Reading& english) {
  if (english.confidence >= kSureEnglish) return Language::english;
  if (sure_syllables(korean) >= 2) return Language::korean;
  return english.confidence > korean.confidence + kWin ? Language::english : Language::korean;
}

}  // namespace

// The other language's reading of symbols [begin, end), or nothing where it is no better.
Reading LineReader::read_again(const Area& line, const std::vector<Area>& cells, Language language,
                               const std::vector<Symbol>& symbols, Run run, double cut) {
  const double from = run.begin == 0 ? line.x0 - 1 : symbols[run.begin - 1].box.x1;
  const double to = (run.end == symbols.size() ? line.x1 + 1 : symbols[run.end].box.x0) - cut;
  const Area region = region_of(cells, from, to);
  if (region.width() == 0) return {};
  Reading reading = read_area(grey_, padded(region), language);
  if (reading.symbols.empty() || !wins(reading, language, symbols, run)) return {};
  reading.symbols.front().space_before = gap_before(cells, reading.symbols.front().box.x0, letter_);
  return reading;
}

// Korean particles that stand at a foreign word's end are in doubt with it ("installer는"): a reading without them wins
// when it is surer.
Reading LineReader::read_foreign(const Area& line, const std::vector<Area>& cells, const std::vector<Symbol>& symbols,
                                 Run& run) {
  constexpr double kSureForeign = 88, kSurer = 8;
  Reading whole = read_again(line, cells, Language::english, symbols, run, 0);
  Run inner = run;
  while (inner.begin < inner.end && is_hangul(symbols[inner.begin].code)) ++inner.begin;
  while (inner.end > inner.begin && is_hangul(symbols[inner.end - 1].code)) --inner.end;
  if (whole.confidence >= kSureForeign || (inner.begin == run.begin && inner.end == run.end)) return whole;
  Reading part = read_again(line, cells, Language::english, symbols, inner, 0);
  // A syllable's box may begin late, so that its consonant counted as a letter: "PC에" → "PCO".
  constexpr double kHalfSyllable = 0.45;
  if (part.confidence < kSureForeign && inner.end < run.end) {
    Reading shorter = read_again(line, cells, Language::english, symbols, inner, kHalfSyllable * letter_);
    if (shorter.confidence > part.confidence) part = std::move(shorter);
  }
  if (part.confidence < whole.confidence + kSurer) return whole;
  run = inner;
  return part;
}

void LineReader::reread_doubtful(const Area& line, Language first, Reading& reading) {
  const std::vector<bool> doubts = doubts_of(reading.symbols, first);
  if (std::find(doubts.begin(), doubts.end(), true) == doubts.end()) return;
  const std::vector<Area> cells = find_cells(ink_, line);
  const std::vector<Symbol> old = std::exchange(reading.symbols, {});
  std::size_t kept = 0;  // symbols of `old` that are in the result
  const auto keep_until = [&](std::size_t end) {
    for (; kept < end; ++kept) reading.symbols.push_back(old[kept]);
  };
  for (Run run; run.begin < old.size(); run.begin = run.end) {
    run.end = run.begin + 1;
    while (run.end < old.size() && doubts[run.end] == doubts[run.begin]) ++run.end;
    if (!doubts[run.begin] || !may_be_foreign(old, run, first)) continue;
    Run used = run;
    const Reading again = first == Language::korean ? read_foreign(line, cells, old, used)
                                                    : read_again(line, cells, Language::korean, old, used, 0);
    if (again.symbols.empty()) continue;
    keep_until(used.begin);
    reading.symbols.insert(reading.symbols.end(), again.symbols.begin(), again.symbols.end());
    kept = used.end;
  }
  keep_until(old.size());
  reading.confidence = mean_confidence(reading.symbols, 0, reading.symbols.size());
}

Area LineReader::padded(const Area& area) const {
  const int down = static_cast<int>(kPadDown * letter_), across = static_cast<int>(0.1 * letter_);
  return {std::max(0, area.x0 - across), std::max(0, area.y0 - down),
          std::min<int>(pixGetWidth(grey_), area.x1 + across), std::min<int>(pixGetHeight(grey_), area.y1 + down)};
}

Reading LineReader::read(const Area& line) {
  const auto known = std::find_if(known_.begin(), known_.end(), [&](const auto& one) { return one.first == line; });
  if (known != known_.end()) return known->second;
  return known_.emplace_back(line, read_new(line)).second;
}

Reading LineReader::read_new(const Area& line) {
  Language used = first_;
  Reading best = read_area(grey_, padded(line), first_);
  if (best.confidence < (first_ == Language::korean ? kGoodLine : kSureEnglish)) {
    Reading second = read_area(grey_, padded(line), other(first_));
    const bool korean_first = first_ == Language::korean;
    used = korean_first ? language_of(best, second) : language_of(second, best);
    if (used != first_) best = std::move(second);
  }
  others_ = used == first_ ? 0 : others_ + 1;
  if (others_ >= 3) first_ = used, others_ = 0;
  korean_seen_ = korean_seen_ || (used == Language::korean && best.confidence > kGoodLine);
  if (used == Language::korean || korean_seen_) reread_doubtful(line, used, best);
  return best;
}

}  // namespace onggi::parse::ocr
