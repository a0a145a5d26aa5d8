// Which cells of a sheet belong together: blocks that empty rows and columns keep apart.
//
// Cells that touch at a side are one block; a merged range is one large cell, and a bordered cell without text belongs
// to what it touches, as the lines of a form show. Blocks whose rectangles overlap are one. A defined table is always a
// block of its own.
#pragma once

#include <cstdint>
#include <vector>

#include "parse/worker/xlsx/sheet.h"

namespace onggi::parse::xlsx {

struct CellBlock {
  Range range;                       // the smallest that holds all texts
  std::vector<std::uint32_t> cells;  // indices into Sheet::cells, in their order
};

/// Blocks in reading order (top, then left). `tables`: ranges of defined tables.
std::vector<CellBlock> find_blocks(const Sheet& sheet, const std::vector<Range>& tables);

}  // namespace onggi::parse::xlsx
