// Which columns the cells of a table's row stand in, and what those columns are called. Inside of room answer.
#pragma once

#include <string_view>
#include <vector>

#include "index/catalog.h"

namespace onggi::answer_room {

/// Of the first `cells` cells of a line of the piece's text; fewer or none where the grid does not tell.
std::vector<ColumnRange> columns_of_line(const ChunkPiece& piece, std::size_t line, std::size_t cells);

/// Every header cell above these columns, from the top: "1박 숙박비" over "서울" and "지방" names both.
std::vector<std::string_view> names_above(const ChunkPiece& piece, const ColumnRange& columns);

}  // namespace onggi::answer_room
