// Cleaning of parsed documents: normal form, control characters, spaces, broken lines, repeated headers; each change
// counted.
#include "clean/clean.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "clean/repeated_lines.h"

namespace onggi {
namespace {

class Cleaner {
 public:
  Cleaner(const Document& document, const CleanOptions& options) : document_(document), options_(options) {}

  Cleaned run() {
    std::set<std::size_t> repeated;
    if (options_.drop_repeated_lines) repeated = clean_room::repeated_elements(document_);
    for (std::size_t i = 0; i < document_.elements.size(); ++i) {
      const Element& element = document_.elements[i];
      if (element.kind == ElementKind::page_header || element.kind == ElementKind::page_footer) continue;
      if (repeated.contains(i)) note("repeated_line", element.id, count_visible(element.text));
      else add(element);
    }
    cleaned_.text.title = title();
    return std::move(cleaned_);
  }

 private:
  void add(const Element& element) {
    if (element.table) add_table(element);
    else add_text(element);
  }

  void add_text(const Element& element) {
    const std::string text = tidy(element, element.text);
    if (text.empty()) return;
    CleanElement& made = open_element(element);
    append(text);
    made.bytes.end = cleaned_.text.utf8.size();
  }

  void add_table(const Element& element) {
    Table table = *element.table;
    for (Cell& cell : table.cells) cell.text = one_line(tidy(element, cell.text));
    if (std::all_of(table.cells.begin(), table.cells.end(), [](const Cell& cell) { return cell.text.empty(); })) return;
    CleanElement& made = open_element(element);
    made.header_rows = header_rows(table);
    for (std::int32_t row = 0; row < table.rows; ++row) add_row(made, table_row_text(table, row), row == 0);
    made.bytes.end = cleaned_.text.utf8.size();
  }

  void add_row(CleanElement& made, const std::string& row, bool first) {
    if (!first) append("\n");
    const std::size_t begin = cleaned_.text.utf8.size();
    append(row);
    made.rows.push_back({begin, cleaned_.text.utf8.size()});
  }

  CleanElement& open_element(const Element& element) {
    if (!cleaned_.text.utf8.empty()) append("\n");
    const std::size_t begin = cleaned_.text.utf8.size();
    cleaned_.text.elements.push_back({element.id, element.kind, element.level, {begin, begin}, {}, 0, element.clause});
    return cleaned_.text.elements.back();
  }

  static std::int32_t header_rows(const Table& table) {
    std::int32_t rows = 0;
    for (; rows < table.rows; ++rows) {
      bool any = false, all = true;
      for (const Cell& cell : table.cells)
        if (cell.row == rows) any = true, all = all && cell.header;
      if (!any || !all) break;
    }
    return rows == table.rows ? 0 : rows;  // a table that is all header has no header to repeat
  }

  static std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
  }

  std::string tidy(const Element& element, const std::string& raw) {
    std::string text = to_nfc(raw);
    if (text != raw) note("nfc", element.id, 1);
    text = without_controls(element, text);
    const bool keeps_lines = element.kind == ElementKind::code;
    if (keeps_lines) return text;
    if (options_.join_broken_lines && element.kind == ElementKind::paragraph)
      text = clean_room::join_broken_lines(text);
    std::string squeezed = squeeze_spaces(text, KeepLines::yes);
    if (squeezed.size() != text.size())
      note("spaces", element.id, static_cast<std::int64_t>(text.size() - squeezed.size()));
    return squeezed;
  }

  std::string without_controls(const Element& element, const std::string& text) {
    std::string kept;
    std::int64_t removed = 0;
    for (std::size_t offset = 0; offset < text.size();) {
      const std::size_t begin = offset;
      const char32_t code_point = next_code_point(text, offset);
      if (is_control(code_point)) ++removed;
      else kept.append(text, begin, offset - begin);
    }
    if (removed > 0) note("control_characters", element.id, removed);
    return kept;
  }

  std::string title() {
    std::string title = squeeze_spaces(to_nfc(document_.title));
    for (const Element& element : document_.elements) {
      if (!title.empty()) break;
      if (element.kind == ElementKind::title || element.kind == ElementKind::heading)
        title = squeeze_spaces(to_nfc(element.text));
    }
    return title;
  }

  void note(std::string operation, const ElementId& element, std::int64_t count) {
    cleaned_.changes.push_back({std::move(operation), element, count});
  }
  void append(std::string_view text) { cleaned_.text.utf8 += text; }

  const Document& document_;
  const CleanOptions& options_;
  Cleaned cleaned_;
};

}  // namespace

Cleaned clean(const Document& document, const CleanOptions& options) { return Cleaner(document, options).run(); }

std::string duplicate_key(const CleanText& text) {
  std::string folded = fold(text.utf8);
  std::erase_if(folded, [](char byte) { return byte == ' ' || byte == '\n' || byte == '\t'; });
  return sha256_hex(folded);
}

std::string_view clean_version() { return "3"; }

}  // namespace onggi
