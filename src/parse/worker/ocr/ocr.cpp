// See ocr.h.
#include "parse/worker/ocr/ocr.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "parse/worker/ocr/measure.h"
#include "parse/worker/ocr/models.h"
#include "parse/worker/ocr/prepare.h"
#include "parse/worker/ocr/recognise.h"
#include "parse/worker/reader.h"

namespace onggi::parse::ocr {
namespace {

constexpr double kUpright = 70;       // confidence at which nobody asks whether the page lies on its side
constexpr double kLineMin = 35;       // below, a line is noise or another script
constexpr double kShortLineMin = 75;  // of one or two symbols: a picture is full of shapes that look like a letter

// The longest lines tell most about whether a page is upright.
double trial_confidence(std::vector<Area> lines, LineReader& reader, Deadline deadline) {
  constexpr std::size_t kTrials = 4;
  std::sort(lines.begin(), lines.end(), [](const Area& a, const Area& b) { return a.width() > b.width(); });
  double sum = 0;
  double symbols = 0;
  for (std::size_t i = 0; i < std::min(kTrials, lines.size()); ++i) {
    if (std::chrono::steady_clock::now() > deadline) break;
    const Reading reading = reader.read(lines[i]);
    sum += reading.confidence * static_cast<double>(reading.symbols.size());
    symbols += static_cast<double>(reading.symbols.size());
  }
  return symbols > 0 ? sum / symbols : 0;
}

// A page on trial in one of its four positions.
struct Position {
  Position(Pix* grey, std::int32_t turned, Deadline deadline)
      : turn(turned),
        page(prepare(grey)),
        lines(page.letter > 0 ? find_lines(page.ink.get(), page.letter) : std::vector<Area>()),
        reader(page.grey.get(), page.ink.get(), page.letter),
        confidence(trial_confidence(lines, reader, deadline)) {}

  std::int32_t turn;
  Prepared page;
  std::vector<Area> lines;
  LineReader reader;
  double confidence;
};

// Neither ascenders nor Tesseract's orientation model tell upright Hangul: what reads best is upright.
Position upright(Pix* grey, Deadline deadline) {
  constexpr double kBetter = 8;
  Position best(grey, 0, deadline);
  for (const std::int32_t turn : {1, 3, 2}) {
    if (best.confidence >= kUpright || best.lines.empty() || std::chrono::steady_clock::now() > deadline) break;
    const PixPointer turned(pixRotateOrth(grey, turn));
    if (!turned) break;
    Position other(turned.get(), turn, deadline);
    if (other.confidence >= best.confidence + kBetter) best = std::move(other);
  }
  return best;
}

bool is_text(const Reading& reading) {
  return !reading.symbols.empty() && reading.confidence >= (reading.symbols.size() <= 2 ? kShortLineMin : kLineMin);
}

// From the prepared page to the pixels of the picture: scaled, and without the margins that a page grows on all sides
// when it is turned by its skew, so that its corners stay on it.
class WayBack {
 public:
  WayBack(const Prepared& page, double width, double height)
      : factor_(1 / page.scale),
        left_((pixGetWidth(page.grey.get()) * factor_ - width) / 2),
        top_((pixGetHeight(page.grey.get()) * factor_ - height) / 2) {
    if (page.skew == 0) left_ = top_ = 0;  // rounding
  }

  void take(PageText& text) const {
    for (TextLine& line : text.lines) {
      for (Symbol& symbol : line.symbols) symbol.box = box(symbol.box);
      line.box = box(line.box);
      line.baseline = y(line.baseline);
      line.size *= factor_;
    }
    for (RuledLine& line : text.rulings) {
      const auto [at, along] = line.horizontal ? std::pair(top_, left_) : std::pair(left_, top_);
      line.at = line.at * factor_ - at;
      line.from = line.from * factor_ - along;
      line.to = line.to * factor_ - along;
    }
  }

 private:
  double x(double value) const { return value * factor_ - left_; }
  double y(double value) const { return value * factor_ - top_; }
  Box box(const Box& here) const { return {x(here.x0), y(here.y0), x(here.x1), y(here.y1)}; }

  double factor_, left_, top_;
};

double mean_confidence(const PageText& text) {
  double sum = 0;
  double symbols = 0;
  for (const TextLine& line : text.lines) {
    for (const Symbol& symbol : line.symbols) sum += symbol.confidence;
    symbols += static_cast<double>(line.symbols.size());
  }
  return symbols > 0 ? sum / symbols : 0;
}

// A letter or two that are not even sure are the edges of a photograph.
bool is_nothing(const PageText& text) {
  constexpr std::size_t kFew = 3;
  constexpr double kSure = 90;
  std::size_t symbols = 0;
  for (const TextLine& line : text.lines) symbols += line.symbols.size();
  return symbols <= kFew && mean_confidence(text) < kSure;
}

void read_lines(Position& position, Deadline deadline, PageText& text) {
  for (const Area& area : position.lines) {
    if (std::chrono::steady_clock::now() > deadline) {
      text.complete = false;
      return;
    }
    Reading reading = position.reader.read(area);
    if (is_text(reading)) {
      text.lines.push_back(measured(area, std::move(reading.symbols)));
    } else {
      text.unread += reading.symbols.empty() ? 0 : 1;
    }
  }
}

}  // namespace

void warm_ocr() { map_models(); }
bool can_recognise() { return has_models(); }

PageText recognise(Pix* picture, Deadline deadline) {
  PageText text;
  const PixPointer grey = has_models() ? to_grey(picture) : nullptr;
  if (!grey) return text;
  Position position = upright(grey.get(), deadline);
  const bool sideways = position.turn % 2 == 1;
  text.turn = position.turn;
  text.skew = position.page.skew;
  text.width = sideways ? pixGetHeight(grey.get()) : pixGetWidth(grey.get());
  text.height = sideways ? pixGetWidth(grey.get()) : pixGetHeight(grey.get());
  text.rulings = std::move(position.page.rulings);
  read_lines(position, deadline, text);
  if (is_nothing(text)) text.lines.clear();
  even_sizes(text.lines);
  text.confidence = mean_confidence(text);
  WayBack(position.page, text.width, text.height).take(text);
  return text;
}

std::chrono::milliseconds recognition_time(const ParseLimits& limits) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::max(limits.seconds_max, 1)) * 750);
}

Deadline deadline_of(const ParseLimits& limits, const InnerBudget* budget) {
  if (budget != nullptr && budget->recognise_until) return *budget->recognise_until;
  return std::chrono::steady_clock::now() + recognition_time(limits);
}

}  // namespace onggi::parse::ocr
