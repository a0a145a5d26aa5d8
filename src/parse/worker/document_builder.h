// Puts a Document together while a reader walks its format: elements in reading order, warnings, and the loss account.
//
// The account must be honest, so its two sides come from different places: `count_in` is called over the format's own
// text (text nodes, XML text, glyphs), `characters_out` is counted over the finished elements. A difference that no
// `dropped` explains becomes the reason "unaccounted" and a warning: a reader with a hole shows it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "document/document.h"
#include "parse/parse.h"
#include "text/text.h"

namespace onggi::parse {

class DocumentBuilder {
 public:
  DocumentBuilder(std::string_view media_type, const ParseLimits& limits);

  /// Appends an element; its text becomes NFC with squeezed spaces (line feeds stay; code stays as it is but for NFC).
  /// Empty text adds nothing.
  void add(ElementKind kind, std::string_view text, std::vector<Place> places = {}, std::int32_t level = 0);
  /// A table; its cells' texts are treated like other text. A table without any text adds nothing. Overlapping or
  /// outlying cells are our own mistake: place them with TableGrid.
  void add_table(Table table, std::vector<Place> places = {});
  /// For what add() cannot say (latex, boxes); text must be NFC already.
  void add(Element element);

  void set_title(std::string_view title);    // the first non-empty one wins
  void set_author(std::string_view author);  // the same
  void add_page(Page page);
  void warn(std::string_view code, std::string_view detail, std::int32_t page_index = -1);

  /// Appends what was read from a file inside of this one: its pages come behind ours, its elements name it (before the
  /// names they have already), its warnings and its account join ours. Without a name it is a part of this file itself.
  void append(Document inner, std::string_view inner_file);

  /// One more piece of the source's text, however it is mapped later. Counted as NFC.
  void count_in(std::string_view utf8);
  void count_in(std::int64_t characters) { characters_in_ += characters; }
  /// Text that was counted in and is left out on purpose.
  void drop(std::string_view reason, std::string_view utf8);
  void drop(std::string_view reason, std::int64_t characters);

  /// True once `output_bytes_max` is reached: stop reading, finish() says it.
  bool full() const { return bytes_out_ > limits_.output_bytes_max; }

  /// True while no element has been added.
  bool empty() const { return document_.elements.empty(); }

  /// Ids, title from the first heading where none was set, the account.
  /// Errors: limit_exceeded when full; bad_input never.
  Result<Document> finish() &&;

 private:
  Document document_;
  const ParseLimits& limits_;
  std::int64_t characters_in_ = 0;
  std::uint64_t bytes_out_ = 0;
};

/// Places cells with spans into a grid, as HTML, DOCX and HWPX tables need it: each position is covered once, spans are
/// cut at neighbours. Limits: 1,000 columns, spans as large as the table.
class TableGrid {
 public:
  /// Starts the next row.
  void next_row();
  /// Puts a cell into the first free column of the current row.
  void add(std::string text, std::int32_t row_span, std::int32_t column_span, bool header);
  /// The table so far: rows × columns, spans cut to the last row. Leaves the grid empty.
  Table take();

 private:
  Table table_;
  std::vector<std::int32_t> covered_until_;  // a column → first row below the cell that covers it
  std::int32_t row_ = -1;
  std::int32_t column_ = 0;
};

/// Says how many characters of a text had no meaning in its charset, where there were any.
void warn_replaced(DocumentBuilder& builder, const Decoded& decoded);

/// NFC with squeezed spaces, line feeds kept: the form of element text.
std::string element_text(std::string_view utf8);

}  // namespace onggi::parse
