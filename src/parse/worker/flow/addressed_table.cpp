// See addressed_table.h.
#include "parse/worker/flow/addressed_table.h"

#include <algorithm>
#include <utility>

#include "parse/worker/document_builder.h"

namespace onggi::parse {
namespace {

constexpr std::int32_t kColumnsMax = 1000;
constexpr std::int32_t kRowsMax = 65'536;

// True when the addresses put every cell inside of the grid and none over another. Cells must come sorted by row.
bool is_consistent(const Table& table) {
  std::vector<std::int32_t> covered_until(static_cast<std::size_t>(table.columns), 0);
  for (const Cell& cell : table.cells) {
    for (std::int32_t column = cell.column; column < cell.column + cell.column_span; ++column) {
      std::int32_t& until = covered_until[static_cast<std::size_t>(column)];
      if (until > cell.row) return false;
      until = cell.row + cell.row_span;
    }
  }
  return true;
}

bool has_sane_addresses(const Table& table) {
  return std::ranges::all_of(table.cells, [](const Cell& cell) {
    return cell.row >= 0 && cell.row < kRowsMax && cell.column >= 0 && cell.column_span >= 1 && cell.row_span >= 1 &&
           cell.column + std::int64_t{cell.column_span} <= kColumnsMax;
  });
}

Table refilled(Table table, const std::vector<std::int32_t>& written_rows) {
  TableGrid grid;
  std::int32_t row = -1;
  for (std::size_t i = 0; i < table.cells.size(); ++i) {
    Cell& cell = table.cells[i];
    const std::int32_t next = i < written_rows.size() ? written_rows[i] : cell.row;
    if (next != row) grid.next_row();
    row = next;
    grid.add(std::move(cell.text), cell.row_span, cell.column_span, cell.header);
  }
  return grid.take();
}

}  // namespace

Table from_addresses(Table table, const std::vector<std::int32_t>& written_rows) {
  if (!has_sane_addresses(table)) return refilled(std::move(table), written_rows);
  Table as_written = written_rows.empty() ? Table{} : table;
  const auto by_address = [](const Cell& left, const Cell& right) {
    return std::pair(left.row, left.column) < std::pair(right.row, right.column);
  };
  std::ranges::stable_sort(table.cells, by_address);
  std::int32_t rows = 0;
  std::int64_t covered_rows = 0;
  for (const Cell& cell : table.cells) {
    rows = std::max(rows, cell.row + 1);
    covered_rows = std::max(covered_rows, cell.row + std::int64_t{cell.row_span});
    table.columns = std::max(table.columns, cell.column + cell.column_span);
  }
  table.rows = std::max(rows, static_cast<std::int32_t>(std::min<std::int64_t>(table.rows, covered_rows)));
  for (Cell& cell : table.cells) cell.row_span = std::min(cell.row_span, table.rows - cell.row);
  if (is_consistent(table)) return table;
  return written_rows.empty() ? refilled(std::move(table), {}) : refilled(std::move(as_written), written_rows);
}

}  // namespace onggi::parse
