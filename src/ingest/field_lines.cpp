// See field_lines.h.
#include "ingest/field_lines.h"

#include <algorithm>
#include <cctype>

#include "text/text.h"

namespace onggi::ingest_room {
namespace {

constexpr std::size_t kFirstElements = 60, kLastElements = 20;
constexpr std::size_t kTextBytesMax = 4'096;  // of an element: a form's line is short
constexpr std::size_t kCellsMax = 400, kRowsBelowMax = 100;

bool is_telling(const Element& element) {
  return element.kind != ElementKind::page_header && element.kind != ElementKind::page_footer && element.role.empty();
}

/// How many bytes of `text` are this label, spaces inside of it allowed; 0: it is another text.
std::size_t match_label(std::string_view text, std::string_view label) {
  std::size_t at = 0, matched = 0;
  while (matched < label.size()) {
    while (matched > 0 && at < text.size() && text[at] == ' ') ++at;
    std::size_t end = matched;
    const char32_t wanted = next_code_point(label, end);
    if (at >= text.size() || next_code_point(text, at) != wanted) return 0;
    matched = end;
  }
  return at;
}

/// ":" behind the label, also full-width and behind spaces; npos: none.
std::size_t behind_colon(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  if (text.substr(at).starts_with(":")) return at + 1;
  if (text.substr(at).starts_with("：")) return at + std::string_view("：").size();
  return std::string_view::npos;
}

struct LabelPlace {
  std::size_t begin = 0, value = 0;
  std::string_view label;
};

bool begins_column(std::string_view line, std::size_t at) {
  if (at == 0) return true;
  std::size_t before = at - 1;
  while (before > 0 && (static_cast<unsigned char>(line[before]) & 0xC0U) == 0x80U) --before;
  std::size_t offset = before;
  const char32_t c = next_code_point(line, offset);
  return !is_hangul(c) && !is_hanja(c) && (c >= 0x80 || std::isalnum(static_cast<int>(c)) == 0);
}

std::vector<LabelPlace> labels_in(std::string_view line, std::span<const std::string_view> labels) {
  std::vector<LabelPlace> places;
  for (std::size_t at = 0; at < line.size();) {
    LabelPlace best;
    for (const std::string_view label : labels) {
      const std::size_t length = match_label(line.substr(at), label);
      const std::size_t value = length == 0 ? std::string_view::npos : behind_colon(line, at + length);
      if (value != std::string_view::npos && label.size() > best.label.size()) best = {at, value, label};
    }
    if (!best.label.empty() && begins_column(line, at)) {
      places.push_back(best);
      at = best.value;
    } else {
      next_code_point(line, at);
    }
  }
  return places;
}

std::string_view until_column_end(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  return text.substr(0, std::min({text.find("  "), text.find('\t'), text.find('|'), text.find('\n')}));
}

void add_from_line(std::string_view line, std::span<const std::string_view> labels, const Element& element,
                   std::vector<LabelledValue>& found) {
  const auto places = labels_in(line, labels);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t end = i + 1 < places.size() ? places[i + 1].begin : line.size();
    std::string value = squeeze_spaces(until_column_end(line.substr(places[i].value, end - places[i].value)));
    if (!value.empty()) found.push_back({std::string(places[i].label), std::move(value), &element});
  }
}

struct Wanted {
  std::span<const std::string_view> labels;
  Below below = Below::no;
};

const Cell* cell_at(const Table& table, std::int32_t row, std::int32_t column) {
  const auto at = std::ranges::find_if(table.cells, [&](const Cell& cell) {
    return cell.row <= row && row < cell.row + cell.row_span && cell.column <= column &&
           column < cell.column + cell.column_span;
  });
  return at == table.cells.end() ? nullptr : &*at;
}

/// Beside its label stands a value, below it a column of them (the history of a rule).
void add_around(const Element& element, const Cell& cell, std::string_view label, const Wanted& wanted,
                std::vector<LabelledValue>& found) {
  const Table& table = *element.table;
  const auto add = [&](const Cell* value) {
    if (value == nullptr || value == &cell || value->text.empty()) return;
    const std::string packed = without_spaces(value->text);
    if (std::ranges::find(wanted.labels, std::string_view(packed)) != wanted.labels.end()) return;
    found.push_back({std::string(label), squeeze_spaces(value->text), &element});
  };
  add(cell_at(table, cell.row, cell.column + cell.column_span));
  if (wanted.below == Below::no) return;
  const std::int32_t last = std::min<std::int32_t>(table.rows, cell.row + static_cast<std::int32_t>(kRowsBelowMax));
  for (std::int32_t row = cell.row + cell.row_span; row < last; ++row) add(cell_at(table, row, cell.column));
}

void add_from_table(const Element& element, const Wanted& wanted, std::vector<LabelledValue>& found) {
  std::size_t seen = 0;
  for (const Cell& cell : element.table->cells) {
    if (++seen > kCellsMax) return;
    std::string name = without_spaces(cell.text);
    if (name.ends_with(':')) name.pop_back();
    const auto label = std::ranges::find(wanted.labels, std::string_view(name));
    if (label != wanted.labels.end()) add_around(element, cell, *label, wanted, found);
    else
      for (const std::string& line : lines_of(cell.text)) add_from_line(line, wanted.labels, element, found);
  }
}

}  // namespace

std::vector<const Element*> telling_elements(const Document& document) {
  std::vector<const Element*> all, chosen;
  for (const Element& element : document.elements)
    if (is_telling(element)) all.push_back(&element);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i < kFirstElements || i + kLastElements >= all.size()) chosen.push_back(all[i]);
  return chosen;
}

std::vector<LabelledValue> labelled_values(const std::vector<const Element*>& elements,
                                           std::span<const std::string_view> labels, Below below) {
  std::vector<LabelledValue> found;
  for (const Element* element : elements) {
    if (element->table) add_from_table(*element, {labels, below}, found);
    else if (element->text.size() <= kTextBytesMax)
      for (const std::string& line : lines_of(element->text)) add_from_line(line, labels, *element, found);
  }
  return found;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) line.remove_suffix(1);
    if (!line.empty()) lines.emplace_back(line);
  }
  return lines;
}

std::string without_spaces(std::string_view text) {
  std::string packed;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (!is_white_space(next_code_point(text, at))) packed.append(text.substr(begin, at - begin));
  }
  return packed;
}

}  // namespace onggi::ingest_room
