// Reads a page through PDFium; see page_source.h.
#include "parse/worker/pdf/page_source.h"

#include <algorithm>
#include <cmath>

#include "parse/worker/pdf/glyphs.h"

namespace onggi::parse::pdf {
namespace {

struct CloseText {
  void operator()(FPDF_TEXTPAGE text) const { FPDFText_ClosePage(text); }
};

}  // namespace

Box united(const Box& left, const Box& right) {
  return {std::min(left.x0, right.x0), std::min(left.y0, right.y0), std::max(left.x1, right.x1),
          std::max(left.y1, right.y1)};
}

namespace {

// Back onto a page that was scanned askew: the middle of the box is turned, its sides stay upright.
Box slanted(const Box& box, const PageLayout& page) {
  const double x = (box.x0 + box.x1 - page.flow_width) / 2, y = (box.y0 + box.y1 - page.flow_height) / 2;
  const double along = x * std::cos(page.skew) + y * std::sin(page.skew) - x;
  const double down = y * std::cos(page.skew) - x * std::sin(page.skew) - y;
  return {box.x0 + along, box.y0 + down, box.x1 + along, box.y1 + down};
}

}  // namespace

Box turned_back(const Box& box, const PageLayout& page) {
  Box result = page.skew == 0 ? box : slanted(box, page);
  double width = page.flow_width, height = page.flow_height;
  for (std::int32_t i = page.turn; i % 4 != 0; ++i, std::swap(width, height)) result = turned(result, height);
  const double right = page.page.width, bottom = page.page.height;
  return {std::clamp(result.x0, 0.0, right), std::clamp(result.y0, 0.0, bottom), std::clamp(result.x1, 0.0, right),
          std::clamp(result.y1, 0.0, bottom)};
}

Result<PagePointer> open_page(FPDF_DOCUMENT document, std::int32_t page_index) {
  PagePointer page(FPDF_LoadPage(document, page_index));
  if (!page)
    return fail(ErrorCode::bad_input, "page " + std::to_string(page_index + 1) + " cannot be loaded", "broken");
  return page;
}

ToPage to_page_of(FPDF_PAGE page) {
  ToPage to_page{.rotation = FPDFPage_GetRotation(page) & 3};
  if (FPDF_GetPageBoundingBox(page, &to_page.crop) == 0)
    to_page.crop = {0, FPDF_GetPageHeightF(page), FPDF_GetPageWidthF(page), 0};
  return to_page;
}

Result<PageSource> load_page(FPDF_PAGE page) {
  PageSource source;
  source.width = double{FPDF_GetPageWidthF(page)};
  source.height = double{FPDF_GetPageHeightF(page)};
  const ToPage to_page = to_page_of(page);
  const std::unique_ptr<std::remove_pointer_t<FPDF_TEXTPAGE>, CloseText> text(FPDFText_LoadPage(page));
  if (!text) return fail(ErrorCode::bad_input, "the text of a page cannot be loaded", "broken");
  load_graphics(page, to_page, source);
  load_glyphs(text.get(), to_page, source);
  return source;
}

}  // namespace onggi::parse::pdf
