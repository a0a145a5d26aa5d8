// Pieces that corrections work with: grids, boxes, an element's own line. Inside of room document.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "document/document.h"

namespace onggi::document_room {

/// What a person sees as the text of an element that is no table: its text, of a formula its source.
std::string line_of(const Element& element);

/// Equal in everything but boxes, which a newer reader may measure differently.
bool same_grid(const Table& left, const Table& right);

/// Each position at most one cell, all inside: what a grid made by people has to be.
bool is_sound(const Table& table);

/// Rows of text as a table: cells parted by " | " (as table_text writes them) or tabs.
Table table_of_lines(std::string_view text);

/// The rows before `row` and the rest; none when a cell spans the cut or one side would be empty.
std::optional<std::pair<Table, Table>> split_table(const Table& table, std::int32_t row);

/// The rows of both, one under the other; both have the same number of columns.
Table merged_tables(const Table& above, const Table& below);

/// The largest share (0..1, intersection over union) by which boxes of two elements cover each other on one page.
double box_overlap(const std::vector<Place>& left, const std::vector<Place>& right);

}  // namespace onggi::document_room
