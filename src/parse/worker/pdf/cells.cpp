// See cells.h.
#include "parse/worker/pdf/cells.h"

#include <algorithm>
#include <cmath>

#include "parse/worker/pdf/markers.h"

namespace onggi::parse::pdf {
namespace {

constexpr std::int32_t kHeaderRowsMax = 5;

void cell_line(const std::vector<Line>& lines, std::size_t index, std::string& text, const LineJoiner& joiner,
               Losses& losses) {
  const Line& line = lines[index];
  if (index == 0) {
    text = line.text;
    return;
  }
  const Line& last = lines[index - 1];
  const double rest = (last.column_right - last.column_left) - (last.box.x1 - last.box.x0);
  if (rest < line.first_word_width + 1.6 * last.size && marker_depth(line.text) == 0) {
    joiner.join(text, last, line, losses.hyphens);
  } else {
    text += "\n" + line.text;
  }
}

std::string row_key(const Table& table, std::int32_t row) {
  std::string key;
  for (const Cell& cell : table.cells) {
    if (cell.row == row) key += std::to_string(cell.column) + ":" + without_spaces(cell.text) + "\x1F";
  }
  return key;
}

std::int32_t header_rows(const Table& table) {
  std::int32_t rows = 0;
  for (const Cell& cell : table.cells) {
    if (cell.header) rows = std::max(rows, cell.row + cell.row_span);
  }
  return std::min(rows, table.rows);
}

// How many rows at the head of `next` say the same as those of `table`.
std::int32_t repeated_rows(const Table& table, const Table& next) {
  std::int32_t rows = 0;
  while (rows < kHeaderRowsMax && rows < table.rows && rows < next.rows && row_key(table, rows) == row_key(next, rows))
    ++rows;
  return rows;
}

}  // namespace

void join_cells(DraftTable& draft, const LineJoiner& joiner, Losses& losses) {
  for (std::size_t i = 0; i < draft.lines.size(); ++i) {
    for (std::size_t j = 0; j < draft.lines[i].size(); ++j)
      cell_line(draft.lines[i], j, draft.table.cells[i].text, joiner, losses);
  }
}

void fill_gaps(Table& table) {
  constexpr std::int64_t kPlacesMax = 200'000;
  if (std::int64_t{table.rows} * table.columns > kPlacesMax) return;
  const auto columns = static_cast<std::size_t>(table.columns);
  std::vector<bool> covered(static_cast<std::size_t>(table.rows) * columns, false);
  std::vector<bool> header(static_cast<std::size_t>(table.rows), false);
  for (const Cell& cell : table.cells) {
    for (std::int32_t row = cell.row; row < cell.row + cell.row_span; ++row) {
      if (cell.header) header[static_cast<std::size_t>(row)] = true;
      for (std::int32_t column = cell.column; column < cell.column + cell.column_span; ++column)
        covered[static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column)] = true;
    }
  }
  for (std::size_t place = 0; place < covered.size(); ++place) {
    if (covered[place]) continue;
    table.cells.push_back({.row = static_cast<std::int32_t>(place / columns),
                           .column = static_cast<std::int32_t>(place % columns),
                           .header = header[place / columns],
                           .text = {}});
  }
  std::stable_sort(table.cells.begin(), table.cells.end(), [](const Cell& a, const Cell& b) {
    return std::pair(a.row, a.column) < std::pair(b.row, b.column);
  });
}

bool continue_table(Table& table, const Box& box, Table& next, const Box& next_box, Losses& losses) {
  constexpr double kAside = 12;  // points; centred tables without rulings are as wide as their text
  if (table.columns != next.columns || std::abs(box.x0 - next_box.x0) > kAside ||
      std::abs(box.x1 - next_box.x1) > kAside)
    return false;
  const std::int32_t repeated = repeated_rows(table, next);
  if (header_rows(next) > 0 && repeated == 0) return false;  // a header of its own
  if (repeated == next.rows) return false;
  for (Cell& cell : next.cells) {
    if (cell.row < repeated) {
      losses.repeated_header += cell.text;
      continue;
    }
    cell.row += table.rows - repeated;
    cell.header = false;
    cell.box = std::nullopt;  // it lies on another page than the table's beginning
    table.cells.push_back(std::move(cell));
  }
  table.rows += next.rows - repeated;
  return true;
}

}  // namespace onggi::parse::pdf
