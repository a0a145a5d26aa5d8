// See sheet_tables.h.
#include "parse/worker/xlsx/sheet_tables.h"

#include <algorithm>

#include "parse/worker/memory/forget.h"

namespace onggi::parse::xlsx {
namespace {

// Rows above an autofilter or a frozen border that still are one header: more is a page of its own.
constexpr std::int32_t kHeaderRowsMax = 5;
constexpr std::size_t kLabelsMax = 3;
// Gaps become empty cells, and merged ranges spans, up to so many positions a text: beyond it the block is no grid.
constexpr std::int64_t kPositionsPerText = 4, kPositionsAlways = 400;

// Tables are what later rooms hold, cut and cite as one: a sheet of a million rows is many.
constexpr std::int32_t kRowsPerTable = 10'000;

bool by_corner(const Range& a, const Range& b) { return a.top != b.top ? a.top < b.top : a.left < b.left; }

// Lines of the sheet (rows or columns) that a table shows, numbered from 0.
class Lines {
 public:
  Lines(std::int32_t first, std::int32_t last) : first_(first), shown_(static_cast<std::size_t>(last - first + 1)) {}

  void show(std::int32_t line) { shown_[index(line)] = 1; }
  void number() {
    before_.assign(1, 0);
    for (const std::int32_t shown : shown_) before_.push_back(before_.back() + shown);
  }
  bool shows(std::int32_t line) const { return shown_[index(line)] != 0; }
  std::int32_t position(std::int32_t line) const { return before_[index(line)]; }
  std::int32_t count() const { return before_.back(); }
  /// Shown lines from `line` to `last`, both included.
  std::int32_t span(std::int32_t line, std::int32_t last) const {
    const std::size_t end = std::min(index(last) + 1, before_.size() - 1);
    return std::max(1, before_[end] - position(line));
  }
  std::int32_t first() const { return first_; }
  std::int32_t last() const { return first_ + static_cast<std::int32_t>(shown_.size()) - 1; }

 private:
  std::size_t index(std::int32_t line) const { return static_cast<std::size_t>(line - first_); }

  std::int32_t first_;
  std::vector<std::int32_t> shown_, before_;
};

}  // namespace

struct TableMaker::Shape {
  explicit Shape(const Range& range) : rows(range.top, range.bottom), columns(range.left, range.right) {}
  Lines rows, columns;
};

TableMaker::TableMaker(const Sheet& sheet, const Workbook& workbook, DocumentBuilder& builder, HeaderHints hints)
    : sheet_(sheet), workbook_(workbook), builder_(builder), hints_(hints), merges_(sheet.merges) {
  std::ranges::sort(merges_, by_corner);
}

const Range* TableMaker::merge_at(std::int32_t row, std::int32_t column) const {
  const auto found = std::ranges::lower_bound(merges_, Range{row, column, 0, 0}, by_corner);
  return found != merges_.end() && found->top == row && found->left == column ? &*found : nullptr;
}

bool TableMaker::is_hidden(const SheetCell& cell) const {
  return sheet_.is_row_hidden(cell.row) || sheet_.is_column_hidden(cell.column);
}

// Rows with one text (often merged over the table's width) above a row with several are its title, its unit.
std::size_t TableMaker::label_rows(const Cells& cells) const {
  const auto at = [&](std::size_t i) -> const SheetCell& { return sheet_.cells[cells[i]]; };
  for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
    if (at(i + 1).row == at(i).row) return i;
    const Range* merge = merge_at(at(i).row, at(i).column);
    if (i >= kLabelsMax || (merge != nullptr && merge->bottom > merge->top)) return 0;
  }
  return 0;
}

Range TableMaker::range_of(const Cells& cells) const {
  Range range{kRowsMax, kColumnsMax, 0, 0};
  for (const std::uint32_t index : cells) {
    const SheetCell& cell = sheet_.cells[index];
    const Range* merge = merge_at(cell.row, cell.column);
    range.top = std::min(range.top, cell.row);
    range.left = std::min<std::int32_t>(range.left, cell.column);
    range.bottom = std::max(range.bottom, merge == nullptr ? cell.row : merge->bottom);
    range.right = std::max(range.right, merge == nullptr ? cell.column : merge->right);
  }
  return range;
}

std::int32_t TableMaker::header_rows(const Cells& cells, const Range& range, const DefinedTable* defined) const {
  if (defined != nullptr) return std::clamp(defined->header_rows, 0, range.bottom - range.top);
  const auto until = [&](std::int32_t row) {  // rows from the block's top up to `row`
    const std::int32_t rows = row - range.top + 1;
    return rows >= 1 && rows <= kHeaderRowsMax && row < range.bottom ? rows : 0;
  };
  std::int32_t rows = 0;
  if (hints_.filter && hints_.filter->overlaps(range)) rows = until(hints_.filter->top);
  if (rows == 0 && hints_.printed && hints_.printed->overlaps(range)) rows = until(hints_.printed->bottom);
  if (rows == 0 && hints_.frozen_rows > 0) rows = until(hints_.frozen_rows - 1);
  return rows > 0 ? rows : bold_header(cells, range) ? 1 : 0;
}

bool TableMaker::bold_header(const Cells& cells, const Range& range) const {
  bool all_first = true, all_second = true;
  std::int32_t second_row = -1;
  for (const std::uint32_t index : cells) {
    const SheetCell& cell = sheet_.cells[index];
    if (cell.row == range.top) {
      all_first = all_first && cell.bold;
      continue;
    }
    if (second_row < 0) second_row = cell.row;
    if (cell.row != second_row) break;
    all_second = all_second && cell.bold;
  }
  return second_row >= 0 && all_first && !all_second;
}

// Walks the grid in reading order: texts, then gaps as empty cells; a merged range covers what lies under it.
Table TableMaker::fill(Part cells, const Shape& shape, std::int32_t header) {
  Table table{.rows = shape.rows.count(), .columns = shape.columns.count(), .cells = {}};
  const auto columns = static_cast<std::size_t>(table.columns);
  std::vector<bool> covered(static_cast<std::size_t>(table.rows) * columns);
  table.cells.reserve(covered.size());
  std::size_t next = 0;
  for (std::int32_t row = shape.rows.first(); row <= shape.rows.last(); ++row) {
    for (std::int32_t column = shape.columns.first(); column <= shape.columns.last(); ++column) {
      const bool here =
          next < cells.size() && sheet_.cells[cells[next]].row == row && sheet_.cells[cells[next]].column == column;
      const std::size_t index = here ? cells[next++] : 0;
      if (!shape.rows.shows(row) || !shape.columns.shows(column)) continue;
      Cell cell{.row = shape.rows.position(row), .column = shape.columns.position(column), .box = std::nullopt};
      const auto at = static_cast<std::size_t>(cell.row) * columns + static_cast<std::size_t>(cell.column);
      if (covered[at]) {
        if (here) builder_.drop("covered_by_merge", text(static_cast<std::uint32_t>(index)));
        continue;
      }
      if (const Range* merge = merge_at(row, column)) {
        cell.row_span = shape.rows.span(row, std::min(merge->bottom, shape.rows.last()));
        cell.column_span = shape.columns.span(column, std::min(merge->right, shape.columns.last()));
        while (cell.column_span > 1 && covered[at + static_cast<std::size_t>(cell.column_span) - 1]) --cell.column_span;
        for (std::int32_t r = 0; r < cell.row_span; ++r) {
          for (std::int32_t c = 0; c < cell.column_span; ++c)
            covered[at + static_cast<std::size_t>(r) * columns + static_cast<std::size_t>(c)] = true;
        }
      }
      cell.header = cell.row < header;
      if (here) cell.text = text(static_cast<std::uint32_t>(index));
      table.cells.push_back(std::move(cell));
    }
  }
  return table;
}

Table TableMaker::shown_table(Part cells, const Range& range, std::int32_t header) {
  Shape shape(range);
  const std::int64_t positions =
      static_cast<std::int64_t>(range.bottom - range.top + 1) * (range.right - range.left + 1);
  const bool grid =
      positions <= std::max(kPositionsAlways, kPositionsPerText * static_cast<std::int64_t>(cells.size()));
  for (std::int32_t row = range.top; row <= range.bottom; ++row)
    if (!sheet_.is_row_hidden(row)) shape.rows.show(row);
  for (std::int32_t column = range.left; column <= range.right; ++column)
    if (!sheet_.is_column_hidden(column)) shape.columns.show(column);
  shape.rows.number();
  shape.columns.number();
  if (grid) return fill(cells, shape, header);
  Table table{.rows = shape.rows.count(), .columns = shape.columns.count(), .cells = {}};
  for (const std::uint32_t index : cells) {
    const SheetCell& cell = sheet_.cells[index];
    const std::int32_t row = shape.rows.position(cell.row);
    table.cells.push_back({.row = row,
                           .column = shape.columns.position(cell.column),
                           .header = row < header,
                           .text = text(index),
                           .box = std::nullopt});
  }
  return table;
}

Table TableMaker::hidden_table(const Cells& cells, const Range& range) const {
  Shape shape(range);
  for (const std::uint32_t index : cells) {
    shape.rows.show(sheet_.cells[index].row);
    shape.columns.show(sheet_.cells[index].column);
  }
  shape.rows.number();
  shape.columns.number();
  Table table{.rows = shape.rows.count(), .columns = shape.columns.count(), .cells = {}};
  for (const std::uint32_t index : cells) {
    const SheetCell& cell = sheet_.cells[index];
    table.cells.push_back({.row = shape.rows.position(cell.row),
                           .column = shape.columns.position(cell.column),
                           .text = text(index),
                           .box = std::nullopt});
  }
  return table;
}

BlockParts TableMaker::make(CellBlock block, const DefinedTable* defined) {
  BlockParts parts;
  Cells shown, hidden;
  if (sheet_.hidden_rows.empty() && sheet_.hidden_columns.empty()) {
    shown = std::move(block.cells);
  } else {
    for (const std::uint32_t index : block.cells) (is_hidden(sheet_.cells[index]) ? hidden : shown).push_back(index);
  }
  if (!hidden.empty()) parts.hidden = hidden_table(hidden, range_of(hidden));
  const std::size_t labels = defined != nullptr ? 0 : shown.size() == 1 ? 1 : label_rows(shown);
  for (std::size_t i = 0; i < labels; ++i) parts.labels.push_back(text(shown[i]));
  shown.erase(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(labels));
  if (shown.empty()) return parts;
  parts.header_rows = header_rows(shown, range_of(shown), defined);
  parts.shown = std::move(shown);
  return parts;
}

// Header rows are counted among the rows that are shown.
std::int32_t TableMaker::first_row_below(std::int32_t header, const Range& range) const {
  std::int32_t row = range.top;
  for (std::int32_t counted = 0; row <= range.bottom && (counted < header || sheet_.is_row_hidden(row)); ++row)
    counted += sheet_.is_row_hidden(row) ? 0 : 1;
  return row;
}

// Counted in, as it is text that we add.
void TableMaker::put_header(const Table& header, Table& piece) {
  for (Cell& cell : piece.cells) cell.row += header.rows;
  piece.rows += header.rows;
  piece.cells.insert(piece.cells.begin(), header.cells.begin(), header.cells.end());
  for (const Cell& cell : header.cells) builder_.count_in(cell.text);
}

void TableMaker::show(BlockParts parts, std::size_t needed_from, const std::function<void(Table)>& take) {
  Part cells = parts.shown;
  const Range range = range_of(parts.shown);
  const auto until = [&](std::int32_t row) {
    return static_cast<std::size_t>(
        std::ranges::partition_point(cells, [&](std::uint32_t index) { return sheet_.cells[index].row < row; }) -
        cells.begin());
  };
  const std::int32_t body = first_row_below(parts.header_rows, range);
  Table header;
  if (range.bottom - body >= kRowsPerTable && body > range.top)
    header = shown_table(cells.first(until(body)), {range.top, range.left, body - 1, range.right}, parts.header_rows);
  for (std::int32_t top = range.top; top <= range.bottom;) {
    const std::int32_t next = std::min(std::max(top, body) + kRowsPerTable, range.bottom + 1);
    const std::size_t count = until(next);
    const bool first = top == range.top;
    if (count > 0) {
      Table piece =
          shown_table(cells.first(count), {top, range.left, next - 1, range.right}, first ? parts.header_rows : 0);
      if (!first && !header.cells.empty()) put_header(header, piece);
      forget_cells(count == cells.size() ? sheet_.cells.size() : cells[count], needed_from);
      take(std::move(piece));
    }
    forget(std::as_bytes(cells.first(count)));
    cells = cells.subspan(count);
    top = next;
  }
}

void TableMaker::forget_cells(std::size_t end, std::size_t needed_from) {
  const auto first = sheet_.cells.begin() + static_cast<std::ptrdiff_t>(std::min(end, needed_from));
  const auto own = std::find_if(first, sheet_.cells.end(), [](const SheetCell& cell) { return !cell.shared; });
  const std::size_t texts = own == sheet_.cells.end() ? sheet_.texts.size() : own->begin;
  if (sheet_.in_order) forget(std::as_bytes(std::span(sheet_.texts).first(texts)));
  forget(std::as_bytes(std::span(sheet_.cells.begin(), first)));
}

}  // namespace onggi::parse::xlsx
