// Headings of columns and cells to the left, read once a table.
#include "clean/table_headings.h"

#include <algorithm>
#include <map>

namespace onggi::clean_room {

namespace {

// A name of a cell is a few words; longer text is content.
constexpr std::size_t kNameBytes = 60;

bool is_name(const Cell& cell) { return !cell.text.empty() && cell.text.size() <= kNameBytes; }

std::size_t as_size(std::int32_t number) { return static_cast<std::size_t>(std::max(number, 0)); }

}  // namespace

TableHeadings::TableHeadings(const Table& table)
    : columns_(as_size(table.columns)),
      left_(as_size(table.rows) * as_size(table.columns)),
      width_(as_size(table.columns)) {
  for (const Cell& cell : table.cells) {
    if (!is_name(cell)) continue;
    const std::size_t end = std::min(as_size(cell.column + cell.column_span), width_);
    if (cell.header || cell.row == 0)
      for (std::size_t column = as_size(cell.column); column < end; ++column) columns_[column] += cell.text + " ";
    const std::size_t last = std::min(as_size(cell.row + cell.row_span), as_size(table.rows));
    for (std::size_t row = as_size(cell.row); row < last && end < width_; ++row) left_[row * width_ + end] = cell.text;
  }
}

std::string TableHeadings::of(const Cell& cell) const {
  const std::size_t column = as_size(cell.column);
  if (column >= width_) return {};
  const std::size_t place = as_size(cell.row) * width_ + column;
  const bool itself_above = cell.header || cell.row == 0;
  return (itself_above ? std::string() : columns_[column]) + (place < left_.size() ? left_[place] : std::string());
}

std::vector<std::pair<std::size_t, std::size_t>> neighbours(const Table& table) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> begins;
  for (std::size_t i = 0; i < table.cells.size(); ++i) begins[{table.cells[i].row, table.cells[i].column}] = i;
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto& [place, i] : begins) {
    const auto right = begins.find({place.first, place.second + table.cells[i].column_span});
    if (right != begins.end() && right->second != i) pairs.emplace_back(i, right->second);
  }
  return pairs;
}

}  // namespace onggi::clean_room
