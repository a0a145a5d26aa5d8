// See prepare.h. The height of letters is measured before scaling: the models read lines of 36 pixels, and a line's
// picture loses strokes when it comes in much smaller.
#include "parse/worker/ocr/prepare.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "parse/worker/ocr/lines.h"

namespace onggi::parse::ocr {
namespace {

constexpr double kLetterWanted = 44;  // pixels of a line's height after scaling; measured with bench/ocr.py
constexpr double kScaleMax = 4;
constexpr double kPixelsMax = 60e6;      // after scaling
constexpr float kSkewConfidenceMin = 2;  // the best angle's score over the worst's; pages with text have 2 to 50
constexpr double kSkewMin = 0.15;        // degrees; upright pages measure up to 0.1, and a turn blurs

// Otsu's threshold over tiles would invent ink in empty tiles: one threshold for the page, unless its light is uneven.
PixPointer binarised(Pix* grey) {
  Pix* binary = nullptr;
  pixOtsuAdaptiveThreshold(grey, pixGetWidth(grey), pixGetHeight(grey), 0, 0, 0.1F, nullptr, &binary);
  return PixPointer(binary);
}

// The spread of the paper's brightness: the lightest tenth of each tile, darkest tile against the lightest.
double paper_spread(Pix* grey) {
  constexpr int kTile = 64;
  const int columns = pixGetWidth(grey) / kTile, rows = pixGetHeight(grey) / kTile;
  std::vector<int> papers;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const BoxPointer tile(boxCreate(column * kTile, row * kTile, kTile, kTile));
      float value = 0;
      const PixPointer part(pixClipRectangle(grey, tile.get(), nullptr));
      if (part && pixGetRankValueMasked(part.get(), nullptr, 0, 0, 2, 0.9F, &value, nullptr) == 0)
        papers.push_back(static_cast<int>(value));
    }
  }
  if (papers.size() < 12) return 0;
  std::sort(papers.begin(), papers.end());
  return papers[papers.size() * 19 / 20] - papers[papers.size() / 20];
}

// A lamp's shadow, a folded page: the paper is made even first.
PixPointer evened(PixPointer grey) {
  constexpr double kUneven = 40;
  if (paper_spread(grey.get()) < kUneven) return grey;
  PixPointer even(pixBackgroundNormSimple(grey.get(), nullptr, nullptr));
  return even ? std::move(even) : std::move(grey);
}

struct Size {
  int width = 0, height = 0;
};

std::vector<Size> component_sizes(Pix* binary) {
  const BoxesPointer boxes(pixConnCompBB(binary, 8));
  std::vector<Size> sizes;
  const int count = boxes ? boxaGetCount(boxes.get()) : 0;
  for (int i = 0; i < count; ++i) {
    int width = 0, height = 0;
    boxaGetBoxGeometry(boxes.get(), i, nullptr, nullptr, &width, &height);
    sizes.push_back({width, height});
  }
  return sizes;
}

// The height that most letters have: the fullest window of heights, each component counting by its height, so that
// specks, dots and strokes do not win.
double letter_height(Pix* binary) {
  constexpr int kHeightMax = 400;
  std::array<double, kHeightMax> weight{};
  for (const Size& size : component_sizes(binary)) {
    if (size.height < 6 || size.height >= kHeightMax || size.width > 6 * size.height || size.height > 8 * size.width)
      continue;
    weight[static_cast<std::size_t>(size.height)] += size.height;
  }
  double best = 0;
  int at = 0;
  for (int height = 6; height < kHeightMax * 4 / 5; ++height) {
    double sum = 0;
    for (int i = height; i <= height + height / 4; ++i) sum += weight[static_cast<std::size_t>(i)];
    if (sum > best) best = sum, at = height + height / 8;
  }
  return at;
}

// A white border, because the measure shears the picture: what leaves it at one side would count as a change.
double skew_of(Pix* grey) {
  constexpr int kBorder = 200;
  constexpr float kRange = 10, kStep = 1, kPrecision = 0.01F;  // degrees
  const PixPointer binary = binarised(grey);
  const PixPointer wide(binary ? pixAddBorder(binary.get(), kBorder, 0) : nullptr);
  float degrees = 0, confidence = 0, score = 0;
  if (!wide || pixFindSkewSweepAndSearchScore(wide.get(), &degrees, &confidence, &score, 4, 2, 0, kRange, kStep,
                                              kPrecision) != 0)
    return 0;
  if (confidence < kSkewConfidenceMin || std::abs(double{degrees}) < kSkewMin) return 0;
  return double{degrees} * std::acos(-1.0) / 180;
}

PixPointer scaled(PixPointer grey, double scale) {
  if (std::abs(scale - 1) < 0.1) return grey;
  const auto factor = static_cast<float>(scale);
  PixPointer result(scale > 1 ? pixScaleGrayLI(grey.get(), factor, factor)
                              : pixScaleAreaMap(grey.get(), factor, factor));
  return result ? std::move(result) : std::move(grey);
}

// Components of `runs` that are lines: long and thin. The bars of a big heading's letters are long but not thin.
void add_rulings(Pix* runs, bool horizontal, std::vector<RuledLine>& rulings, std::vector<::Box>& areas) {
  constexpr double kThinness = 15;
  const BoxesPointer boxes(pixConnCompBB(runs, 8));
  const int count = boxes ? std::min(boxaGetCount(boxes.get()), 5'000) : 0;
  for (int i = 0; i < count; ++i) {
    ::Box area{};
    boxaGetBoxGeometry(boxes.get(), i, &area.x, &area.y, &area.w, &area.h);
    const double length = horizontal ? area.w : area.h, thickness = horizontal ? area.h : area.w;
    if (length < kThinness * thickness) continue;
    const double from = horizontal ? area.x : area.y;
    const double at = (horizontal ? area.y : area.x) + thickness / 2;
    rulings.push_back({horizontal, at, from, from + length});
    areas.push_back(area);
  }
}

// Long straight runs of ink leave the picture: a reader of lines takes them for letters.
void take_rulings(Prepared& page) {
  const int across = static_cast<int>(3 * page.letter), down = static_cast<int>(1.4 * page.letter);
  std::vector<::Box> areas;
  for (const bool horizontal : {true, false}) {
    const PixPointer runs(horizontal ? pixOpenBrick(nullptr, page.ink.get(), across, 1)
                                     : pixOpenBrick(nullptr, page.ink.get(), 1, down));
    const PixPointer whole(!runs        ? nullptr
                           : horizontal ? pixCloseBrick(nullptr, runs.get(), across / 2, 3)
                                        : pixCloseBrick(nullptr, runs.get(), 3, down / 2));
    if (whole) add_rulings(whole.get(), horizontal, page.rulings, areas);
  }
  for (const ::Box& area : areas) {
    const BoxPointer around(boxCreate(area.x - 2, area.y - 2, area.w + 4, area.h + 4));
    pixClearInRect(page.ink.get(), around.get());
    pixSetInRect(page.grey.get(), around.get());
  }
}

// The height of a line's letters, by the lines that the components make; a syllable is taller than its parts.
double line_height(Pix* ink, double letter) {
  std::vector<std::pair<int, int>> heights;  // height, width
  std::int64_t all = 0;
  for (const Area& line : find_lines(ink, letter)) {
    if (line.width() < line.height() || line.height() < 0.8 * letter) continue;
    heights.emplace_back(line.height(), line.width());
    all += line.width();
  }
  std::sort(heights.begin(), heights.end());
  std::int64_t sum = 0;
  for (const auto& [height, width] : heights) {
    sum += width;
    if (sum * 2 >= all) return std::max<double>(height, letter);
  }
  return letter;
}

}  // namespace

PixPointer to_grey(Pix* picture) {
  PixPointer plain(pixGetSpp(picture) == 4 ? pixRemoveAlpha(picture) : pixClone(picture));
  if (!plain) return nullptr;
  PixPointer grey(pixConvertTo8(plain.get(), 0));
  if (!grey) return nullptr;
  float middle = 255;
  pixGetRankValueMasked(grey.get(), nullptr, 0, 0, 4, 0.5F, &middle, nullptr);
  if (middle < 100) pixInvert(grey.get(), grey.get());  // light letters on a dark ground
  return grey;
}

Prepared prepare(Pix* grey) {
  Prepared page;
  page.grey = evened(PixPointer(pixCopy(nullptr, grey)));
  page.skew = skew_of(page.grey.get());
  if (page.skew != 0) {
    PixPointer turned(pixRotate(page.grey.get(), static_cast<float>(page.skew), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE,
                                pixGetWidth(page.grey.get()), pixGetHeight(page.grey.get())));
    if (turned) page.grey = std::move(turned);
  }
  const PixPointer first = binarised(page.grey.get());
  double letter = first ? letter_height(first.get()) : 0;
  if (letter <= 0) return page;
  letter = line_height(first.get(), letter);
  const double pixels = 1.0 * pixGetWidth(grey) * pixGetHeight(grey);
  page.scale = std::clamp(kLetterWanted / letter, 0.3, std::min(kScaleMax, std::sqrt(kPixelsMax / pixels)));
  if (std::abs(page.scale - 1) < 0.1) page.scale = 1;
  page.grey = scaled(std::move(page.grey), page.scale);
  page.letter = letter * page.scale;
  page.ink = binarised(page.grey.get());
  if (!page.ink) page.letter = 0;
  if (page.letter > 0) take_rulings(page);
  return page;
}

}  // namespace onggi::parse::ocr
