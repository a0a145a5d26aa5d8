// See measure.h.
#include "parse/worker/ocr/measure.h"

#include <algorithm>
#include <string_view>

namespace onggi::parse::ocr {
namespace {

// How far the ink of a letter reaches above and below the baseline, in parts of the font's size. Common values of
// Korean and Latin book fonts.
struct Reach {
  double above = 0, below = 0;
};

Reach reach_of(char32_t code) {
  constexpr std::u32string_view kSmall = U"acemnorsuvwxz", kBelow = U"gpqy", kLow = U".,_", kHigh = U"\"'`^*“”‘’";
  constexpr std::u32string_view kMiddle = U"-~+=<>–—·•:;";
  const auto in = [code](std::u32string_view set) { return set.find(code) != std::u32string_view::npos; };
  if (code >= 0x1100) return {0.82, 0.11};  // Hangul and Han fill their square
  if (in(kSmall)) return {0.5, 0.01};
  if (in(kBelow)) return {0.5, 0.21};
  if (in(kLow)) return {0.1, 0.08};
  if (in(kMiddle)) return {0.5, 0};
  if (in(kHigh)) return {0.72, 0};
  if (in(U"()[]{}|/$@Qj")) return {0.74, 0.18};
  return {0.72, 0.01};
}

}  // namespace

TextLine measured(const Area& area, std::vector<Symbol> symbols) {
  TextLine line{.symbols = std::move(symbols), .box = to_box(area)};
  Reach reach;
  for (const Symbol& symbol : line.symbols) {
    const Reach one = reach_of(symbol.code);
    reach = {std::max(reach.above, one.above), std::max(reach.below, one.below)};
  }
  line.size = area.height() / std::max(reach.above + reach.below, 0.2);
  line.baseline = line.box.y1 - reach.below * line.size;
  for (Symbol& symbol : line.symbols) {
    symbol.box.y0 = line.box.y0;
    symbol.box.y1 = line.box.y1;
  }
  return line;
}

void even_sizes(std::vector<TextLine>& lines) {
  constexpr double kSame = 1.14;  // sizes that a reader tells apart differ by more
  std::vector<TextLine*> left;
  left.reserve(lines.size());
  for (TextLine& line : lines) left.push_back(&line);
  while (!left.empty()) {
    // The fullest window of sizes becomes one size; the rest is looked at again.
    std::sort(left.begin(), left.end(), [](const TextLine* a, const TextLine* b) { return a->size < b->size; });
    std::size_t best = 0, best_end = 1, most = 0;
    std::size_t symbols = 0;
    for (std::size_t begin = 0, end = 0; begin < left.size(); ++begin) {
      while (end < left.size() && left[end]->size <= left[begin]->size * kSame * kSame)
        symbols += left[end++]->symbols.size();
      if (symbols > most) most = symbols, best = begin, best_end = end;
      symbols -= left[begin]->symbols.size();
    }
    double sum = 0;
    for (std::size_t i = best; i < best_end; ++i) sum += left[i]->size * static_cast<double>(left[i]->symbols.size());
    const double size = sum / static_cast<double>(std::max<std::size_t>(most, 1));
    for (std::size_t i = best; i < best_end; ++i) left[i]->size = size;
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(best), left.begin() + static_cast<std::ptrdiff_t>(best_end));
  }
}

}  // namespace onggi::parse::ocr
