// See reading.h.
#include "parse/worker/ocr/reading.h"

#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "text/text.h"

namespace onggi::parse::ocr {
namespace {

constexpr int kBorder = 10;        // white around a line's picture
constexpr int kWidthMax = 32'000;  // Tesseract counts pixels in 16 bits

using Text = std::unique_ptr<char[]>;

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
  const auto confidence = double{word.Confidence(tesseract::RIL_WORD)};
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
                         .box = to_box({x0 + left, y0 + top, x1 + left, y1 + top}),
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

PixPointer line_picture(Pix* grey, const Area& area) {
  const BoxPointer box(boxCreate(area.x0, area.y0, area.width(), area.height()));
  const PixPointer part(pixClipRectangle(grey, box.get(), nullptr));
  return PixPointer(part ? pixAddBorder(part.get(), kBorder, 255) : nullptr);
}

}  // namespace

double mean_confidence(const std::vector<Symbol>& symbols, Run run) {
  double sum = 0;
  for (std::size_t i = run.begin; i < run.end; ++i) sum += symbols[i].confidence;
  return run.end > run.begin ? sum / static_cast<double>(run.end - run.begin) : 0;
}

Reading read_area(Pix* grey, const Area& area, Language language) {
  Reading reading;
  tesseract::TessBaseAPI* api = engine(language);
  const PixPointer picture = line_picture(grey, area);
  if (api == nullptr || !picture || pixGetWidth(picture.get()) > kWidthMax) return reading;
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
  reading.confidence = mean_confidence(symbols, {0, symbols.size()});
  return reading;
}

}  // namespace onggi::parse::ocr
