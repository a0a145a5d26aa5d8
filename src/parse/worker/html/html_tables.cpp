// What HTML tables mean; see html_tables.h.
#include "parse/worker/html/html_tables.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace onggi::parse {
namespace {

bool contains(const GumboNode* root, GumboTag tag) {
  bool found = false;
  each_node(root, [&](const GumboNode* node) {
    found = found || (node != root && tag_of(node) == tag);
    return !found;
  });
  return found;
}

bool has_text(const GumboNode* root) {
  bool found = false;
  each_node(root, [&](const GumboNode* node) {
    found = found || count_visible(text_of(node)) > 0;
    return !found;
  });
  return found;
}

// No row with two cells of text: such a table puts a picture beside a note, or one thing below another.
bool has_one_column_of_text(const GumboNode* table) {
  std::int32_t in_row = 0, most = 0;
  each_node(table, [&](const GumboNode* node) {
    if (tag_of(node) == GUMBO_TAG_TR) in_row = 0;
    if (!is_cell(node)) return true;
    if (has_text(node)) most = std::max(most, ++in_row);
    return false;
  });
  return most <= 1;
}

// Header cells, a caption, a <thead> or lines around the cells, not those of a table inside: nobody gives these to a
// grid for placing.
bool names_its_data(const GumboNode* table) {
  bool found = number_attribute(table, "border", 0, 100) > 0;
  each_node(table, [&](const GumboNode* node) {
    const GumboTag tag = tag_of(node);
    found = found || tag == GUMBO_TAG_TH || tag == GUMBO_TAG_CAPTION || tag == GUMBO_TAG_THEAD;
    return !found && tag != GUMBO_TAG_TD;
  });
  return found;
}

std::int64_t count_letters(const GumboNode* root) {
  std::int64_t letters = 0;
  each_node(root, [&](const GumboNode* node) { return letters += count_visible(text_of(node)), true; });
  return letters;
}

bool holds_page_parts(const GumboNode* cell) {
  constexpr std::int64_t kLettersMax = 500;  // more is an article beside a menu
  bool heading = false;
  each_node(cell, [&](const GumboNode* node) {
    const GumboTag tag = tag_of(node);
    heading = heading || (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6);
    return !heading;
  });
  return heading || count_letters(cell) > kLettersMax;
}

// Two rows or more of as many cells each, without spans; few of the cells hold tables, none a part of a page.
bool is_regular_grid(const GumboNode* table) {
  std::vector<std::int32_t> widths;
  std::int32_t cells = 0, with_table = 0;
  bool regular = true;
  each_node(table, [&](const GumboNode* node) {
    if (tag_of(node) == GUMBO_TAG_TR) widths.push_back(0);
    if (!regular || !is_cell(node)) return regular;
    ++cells;
    if (!widths.empty()) ++widths.back();
    with_table += contains(node, GUMBO_TAG_TABLE) ? 1 : 0;
    regular = !has_attribute(node, "rowspan") && !has_attribute(node, "colspan") && !holds_page_parts(node);
    return false;
  });
  return regular && widths.size() > 1 && std::ranges::adjacent_find(widths, std::not_equal_to<>()) == widths.end() &&
         with_table * 3 <= cells;
}

// How many cells end in each row.
std::vector<std::int32_t> cells_ending_in_rows(const Table& table) {
  std::vector<std::int32_t> ending(static_cast<std::size_t>(table.rows), 0);
  for (const Cell& cell : table.cells) ++ending[static_cast<std::size_t>(cell.row + cell.row_span - 1)];
  return ending;
}

}  // namespace

bool is_cell(const GumboNode* node) { return tag_of(node) == GUMBO_TAG_TD || tag_of(node) == GUMBO_TAG_TH; }

bool is_layout_table(const GumboNode* table) {
  const std::string_view role = attribute(table, "role");
  if (role == "presentation" || role == "none" || has_one_column_of_text(table)) return true;
  return contains(table, GUMBO_TAG_TABLE) && !names_its_data(table) && !is_regular_grid(table);
}

Table without_empty_lines(Table table) {
  const std::vector<std::int32_t> ending = cells_ending_in_rows(table);
  std::vector<std::int32_t> begins(ending.size() + 1, 0);  // rows kept before a row; the last row always is
  std::int32_t kept = 0;
  std::vector<bool> has_cell(ending.size(), false);
  for (const Cell& cell : table.cells) has_cell[static_cast<std::size_t>(cell.row)] = true;
  for (std::size_t row = 0; row < ending.size(); ++row) {
    begins[row] = kept;
    const bool empty_line = has_cell[row] && ending[row] == 0;
    kept += empty_line ? 0 : 1;
  }
  begins.back() = kept;
  if (kept == table.rows) return table;
  for (Cell& cell : table.cells) {
    const auto first = static_cast<std::size_t>(cell.row), end = first + static_cast<std::size_t>(cell.row_span);
    cell.row = begins[first];
    cell.row_span = begins[end] - begins[first];
  }
  table.rows = kept;
  std::ranges::stable_sort(table.cells, {}, [](const Cell& cell) { return std::pair(cell.row, cell.column); });
  return table;
}

}  // namespace onggi::parse
