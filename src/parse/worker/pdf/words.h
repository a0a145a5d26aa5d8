// Where the words of one page stand. Inside of the PDF reader and of what reads pictures as its pages.
#pragma once

#include <vector>

#include "parse/parse.h"
#include "parse/worker/pdf/layout.h"

namespace onggi::parse::pdf {

/// Glyphs up to the next space, gap or line, in their order; boxes on the page as shown.
std::vector<PageWord> words_of(const std::vector<Glyph>& glyphs, const PageLayout& layout);

}  // namespace onggi::parse::pdf
