// Rows by their grids.
#include "answer/columns.h"

#include <algorithm>

#include "answer/passages.h"

namespace onggi::answer_room {
namespace {

std::vector<ColumnRange> columns_of(const std::vector<std::vector<ColumnRange>>& lines, std::size_t line,
                                    std::size_t cells) {
  if (line < lines.size() && !lines[line].empty()) {
    // A cell with a border in its text is more than one: then nothing can be told.
    return lines[line].size() < cells ? std::vector<ColumnRange>() : lines[line];
  }
  std::vector<ColumnRange> plain;
  for (std::int32_t column = 0; plain.size() < cells; ++column) plain.push_back({column, column + 1});
  return plain;
}

}  // namespace

std::vector<ColumnRange> columns_of_line(const ChunkPiece& piece, std::size_t line, std::size_t cells) {
  return piece.grid ? columns_of(piece.grid->lines, line, cells) : std::vector<ColumnRange>();
}

std::vector<std::string_view> names_above(const ChunkPiece& piece, const ColumnRange& columns) {
  std::vector<std::string_view> names;
  if (piece.header.empty() || !piece.grid) return names;
  const auto lines = split_at(piece.header, "\n");
  for (std::size_t line = 0; line < lines.size(); ++line) {
    const auto texts = split_at(lines[line], kCellBorder);
    const auto covered = columns_of(piece.grid->header, line, texts.size());
    for (std::size_t i = 0; i < std::min(texts.size(), covered.size()); ++i)
      if (!texts[i].empty() && covered[i].begin < columns.end && covered[i].end > columns.begin)
        names.push_back(texts[i]);
  }
  return names;
}

}  // namespace onggi::answer_room
