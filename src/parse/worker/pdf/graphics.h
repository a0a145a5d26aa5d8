// What is drawn on a page besides text: rulings, coloured areas, pictures.
#pragma once

#include "parse/worker/pdf/layout.h"
#include "parse/worker/pdf/pdfium.h"

namespace onggi::parse::pdf {

struct Point {
  double x = 0, y = 0;
};

/// From PDF user space (origin bottom left, before /Rotate, around the crop box) to the page as shown, from its top
/// left.
struct ToPage {
  FS_RECTF crop{};
  int rotation = 0;

  Point point(double x, double y) const;
  Box box(double left, double bottom, double right, double top) const;
};

/// Fills `rulings`, `areas`, `pictures` and `picture_area` of `source`, in the page as shown.
void load_graphics(FPDF_PAGE page, const ToPage& to_page, PageSource& source);
/// The `ordinal`th picture of a page in the order load_graphics() met them, or nullptr.
FPDF_PAGEOBJECT find_picture(FPDF_PAGE page, std::int32_t ordinal);
/// Turns rulings, areas and pictures as the text was turned.
void turn_graphics(PageSource& source);

/// One quarter turn clockwise of a page `height` points high.
Box turned(const Box& box, double height);

}  // namespace onggi::parse::pdf
