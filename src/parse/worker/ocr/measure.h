// Font sizes and baselines of recognised lines. Inside of OCR.
#pragma once

#include <vector>

#include "parse/worker/ocr/lines.h"
#include "parse/worker/ocr/ocr.h"

namespace onggi::parse::ocr {

/// A line with its size and baseline, as far as its ink and its letters tell.
TextLine measured(const Area& area, std::vector<Symbol> symbols);

/// Lines of nearly the same size get the same: ink differs by a pixel, fonts of one text do not.
void even_sizes(std::vector<TextLine>& lines);

}  // namespace onggi::parse::ocr
