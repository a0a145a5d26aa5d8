// Reads a worksheet part as a stream; see sheet.h. Element names: ECMA-376 part 1, section 18.3.1.
#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "parse/worker/xlsx/sheet.h"

namespace onggi::parse::xlsx {
namespace {

using Event = XmlPull::Event;

constexpr std::size_t kMergesMax = 200'000;
constexpr std::size_t kCellBytes = 100;

std::int32_t number_from(std::string_view text, std::int32_t otherwise) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end != text.data() ? value : otherwise;
}

bool is_true(std::string_view text) { return text == "1" || text == "true"; }

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

class SheetReader {
 public:
  SheetReader(XmlPull& xml, const Workbook& workbook, DocumentBuilder& builder, const ParseLimits& limits)
      : xml_(xml), workbook_(workbook), builder_(builder), limits_(limits) {}

  Result<Sheet> read() {
    for (auto event = xml_.next(); event != Event::done; event = xml_.next()) {
      if (event == Event::start) {
        start();
      } else if (event == Event::text) {
        if (collect_ != nullptr) *collect_ += xml_.text();
      } else {
        end();
      }
      // What the builder would refuse later is refused before it takes memory: it counts 100 bytes a cell.
      if (sheet_.texts.size() + sheet_.cells.size() * kCellBytes > limits_.output_bytes_max) {
        return fail(
            ErrorCode::limit_exceeded,
            "the text of a sheet is longer than output_bytes_max (" + std::to_string(limits_.output_bytes_max) + ")",
            "output_bytes_max");
      }
    }
    sheet_.cells.shrink_to_fit();  // growing by doubling leaves up to half of it unused
    sheet_.texts.shrink_to_fit();
    sheet_.cut_off = xml_.cut_off();
    const auto before = [](const SheetCell& a, const SheetCell& b) {
      return a.row != b.row ? a.row < b.row : a.column < b.column;
    };
    sheet_.in_order = std::ranges::is_sorted(sheet_.cells, before);
    if (!sheet_.in_order) std::ranges::stable_sort(sheet_.cells, before);
    std::ranges::sort(sheet_.hidden_rows);
    return std::move(sheet_);
  }

 private:
  void start() {
    const std::string_view name = xml_.name();
    if (name == "c") return start_cell();
    if (name == "v" || name == "f") {
      collect_ = name == "v" ? &value_ : &formula_;
    } else if (name == "t") {
      collect_ = phonetic_ > 0 ? &reading_ : &inline_;
    } else if (name == "rPh") {
      ++phonetic_;
    } else if (name == "row") {
      start_row();
    } else {
      start_other(name);
    }
  }

  void start_row() {
    row_ = std::clamp(number_from(xml_.attribute("r"), row_ + 2) - 1, 0, kRowsMax - 1);
    column_ = -1;
    if (is_true(xml_.attribute("hidden"))) sheet_.hidden_rows.push_back(row_);
  }

  void start_cell() {
    ++column_;
    if (const auto address = address_from(xml_.attribute("r"))) row_ = address->row, column_ = address->column;
    column_ = std::min(column_, kColumnsMax - 1);
    type_ = xml_.attribute("t");
    style_ = static_cast<std::size_t>(std::max(number_from(xml_.attribute("s"), 0), 0));
    value_.clear();
    formula_.clear();
    inline_.clear();
    reading_.clear();
  }

  void start_other(std::string_view name) {
    if (name == "mergeCell") {
      const auto range = range_from(xml_.attribute("ref"));
      if (range && sheet_.merges.size() < kMergesMax) sheet_.merges.push_back(*range);
    } else if (name == "col") {
      const std::int32_t first = number_from(xml_.attribute("min"), 0), last = number_from(xml_.attribute("max"), 0);
      if (is_true(xml_.attribute("hidden")) && first > 0) sheet_.hidden_columns.push_back({0, first - 1, 0, last - 1});
    } else if (name == "pane") {
      const bool frozen = xml_.attribute("state").starts_with("frozen");
      if (frozen) sheet_.frozen_rows = number_from(xml_.attribute("ySplit"), 0);
    } else if (name == "autoFilter") {
      sheet_.filter = range_from(xml_.attribute("ref"));
    } else if (name == "hyperlink") {
      const auto range = range_from(xml_.attribute("ref"));
      const std::string relation(xml_.attribute("id"));
      if (range && !relation.empty()) sheet_.links.push_back({*range, relation});
    } else if (name == "tablePart") {
      sheet_.table_parts.emplace_back(xml_.attribute("id"));
    } else if (name == "drawing") {
      sheet_.drawing = xml_.attribute("id");
    } else if (name == "oddHeader" || name == "oddFooter") {
      collect_ = name == "oddHeader" ? &sheet_.header : &sheet_.footer;
    }
  }

  void end() {
    const std::string_view name = xml_.name();
    collect_ = nullptr;
    if (name == "rPh") --phonetic_;
    if (name == "c") end_cell();
  }

  void end_cell() {
    const CellStyle& style = workbook_.styles.at(style_);
    SheetCell cell{.row = row_, .column = static_cast<std::uint16_t>(column_), .bold = style.bold};
    if (!reading_.empty()) {
      builder_.count_in(reading_);
      builder_.drop("phonetic", reading_);
    }
    if (type_ == "s" && !value_.empty()) {
      shared_text(cell);
    } else {
      own_text(cell, style);
    }
    if (cell.size > 0 || style.bordered) sheet_.cells.push_back(cell);
  }

  void shared_text(SheetCell& cell) {
    const std::int32_t index = number_from(trimmed(value_), -1);
    if (index < 0 || static_cast<std::size_t>(index) >= workbook_.strings.size()) {
      ++sheet_.uncalculated;
      return;
    }
    const std::string_view text = workbook_.strings.at(static_cast<std::size_t>(index));
    builder_.count_in(text);
    if (count_visible(text) == 0) return;
    const auto& format = workbook_.styles.format(workbook_.styles.at(style_));
    if (!format.is_general()) {
      const std::string shown = format.show_text(text);
      if (shown != text) return reshaped(cell, text, shown);
    }
    cell.shared = true;
    cell.begin = static_cast<std::uint32_t>(text.data() - workbook_.strings.memory().data());
    cell.size = static_cast<std::uint32_t>(text.size());
  }

  void own_text(SheetCell& cell, const CellStyle& style) {
    if (type_ == "inlineStr") return plain(cell, unescaped(inline_));
    if (type_ == "b") return plain(cell, trimmed(value_) == "1" ? "TRUE" : value_.empty() ? "" : "FALSE");
    if (type_ == "str") return plain(cell, unescaped(value_));
    if (type_ == "e" || type_ == "d") return plain(cell, std::string(trimmed(value_)));
    if (trimmed(value_).empty()) {
      if (formula_.empty() || type_ == "str") return;
      ++sheet_.uncalculated;
      return plain(cell, "=" + formula_);
    }
    number(cell, style);
  }

  void number(SheetCell& cell, const CellStyle& style) {
    const std::string_view stored = trimmed(value_);
    double value = 0;
    const auto [end, error] = std::from_chars(stored.data(), stored.data() + stored.size(), value);
    if (error != std::errc() || end != stored.data() + stored.size()) return plain(cell, std::string(stored));
    builder_.count_in(count_visible(stored));
    std::string shown = workbook_.styles.format(style).show(value, workbook_.epoch);
    if (shown == stored) return store(cell, shown);
    reshaped(cell, stored, shown);
  }

  // A value that is shown in another form than it is stored: the stored one is named as dropped.
  void reshaped(SheetCell& cell, std::string_view stored, const std::string& shown) {
    if (count_visible(shown) == 0) return builder_.drop("hidden_by_format", stored);
    builder_.drop("stored_value", stored);
    builder_.count_in(shown);
    store(cell, shown);
  }

  void plain(SheetCell& cell, const std::string& text) {
    builder_.count_in(text);
    store(cell, text);
  }

  void store(SheetCell& cell, std::string_view text) {
    if (count_visible(text) == 0) return;
    cell.begin = static_cast<std::uint32_t>(sheet_.texts.size());
    cell.size = static_cast<std::uint32_t>(text.size());
    sheet_.texts += text;
  }

  XmlPull& xml_;
  const Workbook& workbook_;
  DocumentBuilder& builder_;
  const ParseLimits& limits_;
  Sheet sheet_;
  std::int32_t row_ = -1, column_ = -1, phonetic_ = 0;
  std::size_t style_ = 0;
  std::string type_, value_, formula_, inline_, reading_;
  std::string* collect_ = nullptr;
};

}  // namespace

bool Sheet::is_row_hidden(std::int32_t row) const { return std::ranges::binary_search(hidden_rows, row); }

bool Sheet::is_column_hidden(std::int32_t column) const {
  return std::ranges::any_of(hidden_columns,
                             [&](const Range& range) { return column >= range.left && column <= range.right; });
}

Result<Sheet> read_sheet(XmlPull& xml, const Workbook& workbook, DocumentBuilder& builder, const ParseLimits& limits) {
  return SheetReader(xml, workbook, builder, limits).read();
}

std::string margin_text(std::string_view coded) {
  std::string text;
  for (std::size_t i = 0; i < coded.size(); ++i) {
    if (coded[i] != '&' || i + 1 >= coded.size()) {
      text.push_back(coded[i]);
      continue;
    }
    const char code = coded[++i];
    if (code == '&') text.push_back('&');
    if (code == 'L' || code == 'C' || code == 'R') text.push_back(' ');
    if (code == '"') i = std::min(coded.find('"', i + 1), coded.size() - 1);
    if (code == 'K') i = std::min(i + 6, coded.size() - 1);
    while (code >= '0' && code <= '9' && i + 1 < coded.size() && coded[i + 1] >= '0' && coded[i + 1] <= '9') ++i;
  }
  return text;
}

}  // namespace onggi::parse::xlsx
