// What a reader of a table takes for the name of a cell: the header of its column, the cell to its left. Inside of room
// clean.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "document/document.h"

namespace onggi::clean_room {

/// Headings of all cells of a table, read once.
class TableHeadings {
 public:
  explicit TableHeadings(const Table& table);

  /// Header of the column (its cells above in header rows, else the first row's cell when it is short) and the short
  /// text of the cell to its left; empty where neither is there.
  std::string of(const Cell& cell) const;

 private:
  std::vector<std::string> columns_;
  std::vector<std::string> left_;  // text of the cell that ends where row and column begin
  std::size_t width_ = 0;
};

/// Pairs of cells that stand side by side in one row, left to right.
std::vector<std::pair<std::size_t, std::size_t>> neighbours(const Table& table);

}  // namespace onggi::clean_room
