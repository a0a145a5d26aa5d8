// Grids and boxes; see correction_parts.h.
#include "document/correction_parts.h"

#include <algorithm>
#include <ranges>

namespace onggi::document_room {
namespace {

constexpr std::string_view kBetweenCells = " | ";

std::vector<std::string_view> cells_of_line(std::string_view line) {
  const std::string_view between = line.find('\t') != std::string_view::npos ? "\t" : kBetweenCells;
  std::vector<std::string_view> cells;
  for (;;) {
    const std::size_t end = line.find(between);
    cells.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + between.size());
  }
}

double area(const Box& box) { return std::max(box.x1 - box.x0, 0.0) * std::max(box.y1 - box.y0, 0.0); }

double overlap(const Box& left, const Box& right) {
  const double common = area({std::max(left.x0, right.x0), std::max(left.y0, right.y0), std::min(left.x1, right.x1),
                              std::min(left.y1, right.y1)});
  const double all = area(left) + area(right) - common;
  return all > 0 ? common / all : 0;
}

}  // namespace

std::string line_of(const Element& element) { return element.latex.empty() ? element.text : element.latex; }

bool same_grid(const Table& left, const Table& right) {
  return left.rows == right.rows && left.columns == right.columns &&
         std::ranges::equal(left.cells, right.cells, [](Cell one, Cell other) {
           one.box = std::nullopt, other.box = std::nullopt;
           return one == other;
         });
}

bool is_sound(const Table& table) {
  const auto columns = static_cast<std::size_t>(table.columns);
  std::vector<bool> covered(static_cast<std::size_t>(table.rows) * columns);
  for (const Cell& cell : table.cells) {
    if (cell.row < 0 || cell.column < 0 || cell.row_span < 1 || cell.column_span < 1) return false;
    if (cell.row_span > table.rows - cell.row || cell.column_span > table.columns - cell.column) return false;
    for (std::int32_t row = cell.row; row < cell.row + cell.row_span; ++row)
      for (std::int32_t column = cell.column; column < cell.column + cell.column_span; ++column) {
        const std::size_t at = static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column);
        if (covered[at]) return false;
        covered[at] = true;
      }
  }
  return true;
}

Table table_of_lines(std::string_view text) {
  Table table;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::int32_t column = 0;
    for (const std::string_view cell : cells_of_line(text.substr(0, end)))
      table.cells.push_back({table.rows, column++, 1, 1, false, std::string(cell), {}});
    table.columns = std::max(table.columns, column);
    ++table.rows;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return table;
}

std::optional<std::pair<Table, Table>> split_table(const Table& table, std::int32_t row) {
  if (row <= 0 || row >= table.rows) return std::nullopt;
  std::pair<Table, Table> halves{{row, table.columns, {}}, {table.rows - row, table.columns, {}}};
  for (const Cell& cell : table.cells) {
    if (cell.row < row && cell.row + cell.row_span > row) return std::nullopt;
    (cell.row < row ? halves.first : halves.second).cells.push_back(cell);
  }
  for (Cell& cell : halves.second.cells) cell.row -= row;
  return halves;
}

Table merged_tables(const Table& above, const Table& below) {
  Table merged = above;
  for (Cell cell : below.cells) {
    cell.row += above.rows;
    merged.cells.push_back(std::move(cell));
  }
  merged.rows += below.rows;
  return merged;
}

double box_overlap(const std::vector<Place>& left, const std::vector<Place>& right) {
  double most = 0;
  for (const Place& one : left)
    for (const Place& other : right)
      if (one.page_index == other.page_index && one.box && other.box)
        most = std::max(most, overlap(*one.box, *other.box));
  return most;
}

}  // namespace onggi::document_room
