// See recognise.h. The Korean model reads Hangul and digits well and Latin letters as digits with low confidence; the
// English model knows no Hangul. So a line is read by one, and where that is in doubt the same pixels are read by the
// other, which wins only by confidence.
#include "parse/worker/ocr/recognise.h"

#include <algorithm>
#include <utility>

#include "parse/worker/ocr/doubts.h"

namespace onggi::parse::ocr {
namespace {

constexpr double kGoodKorean = 82, kGoodEnglish = 85;  // a line above is not read by the other language as a whole
constexpr double kWordGap = 0.24;                      // of a letter
constexpr double kPadDown = 0.12;                      // of a letter, above and below

Language other(Language language) { return language == Language::korean ? Language::english : Language::korean; }

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
  if (inner.begin == run.begin && inner.end == run.end) return whole;
  // A particle read as English is mostly a sign: "는 USB" → "= USB".
  const bool signs = !whole.symbols.empty() && ((inner.begin > run.begin && !is_latin(whole.symbols.front().code)) ||
                                                (inner.end < run.end && !is_latin(whole.symbols.back().code)));
  if (!signs && whole.confidence >= kSureForeign) return whole;
  Reading part = read_again(line, cells, Language::english, symbols, inner, 0);
  // A syllable's box may begin late, so that its consonant counted as a letter: "PC에" → "PCO".
  constexpr double kHalfSyllable = 0.45;
  if (part.confidence < kSureForeign && inner.end < run.end) {
    Reading shorter = read_again(line, cells, Language::english, symbols, inner, kHalfSyllable * letter_);
    if (shorter.confidence > part.confidence) part = std::move(shorter);
  }
  if (part.confidence < (signs ? kSureForeign : whole.confidence + kSurer)) return whole;
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
  reading.confidence = mean_confidence(reading.symbols, {0, reading.symbols.size()});
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
  if (best.confidence < (first_ == Language::korean ? kGoodKorean : kGoodEnglish)) {
    Reading second = read_area(grey_, padded(line), other(first_));
    const bool korean_first = first_ == Language::korean;
    used = korean_first ? language_of(best, second) : language_of(second, best);
    if (used != first_) best = std::move(second);
  }
  others_ = used == first_ ? 0 : others_ + 1;
  if (others_ >= 3) first_ = used, others_ = 0;
  korean_seen_ = korean_seen_ || (used == Language::korean && best.confidence > kGoodKorean);
  if (used == Language::korean || korean_seen_) reread_doubtful(line, used, best);
  return best;
}

}  // namespace onggi::parse::ocr
