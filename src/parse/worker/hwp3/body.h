// The tree of an HWP 3 document as blocks, counting pages on its way.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/flow/flow.h"
#include "parse/worker/hwp3/file.h"
#include "parse/worker/hwp3/paragraphs.h"

namespace onggi::parse::hwp3 {

class Body {
 public:
  /// Both must outlive it. Counts the tree's text into the builder.
  Body(const File& file, const Tree& tree, DocumentBuilder& builder);

  /// Appends the blocks of the whole document. A figure's `picture` is its key in Tree::pictures.
  void read(std::vector<Block>& out);
  /// True when some text has no lines of which the file says where they stand.
  bool approximate() const { return approximate_; }
  std::int32_t hidden() const { return hidden_; }  // comments that are not printed
  std::vector<Page> pages() const;

 private:
  // A paragraph on its way.
  struct Passage {
    std::string text;               // formulas between dollar signs
    std::string scripts;            // formulas as the source has them
    std::string latex;              //
    std::int64_t formula_text = 0;  // visible characters of formulas in `text`
    std::string mark;               // number of the outline
    std::int32_t outline = 0;       // its depth
    std::vector<Block> done;        // pieces before a table, and tables
    std::vector<Block> after;       // text boxes, figures, notes
    std::int32_t first_page = 0;
    bool formula_only = true;
    bool classified = false;
  };

  // body.cpp
  void count_in(const Paragraphs& paragraphs);
  void paragraphs(const Paragraphs& paragraphs, std::vector<Block>& out, bool top);
  void paragraph(const Paragraph& paragraph, std::vector<Block>& out, bool top);
  void piece(const Piece& piece, Passage& passage);
  void number(const Piece& piece, Passage& passage);
  void print(const std::string& text, Passage& passage);
  void flush(const Paragraph& paragraph, Passage& passage);
  Block block(ElementKind kind, std::string text) const;
  void lines_until(std::size_t at, const Paragraph& paragraph, std::size_t& next);
  bool begins_page(const Line& line);
  void relabel();
  std::int32_t outline_of_style(std::size_t style) const;

  // objects.cpp
  void box(const Paragraph& paragraph, const Piece& piece, Passage& passage);
  void table(const Piece& piece, std::vector<Block>& out);
  void formula(const Piece& piece, Passage& passage);
  void text_box(const Paragraphs& paragraphs, std::vector<Block>& out);
  void picture(const Piece& piece, Passage& passage);
  void margin(const Piece& piece, Passage& passage);
  void aside(const Paragraphs& paragraphs, ElementKind kind, std::string_view role, std::vector<Block>& out);
  std::string flattened(const Paragraphs& paragraphs, std::vector<Block>& hoisted);

  const File& file_;
  const Tree& tree_;
  DocumentBuilder& builder_;
  std::vector<std::string> labels_;             // of the pages so far
  std::int32_t number_ = 0;                     // of the current one
  NumberForm form_ = NumberForm::decimal;       // of page numbers
  std::set<std::string, std::less<>> margins_;  // headers and footers already given
  std::int32_t hidden_ = 0;
  bool flagged_ = false;      // lines say themselves whether they are the first of a page
  bool approximate_ = false;  //
  std::int32_t columns_ = 1, column_ = 0;
  std::int32_t last_position_ = 0;
};

}  // namespace onggi::parse::hwp3
