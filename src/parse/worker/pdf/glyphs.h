// The characters of a page with their places and styles.
#pragma once

#include "parse/worker/pdf/graphics.h"
#include "parse/worker/pdf/layout.h"
#include "parse/worker/pdf/pdfium.h"

namespace onggi::parse::pdf {

/// Fills the text of `source` (glyphs, angled, hidden, raw, the account's counts) and turns its graphics upright with
/// it. Needs load_graphics() before: white text is hidden only where nothing coloured lies under it.
void load_glyphs(FPDF_TEXTPAGE text, const ToPage& to_page, PageSource& source);

}  // namespace onggi::parse::pdf
