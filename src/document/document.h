// The types that travel through onggi: what a reader finds in a file, and what the later rooms make of it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "text/text.h"

namespace onggi {

enum class ElementKind : std::uint8_t {
  title,
  heading,
  paragraph,
  list_item,
  table,
  figure,
  caption,
  formula,
  code,
  footnote,
  page_header,
  page_footer,
};
std::string_view to_string(ElementKind kind);
std::optional<ElementKind> element_kind_from(std::string_view name);

/// A rectangle on a page in points (1/72 inch) from the top left corner: x0 <= x1, y0 <= y1.
struct Box {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  bool operator==(const Box&) const = default;
};

/// Where something stands. `page_index` counts from 0 in the file; `page_label` is the number a reader sees on the page
/// ("ii", "3"); without pages (HTML, text) an element has no place at all.
struct Place {
  std::int32_t page_index = 0;
  std::string page_label;
  std::optional<Box> box;  // none when the format has no layout
  bool operator==(const Place&) const = default;
};

/// A box that most have not: eight bytes where there is none, since a sheet has a million cells. Otherwise as
/// std::optional<Box>.
class RareBox {
 public:
  RareBox() = default;
  RareBox(std::nullopt_t /*none*/) {}  // NOLINT(google-explicit-constructor): as std::optional
  RareBox(const Box& box)
      : box_(std::make_unique<Box>(box)) {}  // NOLINT(google-explicit-constructor): as std::optional
  RareBox(const std::optional<Box>& box) : box_(box ? std::make_unique<Box>(*box) : nullptr) {}  // NOLINT
  RareBox(const RareBox& other) : box_(other.box_ ? std::make_unique<Box>(*other.box_) : nullptr) {}
  RareBox(RareBox&&) noexcept = default;
  RareBox& operator=(const RareBox& other) {
    if (this != &other) box_ = other.box_ ? std::make_unique<Box>(*other.box_) : nullptr;
    return *this;
  }
  RareBox& operator=(RareBox&&) noexcept = default;
  ~RareBox() = default;

  bool has_value() const { return box_ != nullptr; }
  explicit operator bool() const { return has_value(); }
  const Box& operator*() const { return *box_; }
  Box& operator*() { return *box_; }
  const Box* operator->() const { return box_.get(); }
  Box* operator->() { return box_.get(); }
  bool operator==(const RareBox& other) const {
    return box_ && other.box_ ? *box_ == *other.box_ : !box_ && !other.box_;
  }
  operator std::optional<Box>() const { return box_ ? std::optional(*box_) : std::nullopt; }  // NOLINT: as above

 private:
  std::unique_ptr<Box> box_;
};

/// A cell covers rows [row, row + row_span) and columns [column, column + column_span).
struct Cell {
  std::int32_t row = 0, column = 0, row_span = 1, column_span = 1;
  bool header = false;
  std::string text;
  RareBox box;
  bool operator==(const Cell&) const = default;
};

/// Cells in reading order; each grid position is covered by at most one cell.
struct Table {
  std::int32_t rows = 0, columns = 0;
  std::vector<Cell> cells;
  bool operator==(const Table&) const = default;
};

/// One piece of a document in reading order.
struct Element {
  ElementId id;  // stable: hash of kind, text and occurrence, so an unchanged piece keeps its id when the file changes
                 // elsewhere
  ElementKind kind = ElementKind::paragraph;
  std::string text;           // UTF-8 NFC; of a table: its cells as rows of "a | b" lines
  std::vector<Place> places;  // one a page it touches; empty without pages
  std::int32_t level = 0;     // heading depth 1..6, list depth 1..; 0 otherwise
  std::optional<Table> table;
  std::string latex;  // of a formula; empty otherwise
  // What it is beside the body: "hidden", "comment", "memo", "speaker_note", "form_field", "annotation", "chart",
  // "text_box"; empty: the body itself.
  std::string role;
  // The file inside of the file that it comes from (attachment, archive member): "계약서.zip/본문.hwp"; empty: itself.
  std::string inner_file;
  // Where it stands in the numbering of a rule: "제12조 제3항 제2호"; of an exam: "문항 7"; empty elsewhere.
  std::string clause;
};

/// Something a reader of the result should know. `detail` says what, never the document's text.
struct Warning {
  std::string code;  // "page_unreadable", "page_approximate", "needs_ocr", "encoding_replaced", "truncated" ...
  std::int32_t page_index = -1;  // -1: the whole document
  std::string detail;
};

/// What went in and what came out, counted in characters (code points, white space left out). Counted from the format
/// itself, apart from the mapping to elements. characters_in == characters_out + sum(dropped) when nothing was lost in
/// silence.
struct LossAccount {
  struct Dropped {
    std::string reason;  // "script", "hidden", "unmapped_glyph", "boilerplate" ...
    std::int64_t characters = 0;
  };
  std::int64_t characters_in = 0;
  std::int64_t characters_out = 0;
  std::vector<Dropped> dropped;
};

/// Characters that a reader would miss: the account's, less what was left out by choice (navigation, scripts, deleted
/// revisions). Glyphs without a meaning and what no reason names stay in. characters_out of these came through.
std::int64_t characters_expected(const LossAccount& account);

/// A word of a recognised page that a person should look at.
struct UncertainWord {
  std::string text;
  Box box;
  double confidence = 0;  // 0 to 100
  bool operator==(const UncertainWord&) const = default;
};

struct Page {
  std::string label;                     // as a reader sees it
  double width = 0, height = 0;          // points; 0 without layout
  std::vector<UncertainWord> uncertain;  // of a page whose text was recognised in its picture; else empty
};

/// A file as its reader understood it.
struct Document {
  std::string title;              // from metadata or the first heading; may be empty
  std::string author;             // whom the file's properties name; may be empty, or a program's own choice ("user")
  std::string media_type;         // "application/pdf", "application/hwp+zip" ...
  std::vector<Page> pages;        // empty for formats without pages
  std::vector<Element> elements;  // in reading order
  std::vector<Warning> warnings;
  LossAccount account;
};

/// Gives every element without an id its stable id (16 hex digits of a hash of kind, text and how often the same came
/// before).
void assign_element_ids(Document& document);

/// Characters that the account counts: code points that are neither white space nor control.
std::int64_t count_visible(std::string_view utf8);

/// A table's rows as text, a line each, cells joined by " | "; a spanned cell appears once.
std::string table_text(const Table& table);
/// One row of it: the cells that begin in `row`.
std::string table_row_text(const Table& table, std::int32_t row);

// ---- after cleaning ----

/// One element's stretch of the clean text.
struct CleanElement {
  ElementId id;
  ElementKind kind = ElementKind::paragraph;
  std::int32_t level = 0;
  ByteRange bytes;               // into CleanText::utf8
  std::vector<ByteRange> rows;   // of a table: one a row, into CleanText::utf8; else empty
  std::int32_t header_rows = 0;  // of a table: how many of `rows` are its header
  std::string clause;            // as Element's
};

/// Running text of a whole document, elements separated by line feeds, ready to be cut into chunks.
struct CleanText {
  std::string title;
  std::string utf8;                    // NFC; begins and ends with an element's text
  std::vector<CleanElement> elements;  // sorted by bytes.begin, not overlapping; page headers and footers are left out
};

// ---- after chunking ----

/// A stretch of one element in the clean text. Never splits a code point; a sentence only when it alone is over the
/// budget.
struct Piece {
  ElementId element;
  ByteRange bytes;  // into CleanText::utf8
  bool operator==(const Piece&) const = default;
};

/// What is embedded, indexed and cited as one unit: pieces of elements in reading order.
struct Chunk {
  std::vector<Piece> pieces;  // at least one
  std::string lead;           // heading path and repeated table header; indexed, not cited
  std::int32_t tokens = 0;    // of lead + pieces, as counted by the TokenCounter given to split()
};

/// The chunk's own text: its pieces, joined by line feeds.
std::string chunk_text(const CleanText& text, const Chunk& chunk);

}  // namespace onggi
