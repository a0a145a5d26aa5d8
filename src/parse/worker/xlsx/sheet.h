// One worksheet in memory: sixteen bytes a cell and the texts in one piece, so that sheets of a million cells fit.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/xlsx/workbook.h"

namespace onggi::parse::xlsx {

struct SheetCell {
  std::int32_t row = 0;
  std::uint16_t column = 0;
  bool bold : 1 = false;
  bool shared : 1 = false;            // its text lies in the workbook's strings
  std::uint32_t begin = 0, size = 0;  // of the text; size 0: only its border is seen
};

struct Link {
  Range range;
  std::string relation;  // id
};

struct Sheet {
  std::vector<SheetCell> cells;  // by row, then column
  std::string texts;
  std::vector<Range> merges;
  std::vector<Range> hidden_columns;      // only left and right mean anything
  std::vector<std::int32_t> hidden_rows;  // rising
  std::vector<Link> links;
  std::optional<Range> filter;  // autofilter: its first row is a header
  std::int32_t frozen_rows = 0;
  std::vector<std::string> table_parts;  // relation ids
  std::string drawing, header, footer;   // relation id; texts of the printed page
  std::int64_t uncalculated = 0;         // formulas without a stored value
  bool cut_off = false;
  bool in_order = true;  // the file had its cells in this order, and so are their texts

  std::string_view text(const SheetCell& cell, const SharedStrings& strings) const {
    return std::string_view(cell.shared ? strings.memory() : texts).substr(cell.begin, cell.size);
  }
  bool is_row_hidden(std::int32_t row) const;
  bool is_column_hidden(std::int32_t column) const;
};

/// Reads a worksheet. Counts its cells' texts in (numbers as they are shown). Errors: limit_exceeded
/// "output_bytes_max".
Result<Sheet> read_sheet(XmlPull& xml, const Workbook& workbook, DocumentBuilder& builder, const ParseLimits& limits);

/// The text of a printed header or footer without its codes (&L, &P, &"font,style" ...), 18.3.1.39.
std::string margin_text(std::string_view coded);

}  // namespace onggi::parse::xlsx
