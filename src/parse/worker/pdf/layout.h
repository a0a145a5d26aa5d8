// The steps of the PDF reader and what travels between them:
//
//   page_source: PDFium page → glyphs, rulings, pictures (points, from the top left, text upright)
//   tables:      rulings + glyphs → tables; their glyphs leave the flow
//   columns:     fragments of text → columns in reading order → lines
//   margins:     lines repeated over pages → page headers and footers
//   paragraphs:  lines → paragraphs, headings, list items
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "document/document.h"

namespace onggi::parse::pdf {

struct Glyph {
  char32_t code = 0;
  Box box;
  double baseline = 0, size = 0;
  bool bold = false;
  bool space_before = false;   // a space character of the file stands before it
  bool guessed_space = false;  // PDFium thinks that there is one
};

/// A straight horizontal (y = at, from x to x) or vertical (x = at) line.
struct Ruling {
  bool horizontal = true;
  double at = 0, from = 0, to = 0;
};

/// Text that does not run in the page's main direction.
struct Angled {
  std::string text;
  Box box;
};

struct PageSource {
  double width = 0, height = 0;            // of the page as shown
  double flow_width = 0, flow_height = 0;  // after `turn`
  std::int32_t turn = 0;                   // quarter turns clockwise that made the text upright
  std::vector<Glyph> glyphs;
  std::vector<Angled> angled;
  std::vector<Ruling> rulings;
  std::string raw;  // every mapped visible character in the order of the file, for the account
  std::int64_t unmapped = 0, outside = 0;
  double picture_area = 0;  // share of the page covered by pictures
};

/// A stretch of text on one baseline without a wide gap, or a table standing in the flow.
struct Fragment {
  std::string text;
  Box box;
  double baseline = 0, size = 0;
  std::int32_t characters = 0, bold = 0;
  bool space_before = false, space_after = false;
  std::int32_t table = -1;  // index into the page's tables
};

struct Line {
  std::string text;
  std::vector<Fragment> parts;  // left to right; more than one where wide gaps are
  Box box;
  double baseline = 0, size = 0;
  bool bold = false;
  bool space_after = false;  // the file has a space at the line's end
  double first_word_width = 0;
  double column_left = 0, column_right = 0;
  std::int32_t column = 0;  // counts columns over the page
  std::int32_t page = 0;
  std::int32_t table = -1;                    // this "line" is a table
  ElementKind kind = ElementKind::paragraph;  // page_header, page_footer once known
};

/// A table whose cells' lines are not joined yet: that needs the whole document.
struct DraftTable {
  Table table;                           // cells without text
  std::vector<std::vector<Line>> lines;  // a list a cell
  Box box;
};

struct PageLayout {
  Page page;
  std::int32_t turn = 0;
  double flow_width = 0, flow_height = 0;
  std::vector<Line> lines;
  std::vector<DraftTable> tables;
  std::vector<Angled> angled;
};

/// How words that were cut at line ends are put together again; learned from the whole document.
class LineJoiner {
 public:
  void learn(const std::vector<PageLayout>& pages);
  /// Appends `next` to `text`, whose last line was `last`. `hyphens` grows when a hyphen at the line's end goes.
  void join(std::string& text, const Line& last, const Line& next, std::int64_t& hyphens) const;

 private:
  bool space_between(const std::string& text, const Line& last, const Line& next) const;
  void learn_word(std::string_view word);
  std::unordered_map<std::string, std::int32_t> words_,
      beginnings_;                // whole words; beginnings of two syllables and more
  bool trailing_spaces_ = false;  // this file keeps the space at a line's end: none there means a word was cut
  bool wraps_words_ = false;      // lines end ragged: words are never cut
};

std::vector<Fragment> fragments_of(const std::vector<Glyph>& glyphs);
/// Lines in reading order.
std::vector<Line> lines_of(std::vector<Fragment> fragments, std::int32_t page);
/// Lines of one column, from the top.
std::vector<Line> lines_of_column(std::vector<Fragment> fragments);

/// Ruled tables. Their glyphs are taken out of `source.glyphs`.
std::vector<DraftTable> take_tables(PageSource& source);
/// Aligned columns without rulings: lines of `page` become tables.
void find_aligned_tables(PageLayout& page);

/// Marks lines that are repeated at the same height on several pages.
void mark_margins(std::vector<PageLayout>& pages);

/// What the outline (bookmarks) of a file says: title without spaces → depth.
using Outline = std::map<std::string, std::int32_t, std::less<>>;
std::string without_spaces(std::string_view text);

/// Elements in reading order.
std::vector<Element> elements_of(std::vector<PageLayout>& pages, const Outline& outline, const LineJoiner& joiner,
                                 std::int64_t& hyphens);

Box united(const Box& left, const Box& right);
/// Turns a box of the flow back onto the page as shown.
Box turned_back(const Box& box, const PageLayout& page);

}  // namespace onggi::parse::pdf
