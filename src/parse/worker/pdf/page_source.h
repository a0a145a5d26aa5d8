// A PDFium page as glyphs, rulings and pictures; see layout.h.
#pragma once

#include <memory>
#include <type_traits>

#include "base/result.h"
#include "parse/worker/pdf/graphics.h"
#include "parse/worker/pdf/layout.h"
#include "parse/worker/pdf/pdfium.h"

namespace onggi::parse::pdf {

struct ClosePage {
  void operator()(FPDF_PAGE page) const { FPDF_ClosePage(page); }
};
using PagePointer = std::unique_ptr<std::remove_pointer_t<FPDF_PAGE>, ClosePage>;

/// Errors: bad_input when the page cannot be loaded.
Result<PagePointer> open_page(FPDF_DOCUMENT document, std::int32_t page_index);

/// Where the page's user space lies on the page as shown.
ToPage to_page_of(FPDF_PAGE page);

/// Errors: bad_input when the page's text cannot be loaded.
Result<PageSource> load_page(FPDF_PAGE page);

}  // namespace onggi::parse::pdf
