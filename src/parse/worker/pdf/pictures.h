// Bitmaps of a page as figures.
#pragma once

#include <string>
#include <vector>

#include "parse/worker/pdf/layout.h"
#include "parse/worker/pdf/pdfium.h"

namespace onggi::parse::pdf {

/// Pictures that may say something and stand beside the text, and figures of the structure tree that the author
/// described, as islands in the flow.
std::vector<DraftTable> figures_of(const PageSource& source, const std::vector<Tag>& tags);

/// A bitmap as a portable pixmap (PPM, P6): no time goes into packing what is unpacked at once. Empty when it cannot be
/// had.
std::string picture_bytes(FPDF_PAGE page, std::int32_t ordinal);

}  // namespace onggi::parse::pdf
