// Walks the sections of an HWPX into blocks, counting pages on its way.
#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/flow/flow.h"
#include "parse/worker/hwpx/header.h"

namespace onggi::parse::hwpx {

/// Pages of an HWPX: explicit breaks, and the line positions Hangul cached when it last laid the document out. A
/// position above the one before means: next column, or next page after the last column.
class PageCounter {
 public:
  void begin_section(const pugi::xml_node& properties);  // secPr; may be empty
  void set_columns(std::int32_t columns);
  void set_number(std::int32_t number);  // newNum: the current page's number
  void set_form(NumberForm form) {
    form_ = form;
    relabel();
  }
  void explicit_break();
  void column_break();
  void line(std::int32_t position);  // the next line's vertpos
  /// A table of that height begins at the last line's position; it may cross page borders.
  void tall(std::int32_t height);
  void text() { fresh_ = false; }

  std::int32_t current() const { return static_cast<std::int32_t>(pages_.size()) - 1; }
  bool approximate() const { return approximate_ || !cached_; }
  std::vector<Page> take() { return std::move(pages_); }

 private:
  void advance();
  void relabel();

  std::vector<Page> pages_;
  Page shape_;
  std::int32_t number_ = 0;
  NumberForm form_ = NumberForm::decimal;
  std::int32_t columns_ = 1, column_ = 0;
  std::int32_t last_position_ = -1;
  std::int32_t body_height_ = 0;
  bool fresh_ = true;
  bool approximate_ = false, cached_ = false;
};

class Body {
 public:
  Body(Header& header, DocumentBuilder& builder, std::int32_t depth_max)
      : header_(header), builder_(builder), depth_max_(depth_max) {}

  /// Appends the blocks of one section.
  void section(const pugi::xml_node& root, std::vector<Block>& out);
  PageCounter& pages() { return pages_; }
  bool too_deep() const { return too_deep_; }

 private:
  struct Paragraph {
    pugi::xml_node node;
    std::string text = {};
    std::vector<Block> done = {};   // pieces before a table, and tables
    std::vector<Block> after = {};  // text boxes, figures, notes
    std::int32_t first_page = 0;
    bool formula_only = true;
    bool classified = false;
    bool top = false;  // in the flow of the section, not in a cell or box: its lines tell pages
  };

  void blocks(const pugi::xml_node& list, std::vector<Block>& out, std::int32_t depth, bool top);
  void paragraph(const pugi::xml_node& node, std::vector<Block>& out, std::int32_t depth, bool top);
  void place(const pugi::xml_node& node);
  void lines(const pugi::xml_node& node, bool first_only);
  void flush(Paragraph& paragraph);
  void classify(const Paragraph& paragraph, Block& block);
  void run(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  void content(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  void words(const pugi::xml_node& node, Paragraph& paragraph);
  void append(Paragraph& paragraph, std::string_view text);
  void control(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  void note(const pugi::xml_node& node, ElementKind kind, std::vector<Block>& out, std::int32_t depth);
  void object(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  void table(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  Table grid(const pugi::xml_node& node, std::vector<Block>& hoisted, std::int32_t depth);
  std::string cell_text(const pugi::xml_node& node, std::vector<Block>& hoisted, std::int32_t depth);
  void drop_all(const pugi::xml_node& node, std::string_view reason);
  bool deeper(std::int32_t depth);

  Header& header_;
  DocumentBuilder& builder_;
  std::int32_t depth_max_;
  PageCounter pages_;
  std::string outline_numbering_ = "1";
  std::set<std::string, std::less<>> deletions_;  // open deleteBegin marks of change tracking
  std::set<std::string, std::less<>> margins_;    // headers and footers already given
  bool too_deep_ = false;
};

/// The characters of a section as XML has them, apart from any mapping.
std::string raw_text(const pugi::xml_node& top);

}  // namespace onggi::parse::hwpx
