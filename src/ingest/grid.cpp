// Which columns the cells of each row cover.
#include "ingest/grid.h"

#include <algorithm>

namespace onggi::ingest_room {
namespace {

bool is_plain(const std::vector<ColumnRange>& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto column = static_cast<std::int32_t>(i);
    if (row[i] != ColumnRange{column, column + 1}) return false;
  }
  return true;
}

}  // namespace

Grids::Grids(const Document& document) {
  for (const Element& element : document.elements)
    if (element.table) tables_.emplace(element.id, &*element.table);
}

std::optional<PieceGrid> Grids::grid(const CleanElement& element, const Piece& piece) {
  const auto table = tables_.find(element.id);
  if (table == tables_.end() || element.rows.size() != static_cast<std::size_t>(table->second->rows))
    return std::nullopt;
  const Rows& rows = rows_of(element.id, *table->second);
  const auto begins_by = [](const ByteRange& row, std::size_t at) { return row.begin <= at; };
  const auto index_of = [&](std::size_t at) {  // of the last row that begins at or before
    const auto behind = std::lower_bound(element.rows.begin(), element.rows.end(), at, begins_by);
    return std::max<std::ptrdiff_t>(behind - element.rows.begin() - 1, 0);
  };
  const std::ptrdiff_t first = index_of(piece.bytes.begin);
  if (element.rows.empty() || element.rows[static_cast<std::size_t>(first)].begin != piece.bytes.begin)
    return std::nullopt;  // cut inside of a long row: its cells cannot be counted
  const std::ptrdiff_t last = index_of(std::max(piece.bytes.begin + 1, piece.bytes.end) - 1);
  return PieceGrid{.row = static_cast<std::int32_t>(first),
                   .header = {rows.begin(), rows.begin() + std::min<std::ptrdiff_t>(element.header_rows, last + 1)},
                   .lines = {rows.begin() + first, rows.begin() + last + 1}};
}

const Grids::Rows& Grids::rows_of(const ElementId& id, const Table& table) {
  Rows& rows = rows_[id];
  if (!rows.empty() || table.rows <= 0) return rows;
  rows.resize(static_cast<std::size_t>(table.rows));
  // In the order of the cells, as table_row_text() writes them.
  for (const Cell& cell : table.cells)
    if (cell.row >= 0 && cell.row < table.rows)
      rows[static_cast<std::size_t>(cell.row)].push_back({cell.column, cell.column + cell.column_span});
  for (std::vector<ColumnRange>& row : rows)
    if (is_plain(row)) row.clear();
  return rows;
}

}  // namespace onggi::ingest_room
