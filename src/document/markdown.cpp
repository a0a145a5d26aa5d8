// Documents as Markdown and plain text; see render.h. What would be read as markup is escaped, so Markdown → reader
// gives the text back.
#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "document/render.h"
#include "document/table_html.h"
#include "document/write_parts.h"

namespace onggi {
namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

bool in_body(const Element& element) {
  return element.kind != ElementKind::page_header && element.kind != ElementKind::page_footer;
}

enum class In { line, pipe_table };

bool is_word(std::string_view text, std::size_t i) {
  return i < text.size() && (static_cast<unsigned char>(text[i]) >= 0x80 || is_digit(text[i]) || is_letter(text[i]));
}

// "&amp;", "&#35;": only a whole reference is markup, so "R&D" stays as it is.
bool begins_reference(std::string_view text, std::size_t i) {
  std::size_t end = i + 1;
  while (end < text.size() && end < i + 40 && (is_digit(text[end]) || is_letter(text[end]) || text[end] == '#')) ++end;
  return end > i + 1 && end < text.size() && text[end] == ';';
}

// Would this byte begin or end inline markup (GFM 0.29 §6)? Narrow on purpose: "[1]", "10~20" and "C:\제안서" stay
// readable.
bool is_markup(std::string_view text, std::size_t i, In where) {
  const auto at = [&](std::size_t k) { return k < text.size() ? text[k] : ' '; };
  const char before = i > 0 ? text[i - 1] : ' ';
  switch (text[i]) {
    case '`':
      return true;
    case '|':
      return where == In::pipe_table;
    case '&':
      return begins_reference(text, i);
    case '<':
      return is_letter(at(i + 1)) || std::string_view("/!?").find(at(i + 1)) != std::string_view::npos;
    case ']':
      return std::string_view("(:[").find(at(i + 1)) != std::string_view::npos;
    case '~':
      return text.find('~') != text.rfind('~');
    case '*':
      return before != ' ' || at(i + 1) != ' ';
    case '_':
      return !(i > 0 && is_word(text, i - 1) && is_word(text, i + 1));
    case '\\':
      return std::ispunct(static_cast<unsigned char>(at(i + 1))) != 0 || i + 1 == text.size();
    default:
      return false;
  }
}

std::string escape_inline(std::string_view text, In where = In::line) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_markup(text, i, where)) out.push_back('\\');
    out.push_back(text[i]);
  }
  return out;
}

// Where in a line a block marker would stand (heading, list, quote, rule, underline, fence: GFM 0.29 §4 and §5), or
// npos.
std::size_t block_marker(std::string_view line) {
  if (line.empty()) return std::string_view::npos;
  const auto ends = [&](std::size_t i) { return i >= line.size() || line[i] == ' '; };
  std::size_t digits = 0;
  while (digits < line.size() && is_digit(line[digits])) ++digits;
  const bool ordered =
      digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')') && ends(digits + 1);
  if (ordered) return digits;
  switch (line.front()) {
    case '>':
    case '=':
      return 0;
    case '#':
    case '-':
    case '+':
      return ends(1) || line[1] == line[0] ? 0 : std::string_view::npos;
    case '*':
      return ends(1) ? 0 : std::string_view::npos;  // any other is escaped inline
    case '[':
      return line.size() > 2 && line[2] == ']' ? 0 : std::string_view::npos;  // a task list's box
    default:
      return std::string_view::npos;
  }
}

std::string escape_line(std::string_view line) {
  const std::size_t marker = block_marker(line);
  if (marker == std::string_view::npos) return escape_inline(line);
  return escape_inline(line.substr(0, marker)) + "\\" + line[marker] + escape_inline(line.substr(marker + 1));
}

template <typename Each>
void each_line(std::string_view text, const Each& each) {
  for (bool more = true; more;) {
    const std::size_t end = text.find('\n');
    each(text.substr(0, end));
    more = end != std::string_view::npos;
    if (more) text.remove_prefix(end + 1);
  }
}

// One line; a "#" at its end would be taken for the closing marker.
std::string heading_text(std::string_view text) {
  std::string line = escape_inline(squeeze_spaces(text));
  if (line.ends_with('#')) line.insert(line.size() - 1, "\\");
  return line;
}

// Lines of one block: hard breaks between them, continuation lines indented under a list item's text.
std::string lines_of(std::string_view text, std::string_view indent) {
  std::string out;
  bool first = true;
  each_line(text, [&](std::string_view line) {
    if (!first) out.append("\\\n").append(indent);
    out.append(line.empty() ? std::string("&nbsp;") : escape_line(line));
    first = false;
  });
  return out;
}

// A fence longer than any run of backticks inside (GFM 0.29 §4.5).
std::string fenced(std::string_view text) {
  std::size_t longest = 2, run = 0;
  for (const char byte : text) {
    run = byte == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fence + "\n" + std::string(text) + "\n" + fence;
}

std::string pipe_cell(std::string_view text) {
  std::string out;
  bool first = true;
  each_line(text, [&](std::string_view line) {
    out.append(first ? "" : "<br>").append(escape_inline(line, In::pipe_table));
    first = false;
  });
  return out;
}

// Header cells only in the first row, no spans, no gaps: what a pipe table can say without losing anything.
bool fits_pipe_table(const Table& table) {
  const auto fits = [](const Cell& cell) {
    return cell.row_span == 1 && cell.column_span == 1 && (!cell.header || cell.row == 0);
  };
  return table.rows > 0 && table.columns > 0 && std::ranges::all_of(table.cells, fits);
}

std::string pipe_table(const Table& table) {
  const auto columns = static_cast<std::size_t>(table.columns);
  std::vector<std::string> texts(static_cast<std::size_t>(table.rows) * columns);
  for (const Cell& cell : table.cells)
    texts[static_cast<std::size_t>(cell.row) * columns + static_cast<std::size_t>(cell.column)] = pipe_cell(cell.text);
  std::string out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    out.append(i % columns == 0 ? "| " : " ").append(texts[i]).append(" |");
    if ((i + 1) % columns == 0 && i + 1 < texts.size()) out.push_back('\n');
    if (i + 1 != columns) continue;
    if (texts.size() == columns) out.push_back('\n');
    for (std::size_t c = 0; c < columns; ++c) out.append(c == 0 ? "| --- |" : " --- |");
    if (texts.size() != columns) out.push_back('\n');
  }
  return out;
}

// Marks list items so that Markdown's own counting gives their numbers back. An item's number is part of its text ("3.
// 통보"): it becomes the marker where the list would count the same, and stays escaped text behind a bullet where it
// would not.
class ListMarks {
 public:
  std::string block(const Element& item) {
    while (!open_.empty() && open_.back().level > item.level) open_.pop_back();
    const bool first = open_.empty();
    const bool deeper = first || open_.back().level < item.level;
    if (deeper) open_.push_back({item.level, kBullet});
    // Four blanks a level lie under the text of "- " and of "10. " alike, and never make an indented code block.
    const std::string indent((std::min(open_.size(), kDepthMax) - 1) * 4, ' ');
    const std::size_t digits = number_digits(item.text);
    const std::int32_t number = digits == 0 ? kBullet : std::stoi(item.text.substr(0, digits));
    std::int32_t& last = open_.back().last;
    // Only a list that begins with 1 can begin under a line of text (GFM 0.29 §5.3).
    const bool counts = number != kBullet && (last == kBullet ? first || number == 1 : number == last + 1);
    last = counts ? number : kBullet;
    if (!counts) return indent + "- " + lines_of(item.text, indent + "  ");
    const std::string marker = item.text.substr(0, digits + 2);
    return indent + marker +
           lines_of(std::string_view(item.text).substr(digits + 2), indent + std::string(marker.size(), ' '));
  }
  void end() { open_.clear(); }

 private:
  static constexpr std::int32_t kBullet = -1;
  static constexpr std::size_t kDepthMax = 50;
  struct Open {
    std::int32_t level = 0, last = kBullet;
  };

  // The digits of "12. text", or 0.
  static std::size_t number_digits(std::string_view text) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    const bool plain = digits > 0 && digits < 9 && (digits == 1 || text[0] != '0') && text.size() > digits + 2;
    return plain && text[digits] == '.' && text[digits + 1] == ' ' && text[digits + 2] != '\n' ? digits : 0;
  }

  std::vector<Open> open_;
};

std::string block(const Element& element) {
  switch (element.kind) {
    case ElementKind::title:
      return "# " + heading_text(element.text);
    case ElementKind::heading:
      return std::string(static_cast<std::size_t>(std::clamp(element.level, 1, 6)), '#') + " " +
             heading_text(element.text);
    case ElementKind::table:
      if (!element.table) return lines_of(element.text, "");
      // A fraction of gaps is fine; a huge grid with few cells would only print bars.
      return fits_pipe_table(*element.table) &&
                     static_cast<std::size_t>(element.table->rows) * static_cast<std::size_t>(element.table->columns) <=
                         element.table->cells.size() * 4
                 ? pipe_table(*element.table)
                 : table_html(*element.table);
    case ElementKind::code:
      return fenced(element.text);
    case ElementKind::formula:
      return element.latex.empty() ? lines_of(element.text, "") : "$$" + element.latex + "$$";
    case ElementKind::caption:
      return "*" + escape_inline(squeeze_spaces(element.text)) + "*";
    default:
      return lines_of(element.text, "");
  }
}

}  // namespace

struct document_room::MarkdownBlocks::State {
  ListMarks lists;
  std::optional<ElementKind> previous;
};

document_room::MarkdownBlocks::MarkdownBlocks() : state_(std::make_unique<State>()) {}
document_room::MarkdownBlocks::~MarkdownBlocks() = default;

std::string document_room::MarkdownBlocks::block(const Element& element) {
  if (!in_body(element)) return {};
  const bool item = element.kind == ElementKind::list_item;
  std::string out;
  if (state_->previous) out = item && state_->previous == ElementKind::list_item ? "\n" : "\n\n";
  state_->previous = element.kind;
  if (!item) state_->lists.end();
  return out += item ? state_->lists.block(element) : onggi::block(element);
}

std::string_view document_room::MarkdownBlocks::end() const { return state_->previous ? "\n" : ""; }

std::string document_room::TextBlocks::block(const Element& element) {
  if (!in_body(element)) return {};
  std::string out = begun_ ? "\n\n" : "";
  out.append(element.table ? table_text(*element.table) : element.text.empty() ? element.latex : element.text);
  begun_ = begun_ || !out.empty();
  return out;
}

std::string to_markdown(const Document& document) {
  document_room::MarkdownBlocks blocks;
  std::string out;
  for (const Element& element : document.elements) out += blocks.block(element);
  return out += blocks.end();
}

std::string to_text(const Document& document) {
  document_room::TextBlocks blocks;
  std::string out;
  for (const Element& element : document.elements) out += blocks.block(element);
  return out += blocks.end();
}

}  // namespace onggi
