// Tables of an HWPX: cells say their own address and span; where these contradict each other, cells fill the grid in
// order.
#include <algorithm>

#include "parse/worker/flow/xml.h"
#include "parse/worker/hwpx/body.h"

namespace onggi::parse::hwpx {
namespace {

constexpr std::int32_t kColumnsMax = 1000;

struct Address {
  std::int32_t row = 0, column = 0, row_span = 1, column_span = 1;
};

Address address_of(const pugi::xml_node& cell, std::int32_t row) {
  const pugi::xml_node address = child(cell, "cellAddr");
  const pugi::xml_node span = child(cell, "cellSpan");
  return {.row = attribute_number(address, "rowAddr", row),
          .column = attribute_number(address, "colAddr", -1),
          .row_span = std::max(attribute_number(span, "rowSpan", 1), 1),
          .column_span = std::max(attribute_number(span, "colSpan", 1), 1)};
}

// True when the addresses put every cell inside of the grid and none over another. Cells must come sorted by row.
bool is_consistent(const Table& table) {
  std::vector<std::int32_t> covered_until(static_cast<std::size_t>(table.columns), 0);
  std::int32_t row = 0;
  for (const Cell& cell : table.cells) {
    if (cell.row < row || cell.column < 0 || cell.column + cell.column_span > table.columns ||
        cell.row + cell.row_span > table.rows)
      return false;
    row = cell.row;
    for (std::int32_t column = cell.column; column < cell.column + cell.column_span; ++column) {
      std::int32_t& until = covered_until[static_cast<std::size_t>(column)];
      if (until > cell.row) return false;
      until = cell.row + cell.row_span;
    }
  }
  return true;
}

Table refilled(Table table) {
  TableGrid grid;
  std::int32_t row = -1;
  for (Cell& cell : table.cells) {
    if (cell.row != row) grid.next_row();
    row = cell.row;
    grid.add(std::move(cell.text), cell.row_span, cell.column_span, cell.header);
  }
  return grid.take();
}

}  // namespace

std::string Body::cell_text(const pugi::xml_node& node, std::vector<Block>& hoisted, std::int32_t depth) {
  std::vector<Block> inner;
  for (const pugi::xml_node& part : node.children()) {
    if (local_name(part) == "subList") blocks(part, inner, depth + 1, false);
  }
  const auto notes = std::stable_partition(inner.begin(), inner.end(),
                                           [](const Block& block) { return block.kind != ElementKind::footnote; });
  std::move(notes, inner.end(), std::back_inserter(hoisted));
  inner.erase(notes, inner.end());
  std::int64_t separators = 0;
  std::string text = element_text(flatten(inner, separators));
  builder_.count_in(separators);
  return text;
}

Table Body::grid(const pugi::xml_node& node, std::vector<Block>& hoisted, std::int32_t depth) {
  Table table;
  bool usable = true;
  for (const pugi::xml_node& row : node.children()) {
    if (local_name(row) != "tr") continue;
    for (const pugi::xml_node& cell : row.children()) {
      if (local_name(cell) != "tc") continue;
      const Address address = address_of(cell, table.rows);
      usable = usable && address.row == table.rows && address.column >= 0 && address.column < kColumnsMax &&
               address.column_span <= kColumnsMax;
      table.cells.push_back({.row = table.rows,
                             .column = address.column,
                             .row_span = address.row_span,
                             .column_span = address.column_span,
                             .header = attribute(cell, "header") == "1",
                             .text = cell_text(cell, hoisted, depth + 1),
                             .box = std::nullopt});
      if (usable)
        table.columns =
            std::max(table.columns, address.column + std::min(address.column_span, kColumnsMax - address.column));
    }
    ++table.rows;
  }
  for (Cell& cell : table.cells) cell.row_span = std::min(cell.row_span, table.rows - cell.row);
  const auto by_column = [](const Cell& left, const Cell& right) {
    return left.row != right.row ? left.row < right.row : left.column < right.column;
  };
  if (usable) std::stable_sort(table.cells.begin(), table.cells.end(), by_column);
  return usable && is_consistent(table) ? table : refilled(std::move(table));
}

void Body::table(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth)) return;
  flush(paragraph);
  std::vector<Block> hoisted;
  Block block{.first_page = pages_.current()};
  block.table = grid(node, hoisted, depth);
  if (paragraph.top) pages_.tall(attribute_number(child(node, "sz"), "height", 0));
  block.last_page = pages_.current();
  const pugi::xml_node caption = child(node, "caption");
  const bool above = attribute(caption, "side") == "TOP";
  if (above) note(caption, ElementKind::caption, paragraph.done, depth);
  if (!block.table->cells.empty()) paragraph.done.push_back(std::move(block));
  if (!caption.empty() && !above) note(caption, ElementKind::caption, paragraph.done, depth);
  std::move(hoisted.begin(), hoisted.end(), std::back_inserter(paragraph.done));
  paragraph.first_page = pages_.current();
}

}  // namespace onggi::parse::hwpx
