// Marked text written out again; see marked_text.h.
#include "evaluate/marked_text.h"

#include "text/text.h"

namespace onggi::evaluate_room {
namespace {

std::string span(std::string_view name, std::int32_t value) {
  std::string written;
  if (value > 1) written.append(" ").append(name).append("=\"").append(std::to_string(value)).append("\"");
  return written;
}

std::string table_written(const MarkedTable& table, Marks marks) {
  std::string out = marks == Marks::all ? "<table>" : "";
  for (const std::vector<MarkedCell>& row : table.rows) {
    if (marks == Marks::all) out.append("<tr>");
    for (const MarkedCell& cell : row) {
      if (marks == Marks::none) {
        out.append(cell.text).append(" ");
        continue;
      }
      out.append("<td").append(span("rowspan", cell.row_span)).append(span("colspan", cell.column_span)).append(">");
      out.append(cell.text).append("</td>");
    }
    if (marks == Marks::all) out.append("</tr>");
  }
  return out + (marks == Marks::all ? "</table>" : "");
}

}  // namespace

MarkedText marked_from_text(std::string_view utf8) {
  MarkedText text;
  while (!utf8.empty()) {
    const std::size_t end = utf8.find('\n');
    MarkedBlock block{.text = squeeze_spaces(utf8.substr(0, end))};
    if (!block.text.empty()) text.blocks.push_back(std::move(block));
    utf8.remove_prefix(end == std::string_view::npos ? utf8.size() : end + 1);
  }
  return text;
}

std::string written(const MarkedBlock& block, Marks marks) {
  if (block.kind == MarkedBlock::Kind::table) return table_written(block.table, marks);
  // A list item's number is text that a reader sees; a bullet is not.
  if (marks == Marks::none) return (block.mark == "- " ? "" : block.mark) + block.text;
  if (block.kind != MarkedBlock::Kind::heading) return block.mark + block.text;
  return std::string(static_cast<std::size_t>(block.level), '#').append(" ").append(block.text);
}

std::string joined(const MarkedText& text, Marks marks, Tables tables) {
  std::string out;
  for (const MarkedBlock& block : text.blocks) {
    if (block.kind == MarkedBlock::Kind::table && tables == Tables::left_out) continue;
    if (!out.empty()) out.push_back(' ');
    out.append(written(block, marks));
  }
  return squeeze_spaces(out);
}

}  // namespace onggi::evaluate_room
