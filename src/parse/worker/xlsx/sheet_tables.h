// A block of cells as a table: merged ranges, header rows, hidden rows and columns.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parse/worker/xlsx/blocks.h"
#include "parse/worker/xlsx/sheet.h"

namespace onggi::parse::xlsx {

/// A defined table (ListObject).
struct DefinedTable {
  Range range;
  std::string name;  // empty where the program gave it ("Table1", "표1")
  std::int32_t header_rows = 1;
};

/// Where rows count as a header, beside those of defined tables.
struct HeaderHints {
  std::optional<Range> filter;
  std::int32_t frozen_rows = 0;  // from the top of the sheet
  std::optional<Range> printed;  // rows repeated on every printed page
};

/// A lone cell is no table: its text is a label, and there is nothing else.
struct BlockParts {
  std::vector<std::string> labels;   // single cells above the table: its title, its unit
  std::vector<std::uint32_t> shown;  // cells of the table, as indices; empty: there is none
  std::int32_t header_rows = 0;      // of it
  std::optional<Table> hidden;       // what stands in hidden rows and columns
};

class TableMaker {
 public:
  TableMaker(const Sheet& sheet, const Workbook& workbook, DocumentBuilder& builder, HeaderHints hints);
  /// Texts that a merged range covers are dropped as "covered_by_merge".
  BlockParts make(CellBlock block, const DefinedTable* defined);

  /// The table of a block; one of more than 10,000 rows comes in pieces, each with the header. Cells before the index
  /// `needed_from` are given up with the piece that they stand in.
  void show(BlockParts parts, std::size_t needed_from, const std::function<void(Table)>& take);

 private:
  struct Shape;
  using Cells = std::vector<std::uint32_t>;
  const Range* merge_at(std::int32_t row, std::int32_t column) const;
  std::size_t label_rows(const Cells& cells) const;
  bool is_hidden(const SheetCell& cell) const;
  std::int32_t header_rows(const Cells& cells, const Range& range, const DefinedTable* defined) const;
  bool bold_header(const Cells& cells, const Range& range) const;
  Range range_of(const Cells& cells) const;
  using Part = std::span<const std::uint32_t>;
  Table shown_table(Part cells, const Range& range, std::int32_t header);
  Table hidden_table(const Cells& cells, const Range& range) const;
  Table fill(Part cells, const Shape& shape, std::int32_t header);
  void put_header(const Table& header, Table& piece);
  void forget_cells(std::size_t end, std::size_t needed_from);
  std::int32_t first_row_below(std::int32_t header, const Range& range) const;
  std::string text(std::uint32_t index) const {
    return std::string(sheet_.text(sheet_.cells[index], workbook_.strings));
  }

  const Sheet& sheet_;
  const Workbook& workbook_;
  DocumentBuilder& builder_;
  HeaderHints hints_;
  std::vector<Range> merges_;  // by top, then left
};

}  // namespace onggi::parse::xlsx
