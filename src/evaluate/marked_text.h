// A text with its structure, as the scores compare it: from Markdown, HTML or plain text. Inside of room evaluate.
//
// Marks of emphasis, targets of links, escapes, comments and the like are gone on both sides, so that two ways of
// writing the same document are equal; headings keep "#", list items "-" or their number, tables become HTML.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onggi::evaluate_room {

struct MarkedCell {
  std::int32_t row_span = 1, column_span = 1;
  std::string text;  // spaces squeezed
};

/// Rows of cells as they stand in HTML: a cell that covers several places stands once.
struct MarkedTable {
  std::vector<std::vector<MarkedCell>> rows;
  bool of_pipes = false;  // written in GFM's table syntax
};

struct MarkedBlock {
  enum class Kind : std::uint8_t { text, heading, table };
  Kind kind = Kind::text;
  std::int32_t level = 0;  // of a heading, 1 to 6
  std::string mark;        // "- ", "3. "; empty for most
  std::string text;        // of a table: empty
  MarkedTable table = {};
};

struct MarkedText {
  std::vector<MarkedBlock> blocks;  // in reading order, none without text
};

/// GitHub-flavoured Markdown; HTML tables in it too. A pipe table's header row without text is no row.
MarkedText marked_from_markdown(std::string_view utf8);
/// The body of a page: scripts, styles and what is not shown left out, navigation kept.
MarkedText marked_from_html(std::string_view utf8);
/// Lines of plain text: one block a line.
MarkedText marked_from_text(std::string_view utf8);

/// With `Marks::none` the text alone, tables as their cells' texts.
enum class Marks : std::uint8_t { all, none };
enum class Tables : std::uint8_t { kept, left_out };
std::string joined(const MarkedText& text, Marks marks, Tables tables = Tables::kept);
/// One block of it.
std::string written(const MarkedBlock& block, Marks marks);

}  // namespace onggi::evaluate_room
