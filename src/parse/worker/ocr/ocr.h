// Text in pictures: a page's bitmap → lines of symbols with boxes and confidence, by Tesseract's Korean and English
// models over pictures prepared with Leptonica.
//
//   prepare:   upright, deskewed, scaled so that letters have the height the models were trained on; rulings taken out
//   lines:     connected components → stretches of text on one baseline
//   recognise: each stretch by the language that fits; what one language is unsure of is read again by the other
//
// What the lines mean (columns, paragraphs, tables) is decided by the layout steps of the PDF reader
// (pdf/layout.h), which are fed with these symbols as with glyphs.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "document/document.h"
#include "parse/parse.h"

struct Pix;

namespace onggi::parse {
struct InnerBudget;
}

namespace onggi::parse::ocr {

using Deadline = std::chrono::steady_clock::time_point;

struct Symbol {
  char32_t code = 0;
  Box box;
  double confidence = 0;  // of its word, 0 to 100
  double own = 0;         // of itself; a word is less sure than its symbols
  bool space_before = false;
};

/// A stretch of text on one baseline without a wide gap.
struct TextLine {
  std::vector<Symbol> symbols;
  Box box;
  double baseline = 0, size = 0;  // size: the font's, as far as the picture tells
};

/// A straight horizontal (y = at, from x to x) or vertical (x = at) line.
struct RuledLine {
  bool horizontal = true;
  double at = 0, from = 0, to = 0;
};

/// Boxes are pixels of the given bitmap after it was turned by `turn` quarter turns clockwise and then by `skew`
/// radians clockwise around its middle.
struct PageText {
  std::int32_t turn = 0;
  double skew = 0;
  double width = 0, height = 0;  // after `turn`
  std::vector<TextLine> lines;
  std::vector<RuledLine> rulings;
  double confidence = 0;    // mean over all symbols, 0 to 100
  std::int32_t unread = 0;  // lines that were left out: noise, or a script that the models do not know
  bool complete = true;     // false: the time was up before the last line
};

/// Where a page's mean confidence or a word's is below these, a person should look.
constexpr double kPageConfidenceMin = 75, kWordConfidenceMin = 60;

/// Maps the models; before the sandbox closes. Without models nothing is recognised.
void warm_ocr();
/// Whether there are models.
bool can_recognise();

/// Recognises a picture of any depth. An empty result: no text in it. Not thread safe: the worker has one thread.
/// Cost: 2 to 4 seconds for a full A4 page.
PageText recognise(Pix* picture, Deadline deadline);

/// When recognition must end so that there is time left to hand over what was found.
Deadline deadline_of(const ParseLimits& limits, const InnerBudget* budget);
/// The share of `seconds_max` that recognition may take.
std::chrono::milliseconds recognition_time(const ParseLimits& limits);

}  // namespace onggi::parse::ocr
