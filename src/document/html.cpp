// Documents as HTML: everything escaped, nothing that loads or runs; see render.h.
#include <algorithm>
#include <utility>
#include <vector>

#include "document/render.h"
#include "document/table_html.h"
#include "document/write_parts.h"
#include "text/escape.h"

namespace onggi {
namespace {

std::string with_breaks(std::string_view text) {
  std::string html;
  for (const char byte : escape_html(text)) {
    if (byte == '\n') html.append("<br>");
    html.push_back(byte);
  }
  return html;
}

std::string_view tag_of(const Element& element) {
  constexpr std::array<std::string_view, 6> kHeadings = {"h1", "h2", "h3", "h4", "h5", "h6"};
  switch (element.kind) {
    case ElementKind::title:
      return "h1";
    case ElementKind::heading:
      return kHeadings[static_cast<std::size_t>(std::clamp(element.level, 1, 6) - 1)];
    case ElementKind::code:
      return "pre";
    case ElementKind::figure:
      return "figure";
    case ElementKind::table:
      return "div";
    case ElementKind::footnote:
      return "aside";
    case ElementKind::page_header:
      return "header";
    case ElementKind::page_footer:
      return "footer";
    default:
      return "p";
  }
}

std::string body_of(const Element& element) {
  if (element.table) return table_html(*element.table);
  if (element.kind == ElementKind::code) return escape_html(element.text);
  if (element.text.empty()) return escape_html(element.latex);
  return with_breaks(element.text);
}

// Where a row begins later or has a hole, empty cells keep the next one in its column.
class Gaps {
 public:
  explicit Gaps(std::int32_t columns) : covered_until_(static_cast<std::size_t>(columns), 0) {}

  std::string before(const Cell& cell) {
    if (std::exchange(row_, cell.row) != cell.row) column_ = 0;
    const auto end = static_cast<std::size_t>(cell.column) + static_cast<std::size_t>(cell.column_span);
    if (covered_until_.size() < end) covered_until_.resize(end, 0);
    std::string html;
    std::int32_t missing = 0;
    for (; column_ <= cell.column; ++column_) {
      const bool covered = covered_until_[static_cast<std::size_t>(column_)] > cell.row;
      if (!covered && column_ < cell.column) ++missing;
      else if (const std::int32_t width = std::exchange(missing, 0); width > 0)
        html.append(width == 1 ? "<td></td>" : "<td colspan=\"" + std::to_string(width) + "\"></td>");
    }
    column_ = cell.column + cell.column_span;
    const auto first = covered_until_.begin() + cell.column;
    std::fill_n(first, cell.column_span, cell.row + cell.row_span);
    return html;
  }

 private:
  std::vector<std::int32_t> covered_until_;  // a column → first row below the cell that covers it
  std::int32_t row_ = -1, column_ = 0;
};

}  // namespace

std::string document_room::html_block(const Element& element) {
  const std::string tag(tag_of(element));
  std::string html = "<" + tag + " id=\"e-" + escape_html(element.id.str()) + "\" data-kind=\"" +
                     std::string(to_string(element.kind)) + "\"";
  if (element.kind == ElementKind::list_item) html.append(" data-level=\"" + std::to_string(element.level) + "\"");
  return html + ">" + body_of(element) + "</" + tag + ">\n";
}

std::string table_html(const Table& table) {
  std::string html = "<table>\n";
  std::int32_t row = -1;
  Gaps gaps(table.columns);
  for (const Cell& cell : table.cells) {
    for (; row < cell.row; ++row) html.append(row < 0 ? "<tr>" : "</tr>\n<tr>");
    html.append(gaps.before(cell));
    const std::string_view tag = cell.header ? "th" : "td";
    html.append("<").append(tag);
    if (cell.row_span > 1) html.append(" rowspan=\"" + std::to_string(cell.row_span) + "\"");
    if (cell.column_span > 1) html.append(" colspan=\"" + std::to_string(cell.column_span) + "\"");
    html.append(">").append(with_breaks(cell.text)).append("</").append(tag).append(">");
  }
  for (; row + 1 < table.rows; ++row) html.append(row < 0 ? "<tr>" : "</tr>\n<tr>");
  return html + (row >= 0 ? "</tr>\n</table>" : "</table>");
}

std::string to_html(const Document& document) {
  std::string html;
  for (const Element& element : document.elements) html.append(document_room::html_block(element));
  return html;
}

}  // namespace onggi
