// The body of an HWP 3 document as a tree: paragraphs, and in their text what stands there as one letter but holds
// lists of paragraphs itself (tables, boxes, notes).
//
// Nothing says how long a list or a control is: one that is misread makes noise of all that follows. So every closing
// code is checked, and reading ends where one is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/hwp3/cursor.h"

namespace onggi::parse::hwp3 {

/// Codes below 32: what they begin ("special characters" of the format). Only those that a reader of the tree meets.
enum class Code : std::uint8_t {
  text = 0,  // none of them: a run of letters
  date = 8,
  box = 10,  // table, text box, equation, button
  picture = 11,
  hidden = 15,
  margin = 16,  // header or footer
  note = 17,
  number = 18,
  new_number = 19,
  page_number = 20,
  outline = 28,
};

struct Paragraph;
using Paragraphs = std::vector<Paragraph>;

/// Where a cell stands in its table, in 1/1800 inch.
struct CellBox {
  std::int32_t x = 0, y = 0, width = 0, height = 0;
};

struct Piece {
  Code code = Code::text;
  std::size_t at = 0;             // place of its first unit in the paragraph
  std::string text;               // of runs
  std::string_view fields;        // what the control says of itself
  std::vector<CellBox> cells;     // of a box
  std::vector<Paragraphs> lists;  // one a cell; of a drawing one a text box; else the only one
  Paragraphs caption;             // of boxes and pictures
};

/// A line as Hangul laid it out last.
struct Line {
  std::uint16_t begin = 0;     // in units
  std::uint16_t position = 0;  // below the top of its page, in 1/1800 inch
  bool first_of_page = false;  // not said before Hangul 97
};

struct Paragraph {
  std::uint8_t style = 0;
  std::uint8_t columns = 0;  // of the page from here on; 0 or 1: one
  std::vector<Line> lines;
  std::vector<Piece> pieces;
};

struct Tree {
  std::vector<std::string> styles;  // their names
  Paragraphs paragraphs;
  std::map<std::string, std::string_view, std::less<>> pictures;  // by picture_key()
  std::size_t unknown = 0;                                        // letters without a meaning
  std::int32_t broken_drawings = 0;
  bool cut_off = false;   // it ends or breaks before its end
  bool too_deep = false;  // lists nest deeper than the limit: what is deeper is not there
};

/// Reads the body from its fonts on; views point into it. Total: any bytes give a tree.
Tree read_tree(std::string_view body, std::int32_t depth_max);

/// What the name in a picture control and that in front of its bytes have in common.
std::string picture_key(std::string_view name);

}  // namespace onggi::parse::hwp3
