// Tables of Hangul's formats: every cell says where it stands.
#pragma once

#include <cstdint>
#include <vector>

#include "document/document.h"

namespace onggi::parse {

/// Sorts cells by their addresses and cuts spans at the last row. Where addresses contradict each other (outside of
/// the grid, two over one position, more than 1,000 columns) the cells fill the grid in order, row by row.
/// `table.rows` is what the format says; columns are counted. `written_rows`, where the format has rows apart from the
/// addresses: the row each cell is written in, for filling the grid.
Table from_addresses(Table table, const std::vector<std::int32_t>& written_rows = {});

}  // namespace onggi::parse
