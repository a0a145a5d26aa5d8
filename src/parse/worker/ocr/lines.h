// Connected components → stretches of text on one baseline. Inside of OCR.
#pragma once

#include <vector>

#include "document/document.h"
#include "parse/worker/ocr/pix.h"

namespace onggi::parse::ocr {

/// A rectangle of pixels; x1 and y1 lie outside.
struct Area {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  int width() const { return x1 - x0; }
  int height() const { return y1 - y0; }
  bool operator==(const Area&) const = default;
};

Box to_box(const Area& area);

/// Stretches of text in `ink`, whose common letters are `letter` pixels high, from the top. A gap wider than a letter
/// ends a stretch, so columns and cells stay apart. Specks and pictures are left out.
std::vector<Area> find_lines(Pix* ink, double letter);

/// What stands side by side in a line: runs of columns with ink.
std::vector<Area> find_cells(Pix* ink, const Area& line);

}  // namespace onggi::parse::ocr
