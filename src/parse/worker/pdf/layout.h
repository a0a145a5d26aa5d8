// The steps of the PDF reader and what travels between them:
//
//   page_source: PDFium page → glyphs, rulings, areas, pictures (points, from the top left, text upright)
//   tags:        structure tree → tables and blocks in the author's order, where the tree is to be believed
//   tables, open_tables: rulings + glyphs → tables; their glyphs leave the flow
//   columns:     fragments of text → columns in reading order → lines
//   aligned_tables: lines whose parts stand in columns → tables
//   margins:     lines repeated over pages → page headers and footers
//   footnotes:   small type at the foot of a page → notes
//   headings:    sizes, weights and numbers of the whole document → levels
//   paragraphs:  lines → paragraphs, headings, list items, captions, code
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "document/document.h"

namespace onggi::parse::pdf {

struct Glyph {
  char32_t code = 0;
  Box box;
  double baseline = 0, size = 0;
  std::uint32_t face = 0;  // the typeface of Hangul; 0 for other letters
  std::int32_t tag = -1;   // marked content id; after apply_tags() an index into PageTags::tags
  bool bold = false, mono = false;
  bool space_before = false;   // a space character of the file stands before it
  bool guessed_space = false;  // PDFium thinks that there is one
};

/// A straight horizontal (y = at, from x to x) or vertical (x = at) line.
struct Ruling {
  bool horizontal = true;
  double at = 0, from = 0, to = 0;
};

/// Text apart from the flow: in another direction than the page's, or hidden.
struct Angled {
  std::string text;
  Box box;
};

/// A bitmap on the page.
struct Picture {
  Box box;
  std::int32_t ordinal = 0;  // among the page's bitmaps
  std::int32_t width_px = 0, height_px = 0;
  std::int32_t tag = -1;  // as Glyph::tag
};

/// A block of the structure tree; see tags.h.
struct Tag {
  ElementKind kind = ElementKind::paragraph;
  std::int32_t level = 0;              // of a heading or list item
  std::int32_t table = -1, cell = -1;  // the table and the cell (counted over the page) it lies in
  std::string alternative;             // of a figure
  bool told = true;                    // false: text below grouping elements only, which says nothing
};

struct PageSource {
  double width = 0, height = 0;            // of the page as shown
  double flow_width = 0, flow_height = 0;  // after `turn`
  std::int32_t turn = 0;                   // quarter turns clockwise that made the text upright
  std::vector<Glyph> glyphs;
  std::vector<Angled> angled, hidden;
  std::vector<Ruling> rulings;
  std::vector<Box> areas;  // painted in a colour other than white
  std::vector<Picture> pictures;
  std::string raw;                // every mapped visible character in the order of the file, for the account
  std::string outside, repeated;  // of these: beyond the page's edges, painted a second time in the same place
  std::int64_t unmapped = 0;
  double picture_area = 0;  // share of the page covered by pictures
  bool looked_at = false;   // as a picture, for text to recognise
};

// Around raised small text until footnotes.cpp knows what it is. Private use never comes from a file (glyphs.cpp).
inline constexpr std::string_view kRaisedBegin = "\xEE\x80\x80";  // U+E000
inline constexpr std::string_view kRaisedEnd = "\xEE\x80\x81";    // U+E001

/// A stretch of text on one baseline without a wide gap, or a table standing in the flow.
struct Fragment {
  std::string text;
  Box box;
  double baseline = 0, size = 0;
  std::int32_t characters = 0, bold = 0, mono = 0, leftwards = 0;  // of these: bold, typewriter, right to left
  std::uint32_t face = 0;                                          // of most of its Hangul
  std::int32_t hangul = 0, votes = 0;                              // syllables; lead of `face` among them
  bool space_before = false, space_after = false;
  std::int32_t tag = -1;
  std::int32_t table = -1;  // index into the page's tables
};

struct Line {
  std::string text;
  std::vector<Fragment> parts;  // left to right; more than one where wide gaps are
  Box box;
  double baseline = 0, size = 0;
  bool bold = false, mono = false;
  std::uint32_t face = 0;    // of most of its Hangul; 0: Hangul is not most of it
  bool space_after = false;  // the file has a space at the line's end
  double first_word_width = 0;
  double column_left = 0, column_right = 0;
  std::int32_t column = 0;  // counts columns over the page
  std::int32_t page = 0;
  std::int32_t tag = -1;                      // index into PageLayout::tags
  std::int32_t table = -1;                    // this "line" is a table
  ElementKind kind = ElementKind::paragraph;  // page_header, page_footer once known
};

/// What stands in the flow as a whole: a table whose cells' lines are not joined yet (that needs the whole document),
/// or an element that is ready (a picture, a form field).
struct DraftTable {
  Table table;                           // cells without text
  std::vector<std::vector<Line>> lines;  // a list a cell
  Box box;
  bool ruled = false;  // boxes come from rulings, not from the text
  std::int32_t tag = -1;
  std::optional<Element> ready;
  std::int32_t picture = -1;  // of a ready figure: the bitmap's ordinal on its page
};

struct PageLayout {
  Page page;
  std::int32_t turn = 0;
  double flow_width = 0, flow_height = 0;
  double skew = 0;  // radians that a scan was turned clockwise around its middle before it was read
  std::vector<Line> lines;
  std::vector<DraftTable> tables;
  std::vector<Tag> tags;  // empty where the tree is missing or not believed
  std::vector<Angled> angled, hidden;
  std::vector<Element> comments;  // they follow the page
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
/// Lines in reading order; where fragments have tags, in the order of these.
std::vector<Line> lines_of(std::vector<Fragment> fragments, const std::vector<Ruling>& rulings, std::int32_t page);
/// Gives each cell of `draft` the lines of its glyphs, its box, and the table its box.
void fill_cells(DraftTable& draft, const std::vector<std::vector<Glyph>>& glyphs);
/// Lines of one column, from the top.
std::vector<Line> lines_of_column(std::vector<Fragment> fragments);

/// Ruled tables. Their glyphs are taken out of `source.glyphs`.
std::vector<DraftTable> take_tables(PageSource& source);
/// Tables with horizontal rulings only. Their glyphs are taken out of `source.glyphs`.
std::vector<DraftTable> take_open_tables(PageSource& source);
/// Aligned columns without rulings: lines of `page` become tables.
void find_aligned_tables(PageLayout& page);

/// A line a line, indents as blanks as wide as the letters are.
std::string code_text(const std::vector<Line>& lines);

/// Marks lines that are repeated at the same height on several pages.
void mark_margins(std::vector<PageLayout>& pages);

/// What the outline (bookmarks) of a file says: title without spaces → depth.
using Outline = std::map<std::string, std::int32_t, std::less<>>;
std::string without_spaces(std::string_view text);

/// What the account needs to know about text that changed on its way.
struct Losses {
  std::int64_t hyphens = 0;     // at line ends of words put together again
  std::int64_t marks = 0;       // characters that the marks of notes grew by: "1)" → "[^1]"
  std::string repeated_header;  // of tables that go on over a page
};

/// Finds the notes at the foot of pages, and says what raised text is: the mark of a note, or part of the word.
void find_footnotes(std::vector<PageLayout>& pages, Losses& losses);

/// A figure among the elements and where its bitmap is.
struct PictureOf {
  std::size_t element = 0;
  std::int32_t page_index = 0, ordinal = 0;
};

/// Elements in reading order.
struct Flow {
  std::vector<Element> elements;
  std::vector<PictureOf> pictures;
};
Flow flow_of(std::vector<PageLayout>& pages, const Outline& outline, const LineJoiner& joiner, Losses& losses);

Box united(const Box& left, const Box& right);
/// Turns a box of the flow back onto the page as shown.
Box turned_back(const Box& box, const PageLayout& page);

}  // namespace onggi::parse::pdf
