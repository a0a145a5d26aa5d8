// A PDFium page as glyphs, rulings and pictures; see layout.h.
#pragma once

#include "base/result.h"
#include "parse/worker/pdf/layout.h"
#include "parse/worker/pdf/pdfium.h"

namespace onggi::parse::pdf {

/// Errors: bad_input when the page cannot be loaded.
Result<PageSource> load_page(FPDF_DOCUMENT document, std::int32_t page_index);

}  // namespace onggi::parse::pdf
