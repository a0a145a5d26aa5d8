// Walks the sections of an HWPX into blocks, counting pages on its way.
//
// The XML is read once, from front to back. A paragraph's line positions stand behind its text, so while it is read its
// blocks carry positions in its text (in UTF-16 units as hp:lineseg counts them) and get their pages at its end.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/flow/flow.h"
#include "parse/worker/hwpx/header.h"
#include "parse/worker/hwpx/pages.h"
#include "parse/worker/hwpx/source.h"

namespace onggi::parse::hwpx {

class Body {
 public:
  Body(Header& header, DocumentBuilder& builder, std::int32_t depth_max)
      : header_(header), builder_(builder), depth_max_(static_cast<std::size_t>(depth_max)) {}

  /// Appends the blocks of one section. A figure's `picture` is the id of its item in the manifest, a chart's (role
  /// "chart") the name of its part.
  /// False when there is no element at all.
  bool section(Source& xml, std::vector<Block>& out);
  /// A master page (바탕쪽): what stands on every page behind the text.
  void master_page(Source& xml, std::vector<Block>& out);
  PageCounter& pages() { return pages_; }
  bool too_deep() const { return too_deep_; }
  /// Pieces that no reader of the printed document sees.
  std::int32_t hidden() const { return hidden_pieces_; }

 private:
  struct Paragraph {
    std::string shape, style;
    bool top = false;               // in the flow of the section, not in a cell or box: its lines tell pages
    std::string text;               // formulas between dollar signs
    std::string hidden;             // letters that cannot be seen
    std::string scripts;            // formulas as the source has them
    std::string latex;              // formulas
    std::int64_t formula_text = 0;  // visible characters of formulas in `text`
    bool formula_only = true;
    bool classified = false;
    std::int32_t begin = 0;    // where the text not yet flushed begins
    std::vector<Block> done;   // pieces before a table, and tables
    std::vector<Block> after;  // text boxes, figures, notes
  };
  // What happens between lines: a new page number, another number format, columns, a tall table.
  struct Happening {
    enum class What { number, form, columns, tall } what;
    std::int32_t units = 0, value = 0, below = 0;
    NumberForm number_form = NumberForm::decimal;
  };
  struct LineMark {
    std::int32_t units = 0;
    LineSegment line = {};
    std::int32_t page = 0;
  };

  // body.cpp: paragraphs
  void blocks(Source& xml, std::vector<Block>& out, bool top);
  void paragraph(Source& xml, std::vector<Block>& out, bool top);
  void run(Source& xml, Paragraph& paragraph);
  void content(Source& xml, Paragraph& paragraph);
  void choice(Source& xml, Paragraph& paragraph);
  void words(Source& xml, Paragraph& paragraph);
  void mark_in_words(Source& xml, Paragraph& paragraph);
  void append(Paragraph& paragraph, std::string_view text);
  void formula(const std::string& script, Paragraph& paragraph);
  void flush(Paragraph& paragraph);
  void classify(const Paragraph& paragraph, Block& block);
  bool deeper(const Source& xml);
  Block block(ElementKind kind, std::string text) const;

  // lines.cpp: pages of a paragraph
  void section_properties(Source& xml);
  void read_lines(Source& xml);
  void place(Paragraph& paragraph, std::vector<Block>& out);
  void happen(const Happening& happening);
  std::int32_t page_at(std::int32_t units) const;
  void happens(const Paragraph& paragraph, Happening happening);
  void extend_open_table(std::vector<Block>& out, std::int32_t page, std::int32_t position);

  // controls.cpp
  void controls(Source& xml, Paragraph& paragraph);
  void control(Source& xml, Paragraph& paragraph);
  void number(Source& xml, Paragraph& paragraph);
  void margin(Source& xml, ElementKind kind, std::vector<Block>& out);
  void aside(Source& xml, ElementKind kind, std::string_view role, std::vector<Block>& out);
  std::string flattened(Source& xml, std::vector<Block>& hoisted);

  // objects.cpp: shapes, pictures, forms
  void object(Source& xml, Paragraph& paragraph);
  void inside_object(Source& xml, Paragraph& paragraph, Block& figure, std::vector<Block>& captions);
  void text_box(Source& xml, std::vector<Block>& out);
  void form(Source& xml, Paragraph& paragraph);
  void ruby(Source& xml, Paragraph& paragraph);
  void equation(Source& xml, Paragraph& paragraph);

  // table.cpp
  void table(Source& xml, Paragraph& paragraph);
  void row(Source& xml, Table& table, std::vector<std::int32_t>& written_rows, std::vector<Block>& hoisted);
  Cell cell(Source& xml, std::int32_t row, std::vector<Block>& hoisted);

  Header& header_;
  DocumentBuilder& builder_;
  std::size_t depth_max_;
  PageCounter pages_;
  std::string outline_numbering_ = "1";
  std::set<std::string, std::less<>> deletions_;  // open deleteBegin marks of change tracking
  std::set<std::string, std::less<>> margins_;    // headers and footers already given
  std::int32_t painted_ = 0;                      // backgrounds with a colour around what is read
  bool page_painted_ = false;                     // or around it: a page's background, a shape behind the text
  std::int32_t hidden_pieces_ = 0;
  bool unseen_ = false;  // letters of the current run cannot be seen
  bool too_deep_ = false;

  // Of the paragraph of the section that is being read.
  bool section_begun_ = false;
  std::int32_t units_ = 0;
  bool page_break_ = false, column_break_ = false;
  std::vector<LineMark> lines_;
  std::vector<Happening> happenings_;
  std::size_t open_table_ = 0;  // index + 1 of a table whose last page the next line tells; 0: none
};

}  // namespace onggi::parse::hwpx
