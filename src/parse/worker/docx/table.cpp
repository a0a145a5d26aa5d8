// Tables of a DOCX: gridSpan and vMerge become spans; nested tables become text of their cell. ECMA-376 part 1,
// section 17.4.
#include <algorithm>

#include "parse/worker/docx/body.h"
#include "parse/worker/flow/xml.h"

namespace onggi::parse::docx {
namespace {

constexpr std::int32_t kColumnsMax = 1000;  // Word allows 63

}  // namespace

// A cell is running text: a formula on its own line stands between dollar signs there too.
void Body::formula_to_words(Block& block) {
  if (block.latex.empty()) return;
  std::string words = "$" + block.latex + "$";
  builder_.count_in(count_visible(words) - count_visible(block.text));
  block.text = std::move(words);
}

struct Body::TableState {
  Table table;
  std::vector<std::int32_t> above;  // column → index of the cell that a vMerge below would continue, or -1
  std::vector<Block> hoisted;       // notes, comments, pictures of cells: they follow the table
  std::int32_t column = 0;
  std::int32_t row_page = 0, last_page = 0;
  bool header_row = false;
};

void Body::table(const pugi::xml_node& node, std::vector<Block>& out, std::int32_t depth) {
  if (!deeper(depth)) return;
  TableState state;
  Block block{.first_page = pages_.current()};
  const pugi::xml_node properties = child(node, "tblPr");
  state.above.assign(kColumnsMax, -1);
  rows(node, state, depth);
  const bool styled = parts_.styles.find(attribute(child(properties, "tblStyle"), "val")).first_row_differs;
  const pugi::xml_node look = child(properties, "tblLook");
  const bool first_row = has_attribute(look, "firstRow")
                             ? attribute(look, "firstRow") == "1"
                             : (std::strtoul(std::string(attribute(look, "val")).c_str(), nullptr, 16) & 0x20U) != 0;
  const bool any_header =
      std::any_of(state.table.cells.begin(), state.table.cells.end(), [](const Cell& cell) { return cell.header; });
  if (!any_header && styled && first_row && state.table.rows > 1) {
    for (Cell& cell : state.table.cells) cell.header = cell.row == 0 && cell.row_span == 1;
  }
  block.last_page = pages_.current();
  block.table = std::move(state.table);
  if (!block.table->cells.empty()) out.push_back(std::move(block));
  std::move(state.hoisted.begin(), state.hoisted.end(), std::back_inserter(out));
}

void Body::rows(const pugi::xml_node& parent, TableState& state, std::int32_t depth) {
  if (!deeper(depth)) return;
  for (const pugi::xml_node& node : parent.children()) {
    const std::string_view name = local_name(node);
    if (name == "tr") {
      row(node, state, depth + 1);
    } else if (name == "sdt" || name == "sdtContent" || name == "customXml" || name == "ins") {
      rows(node, state, depth + 1);
    } else if (name == "del") {
      drop_all(node, "deleted_change");
    }
  }
}

void Body::row(const pugi::xml_node& node, TableState& state, std::int32_t depth) {
  const pugi::xml_node properties = child(node, "trPr");
  if (!child(properties, "del").empty()) return drop_all(node, "deleted_change");
  state.header_row = is_on(child(properties, "tblHeader"));
  state.column = std::clamp(attribute_number(child(properties, "gridBefore"), "val", 0), 0, kColumnsMax - 1);
  std::fill(state.above.begin(), state.above.begin() + state.column, -1);
  state.row_page = state.last_page = pages_.current();
  cells(node, state, depth + 1);
  pages_.back_to(state.last_page);
  std::fill(state.above.begin() + std::min(state.column, kColumnsMax), state.above.end(), -1);
  ++state.table.rows;
}

void Body::cells(const pugi::xml_node& parent, TableState& state, std::int32_t depth) {
  if (!deeper(depth)) return;
  for (const pugi::xml_node& node : parent.children()) {
    const std::string_view name = local_name(node);
    if (name == "tc") {
      pages_.back_to(state.row_page);
      cell(node, state, depth + 1);
      state.last_page = std::max(state.last_page, pages_.current());
    } else if (name == "sdt" || name == "sdtContent" || name == "customXml" || name == "ins") {
      cells(node, state, depth + 1);
    }
  }
}

void Body::cell(const pugi::xml_node& node, TableState& state, std::int32_t depth) {
  std::vector<Block> inner;
  blocks(node, inner, depth + 1);
  const auto apart = std::stable_partition(inner.begin(), inner.end(), stays_inside);
  std::move(apart, inner.end(), std::back_inserter(state.hoisted));
  inner.erase(apart, inner.end());
  for (Block& block : inner) formula_to_words(block);
  std::int64_t separators = 0;
  std::string text = element_text(flatten(inner, separators));
  builder_.count_in(separators);

  const pugi::xml_node properties = child(node, "tcPr");
  const std::int32_t span = std::clamp(attribute_number(child(properties, "gridSpan"), "val", 1), 1, kColumnsMax);
  const pugi::xml_node merge = child(properties, "vMerge");
  const bool continues = !merge.empty() && attribute(merge, "val") != "restart";
  auto& cells = state.table.cells;
  const auto append_to = [&](Cell& cell) { cell.text += (cell.text.empty() || text.empty() ? "" : "\n") + text; };
  if (state.column + span > kColumnsMax) {  // beyond any real table: keep its text, not its shape
    if (!cells.empty()) append_to(cells.back());
    return;
  }
  const auto at = static_cast<std::size_t>(state.column);
  const std::int32_t origin = state.above[at];
  if (continues && origin >= 0 && cells[static_cast<std::size_t>(origin)].column_span == span &&
      cells[static_cast<std::size_t>(origin)].column == state.column) {
    Cell& merged = cells[static_cast<std::size_t>(origin)];
    ++merged.row_span;
    append_to(merged);
  } else {
    cells.push_back({.row = state.table.rows,
                     .column = state.column,
                     .column_span = span,
                     .header = state.header_row,
                     .text = std::move(text),
                     .box = std::nullopt});
    const bool opens = !merge.empty();
    std::fill_n(state.above.begin() + state.column, span, -1);
    if (opens) state.above[at] = static_cast<std::int32_t>(cells.size()) - 1;
  }
  state.column += span;
  state.table.columns = std::max(state.table.columns, state.column);
}

}  // namespace onggi::parse::docx
