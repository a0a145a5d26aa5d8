// Names, ids and small texts of the types that travel; see document.h.
#include "document/document.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/hash.h"

namespace onggi {
namespace {

constexpr std::array<std::string_view, 12> kKindNames = {
    "title",   "heading", "paragraph", "list_item", "table",       "figure",
    "caption", "formula", "code",      "footnote",  "page_header", "page_footer",
};

std::string hash_of(std::string_view kind, std::string_view text, std::int64_t occurrence) {
  constexpr std::size_t kIdDigits =
      16;  // 64 bits: one chance in 10^10 of a collision within a document of 60,000 elements
  const std::string times = std::to_string(occurrence);
  const std::array<std::string_view, 3> parts = {kind, text, times};
  return sha256_hex_parts(parts).substr(0, kIdDigits);
}

// A cell's text on one line, as the row texts need it.
std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

std::string sorted_table_text(const Table& table) {
  std::size_t bytes = static_cast<std::size_t>(std::max(table.rows, 0));
  for (const Cell& cell : table.cells) bytes += cell.text.size() + 3;
  std::string text;
  text.reserve(bytes);
  std::int32_t row = 0;
  bool begun = false;
  for (const Cell& cell : table.cells) {
    if (cell.row < 0 || cell.row >= table.rows) continue;
    for (; row < cell.row; ++row, begun = false) text.push_back('\n');
    text.append(begun ? " | " : "").append(one_line(cell.text));
    begun = true;
  }
  for (; row + 1 < table.rows; ++row) text.push_back('\n');
  return text;
}

}  // namespace

std::string_view to_string(ElementKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

std::optional<ElementKind> element_kind_from(std::string_view name) {
  const auto found = std::ranges::find(kKindNames, name);
  if (found == kKindNames.end()) return std::nullopt;
  return static_cast<ElementKind>(found - kKindNames.begin());
}

void assign_element_ids(Document& document) {
  // What came before is looked up by the hash of its first occurrence, so texts are not kept twice.
  std::map<std::string, std::int64_t> seen;
  for (Element& element : document.elements) {
    if (!element.id.empty()) continue;
    const std::string_view text =
        element.text.empty() ? std::string_view(element.latex) : std::string_view(element.text);
    std::string first = hash_of(to_string(element.kind), text, 0);
    const std::int64_t occurrence = seen[first]++;
    element.id = ElementId(occurrence == 0 ? std::move(first) : hash_of(to_string(element.kind), text, occurrence));
  }
}

std::int64_t count_visible(std::string_view utf8) {
  std::int64_t count = 0;
  for (std::size_t offset = 0; offset < utf8.size();) {
    const char32_t code_point = next_code_point(utf8, offset);
    if (!is_white_space(code_point) && !is_control(code_point)) ++count;
  }
  return count;
}

std::string table_row_text(const Table& table, std::int32_t row) {
  std::string text;
  bool first = true;
  for (const Cell& cell : table.cells) {
    if (cell.row != row) continue;
    text.append(first ? "" : " | ").append(one_line(cell.text));
    first = false;
  }
  return text;
}

std::string table_text(const Table& table) {
  // One pass, not a table_row_text() a row, and no copy of the rows: tables of 200,000 rows exist.
  if (std::ranges::is_sorted(table.cells, {}, &Cell::row)) return sorted_table_text(table);
  std::vector<std::string> rows(static_cast<std::size_t>(std::max(table.rows, 0)));
  std::vector<bool> begun(rows.size());
  for (const Cell& cell : table.cells) {
    const auto row = static_cast<std::size_t>(cell.row);
    if (cell.row < 0 || row >= rows.size()) continue;
    rows[row].append(begun[row] ? " | " : "").append(one_line(cell.text));
    begun[row] = true;
  }
  std::string text;
  for (std::size_t row = 0; row < rows.size(); ++row) text.append(row == 0 ? "" : "\n").append(rows[row]);
  return text;
}

std::string chunk_text(const CleanText& text, const Chunk& chunk) {
  std::string joined;
  for (const Piece& piece : chunk.pieces) {
    if (!joined.empty()) joined.push_back('\n');
    joined.append(slice(text.utf8, piece.bytes));
  }
  return joined;
}

std::int64_t characters_expected(const LossAccount& account) {
  constexpr std::array<std::string_view, 3> kLosses{"unaccounted", "unmapped_glyph", "symbol"};
  std::int64_t expected = account.characters_in;
  for (const LossAccount::Dropped& dropped : account.dropped)
    if (std::find(kLosses.begin(), kLosses.end(), dropped.reason) == kLosses.end()) expected -= dropped.characters;
  return expected;
}

}  // namespace onggi
