// See data_writer.h.
#include "parse/worker/structured/data_writer.h"

#include <algorithm>
#include <utility>

#include "text/text.h"

namespace onggi::parse {
namespace {

constexpr std::size_t kColumnsMax = 40;          // more fields than that are read as lines
constexpr std::size_t kCellBytesMax = 240;       // about 80 syllables: longer values are text, not data
constexpr std::size_t kRowsPerTable = 1'000;     // as in tables from CSV
constexpr std::int32_t kStructureDepthMax = 24;  // deeper values are kept as they are written

bool holds_only_scalars(const JsonView& value) {
  bool only = true;
  value.each([&](std::string_view /*name*/, JsonView item) { return only = item.is_scalar(); });
  return only;
}

// A record that fits into one paragraph: objects in it hold no lists of objects, and few levels.
bool fits_one_paragraph(const JsonView& value, int levels_left) {
  bool fitting = levels_left > 0;
  if (!fitting || value.is_scalar()) return fitting;
  if (value.is_array()) return holds_only_scalars(value);
  value.each(
      [&](std::string_view /*name*/, JsonView item) { return fitting = fits_one_paragraph(item, levels_left - 1); });
  return fitting;
}

std::vector<JsonView> items_of(const JsonView& array) {
  std::vector<JsonView> items;
  array.each([&](std::string_view /*name*/, JsonView item) { return items.push_back(item), true; });
  return items;
}

// The columns, when the records make a table: objects of short scalars that have most of their names in common.
std::vector<std::string> columns_of(const std::vector<JsonView>& items) {
  constexpr std::size_t kLookedAt = 2'000;
  std::vector<std::string> names;
  std::size_t fields = 0, looked_at = 0;
  bool regular = items.size() > 1;
  for (const JsonView& item : items) {
    if (!regular || ++looked_at > kLookedAt) break;
    regular = item.is_object() && !item.is_empty();
    item.each([&](std::string_view name, JsonView value) {
      ++fields;
      regular = regular && (value.is_scalar() || value.is_empty()) && value.raw().size() <= kCellBytesMax;
      if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
      return regular && names.size() <= kColumnsMax;
    });
    regular = regular && names.size() <= kColumnsMax;
  }
  const std::size_t cells = names.size() * std::min(items.size(), kLookedAt);
  return regular && names.size() > 1 && fields * 2 >= cells ? names : std::vector<std::string>{};
}

// Later records may break the pattern that the first ones showed: those go after the table, as lines.
bool fits(const JsonView& item, const std::vector<std::string>& names) {
  if (!item.is_object()) return false;
  std::vector<std::string> seen;
  bool fitting = true;
  item.each([&](std::string_view name, JsonView value) {
    fitting = (value.is_scalar() || value.is_empty()) && std::ranges::find(names, name) != names.end() &&
              std::ranges::find(seen, name) == seen.end();  // a name twice in one object has no second cell
    seen.emplace_back(name);
    return fitting;
  });
  return fitting;
}

}  // namespace

std::string DataWriter::added(std::string_view signs) {
  builder_.count_in(signs);
  return std::string(signs);
}

void DataWriter::flush(std::string& lines) { builder_.add(ElementKind::paragraph, std::exchange(lines, {})); }

void DataWriter::heading(std::string_view text, std::int32_t level) {
  builder_.add(ElementKind::heading, squeeze_spaces(text), {}, std::clamp(level, 1, 6));
}

// Deeper than anybody nests by hand: the text as it is written, its signs counted in.
void DataWriter::raw(const JsonView& value) {
  builder_.count_in(count_visible(to_nfc(value.raw())) - count_json(value.raw()));
  builder_.add(ElementKind::code, value.raw());
}

void DataWriter::write(const JsonView& value) {
  if (value.is_object()) return object(value, 1);
  if (value.is_array()) return array(value, 1);
  builder_.add(ElementKind::paragraph, value.scalar());
}

void DataWriter::write_records(const std::vector<JsonView>& items) { records(items, 1); }

void DataWriter::object(const JsonView& value, std::int32_t level) {
  if (level > std::min(depth_max_, kStructureDepthMax)) return raw(value);
  std::string lines;
  value.each([&](std::string_view name, JsonView item) {
    if (item.is_scalar() || item.is_empty() || (item.is_array() && holds_only_scalars(item))) {
      line(name, item, lines);
      return !builder_.full();
    }
    flush(lines);
    heading(name, level);
    if (item.is_object()) object(item, level + 1);
    else array(item, level + 1);
    return !builder_.full();
  });
  flush(lines);
}

void DataWriter::array(const JsonView& value, std::int32_t level) {
  if (level > std::min(depth_max_, kStructureDepthMax)) return raw(value);
  records(items_of(value), level);
}

void DataWriter::records(const std::vector<JsonView>& items, std::int32_t level) {
  const std::vector<std::string> names = columns_of(items);
  if (!names.empty()) return table(items, names);
  // Records with parts that get headings get one themselves, to hold them together.
  constexpr int kLevels = 4;
  const bool flat = std::ranges::all_of(items, [](const JsonView& item) { return fits_one_paragraph(item, kLevels); });
  std::size_t number = 0;
  for (const JsonView& item : items) {
    if (builder_.full()) return;
    ++number;
    if (!flat && !item.is_scalar()) heading(added(std::to_string(number)), level);
    record(item, flat ? level : level + 1);
  }
}

// One record, one element, as long as it is flat; a deeper one brings headings of its own.
void DataWriter::record(const JsonView& item, std::int32_t level) {
  constexpr int kLevels = 4;
  if (item.is_object() && fits_one_paragraph(item, kLevels)) {
    std::string lines;
    path_lines(item, {}, lines);
    return flush(lines);
  }
  if (item.is_object()) return object(item, level);
  if (item.is_array()) return array(item, level + 1);
  builder_.add(ElementKind::list_item, item.scalar(), {}, 1);
}

void DataWriter::table(const std::vector<JsonView>& items, const std::vector<std::string>& names) {
  std::int64_t name_characters = 0;
  for (const std::string& name : names) name_characters += count_visible(to_nfc(name));
  TableGrid grid;
  std::vector<JsonView> others;
  std::size_t rows = 0;
  for (const JsonView& item : items) {
    if (!fits(item, names)) {
      others.push_back(item);
      continue;
    }
    if (rows % kRowsPerTable == 0) {
      builder_.add_table(grid.take());
      grid.next_row();
      for (const std::string& name : names) grid.add(name, 1, 1, true);
      builder_.count_in(name_characters);  // the header is text of ours; the names in the records are dropped below
    }
    ++rows;
    std::vector<std::string> cells(names.size());
    item.each([&](std::string_view name, JsonView value) {
      builder_.drop("repeated_name", name);
      cells[static_cast<std::size_t>(std::ranges::find(names, name) - names.begin())] = value.scalar();
      return true;
    });
    grid.next_row();
    for (std::string& cell : cells) grid.add(std::move(cell), 1, 1, false);
  }
  builder_.add_table(grid.take());
  for (const JsonView& other : others) record(other, 1);
}

// "address.city: 서울". A name above others is said with each of them instead of once.
void DataWriter::path_lines(const JsonView& value, const std::string& path, std::string& lines) {
  value.each([&](std::string_view name, JsonView item) {
    builder_.count_in(path);
    if (!item.is_object() || item.is_empty()) {
      line(path + std::string(name), item, lines);
    } else {
      builder_.drop("repeated_name", name);
      builder_.drop("repeated_name", path);
      path_lines(item, path + std::string(name) + ".", lines);
    }
    return true;
  });
}

void DataWriter::line(std::string_view name, const JsonView& value, std::string& lines) {
  std::string text = value.scalar();
  bool first = true;
  value.each([&](std::string_view /*name*/, JsonView item) {
    if (!std::exchange(first, false)) text += added(",") + " ";
    text += item.scalar();
    return true;
  });
  lines.append(lines.empty() ? "" : "\n").append(name).append(added(":"));
  // A value of several lines begins a line of its own.
  lines.append(text.empty() ? "" : text.find('\n') == std::string::npos ? " " : "\n").append(text);
}

}  // namespace onggi::parse
