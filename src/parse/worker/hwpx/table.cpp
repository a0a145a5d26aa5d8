// Tables of an HWPX; see body.h. Cells say their own address and span.
#include <algorithm>
#include <iterator>
#include <utility>

#include "parse/worker/flow/addressed_table.h"
#include "parse/worker/hwpx/body.h"

namespace onggi::parse::hwpx {

Cell Body::cell(Source& xml, std::int32_t row, std::vector<Block>& hoisted) {
  Cell cell{.row = row, .column = -1, .header = xml.attribute("header") == "1", .text = {}, .box = {}};
  const bool painted = header_.paints(xml.attribute("borderFillIDRef"));
  painted_ += painted ? 1 : 0;
  std::vector<Block> inner;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    const std::string_view name = xml.name();
    if (name == "subList") {
      blocks(xml, inner, false);
    } else if (name == "cellAddr") {
      cell.row = xml.number("rowAddr", row);
      cell.column = xml.number("colAddr", -1);
    } else if (name == "cellSpan") {
      cell.row_span = std::max(xml.number("rowSpan", 1), 1);
      cell.column_span = std::max(xml.number("colSpan", 1), 1);
    } else {
      xml.drop_rest("unknown_element");
    }
  }
  painted_ -= painted ? 1 : 0;
  cell.text = flatten_cell(std::move(inner), hoisted, builder_);
  return cell;
}

void Body::row(Source& xml, Table& table, std::vector<std::int32_t>& written_rows, std::vector<Block>& hoisted) {
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() == "tc") {
      table.cells.push_back(cell(xml, table.rows, hoisted));
      written_rows.push_back(table.rows);
    } else {
      xml.drop_rest("unknown_element");
    }
  }
  ++table.rows;
}

void Body::table(Source& xml, Paragraph& paragraph) {
  flush(paragraph);
  const std::string wrap = xml.attribute("textWrap");
  const bool in_flow = wrap == "TOP_AND_BOTTOM";
  // A table that floats may lie over anything.
  const bool painted =
      header_.paints(xml.attribute("borderFillIDRef")) || wrap == "IN_FRONT_OF_TEXT" || wrap == "BEHIND_TEXT";
  painted_ += painted ? 1 : 0;
  std::vector<Block> hoisted, captions;
  Block block = this->block(ElementKind::table, {});
  Table table;
  std::vector<std::int32_t> written_rows;
  Happening tall{.what = Happening::What::tall};
  bool above = false, moves_text = false;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    const std::string_view name = xml.name();
    if (name == "tr") {
      row(xml, table, written_rows, hoisted);
    } else if (name == "caption") {
      above = xml.attribute("side") == "TOP";
      aside(xml, ElementKind::caption, {}, captions);
    } else if (name == "sz") {
      tall.value = xml.number("height", 0);
    } else if (name == "pos") {
      const bool character = xml.attribute("treatAsChar") == "1";
      moves_text = character || (in_flow && xml.attribute("vertRelTo") == "PARA");
      tall.below = character ? 0 : xml.number("vertOffset", 0);
    } else {
      xml.drop_rest("unknown_element");
    }
  }
  painted_ -= painted ? 1 : 0;
  if (moves_text) happens(paragraph, tall);
  block.table = from_addresses(std::move(table), written_rows);
  auto& out = paragraph.done;
  if (above) std::ranges::move(captions, std::back_inserter(out));
  if (!block.table->cells.empty()) out.push_back(std::move(block));
  if (!above) std::ranges::move(captions, std::back_inserter(out));
  std::ranges::move(hoisted, std::back_inserter(out));
}

}  // namespace onggi::parse::hwpx
