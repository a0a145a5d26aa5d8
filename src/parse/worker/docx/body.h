// Walks the flow of a DOCX story (body, note, header, text box) into blocks, counting pages on its way.
#pragma once

#include <cstdint>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/docx/numbering.h"
#include "parse/worker/docx/styles.h"
#include "parse/worker/flow/flow.h"
#include "parse/worker/ooxml/office_package.h"

namespace onggi::parse::docx {

/// What the body refers to.
struct Parts {
  Styles styles;
  Numbering numbering;
  using Notes = std::map<std::string, pugi::xml_node, std::less<>>;  // by id
  Notes footnotes, endnotes, comments;
  // What each story's part points at; a note's pictures hang on its own part.
  ooxml::Relations main_relations, footnote_relations, endnote_relations, comment_relations;
};

/// Pages as far as a DOCX tells: explicit breaks, section breaks, and the breaks Word drew when it last saved.
class PageCounter {
 public:
  void begin(const std::vector<pugi::xml_node>& sections);
  std::int32_t page() const { return static_cast<std::int32_t>(pages_.size()) - 1; }
  void explicit_break();
  void rendered_break();
  void end_section();  // the paragraph that carries a section's properties has ended
  void text() { fresh_ = false; }
  /// Side by side cells cross the same page border: each begins where the row began.
  void back_to(std::int32_t page) { current_ = page; }
  std::int32_t current() const { return current_; }
  bool any() const { return any_; }
  bool approximate() const { return approximate_; }
  std::vector<Page> take() { return std::move(pages_); }

 private:
  void advance();
  void apply_section();

  std::vector<pugi::xml_node> sections_;
  std::size_t section_ = 0;
  std::vector<Page> pages_;
  std::int32_t current_ = 0;
  std::int32_t next_number_ = 1;
  Page shape_;
  bool fresh_ = true;  // nothing printed on this page yet
  bool any_ = false, approximate_ = false;
  bool just_broken_ = false;  // by an explicit break: Word notes the same border again as a rendered one
};

class Body {
 public:
  /// `relations` are those of the part that holds the story.
  Body(Parts& parts, const ooxml::Relations& relations, DocumentBuilder& builder, std::int32_t depth_max)
      : parts_(parts), relations_(&relations), builder_(builder), depth_max_(depth_max) {}

  /// Blocks of a story, in reading order.
  std::vector<Block> read(const pugi::xml_node& story);
  PageCounter& pages() { return pages_; }
  bool too_deep() const { return too_deep_; }
  /// Notes nobody refers to were left out: their text, for the account.
  void drop_unreferenced_notes();
  /// Comments nobody refers to, as blocks.
  std::vector<Block> unreferenced_comments();

 private:
  struct Paragraph {
    std::string text;
    std::string hidden_text;   // of runs that are not shown
    std::string plain, latex;  // formulas alone, in both forms; in `text` they stand between dollar signs
    std::int64_t plain_added = 0, latex_added = 0;
    std::vector<Block> after;  // text boxes, figures, notes: they follow the paragraph that holds them
    std::int32_t first_page = 0;
    bool formula_only = true;
    bool hidden = false;  // its style hides what does not say otherwise
  };
  struct TableState;

  void blocks(const pugi::xml_node& parent, std::vector<Block>& out, std::int32_t depth);
  void paragraph(const pugi::xml_node& node, std::vector<Block>& out, std::int32_t depth);
  void classify(const pugi::xml_node& properties, Block& block);
  std::string marker(const pugi::xml_node& properties, const Style& style, std::int32_t& level);
  void inlines(const pugi::xml_node& parent, Paragraph& paragraph, std::int32_t depth);
  bool is_hidden(const pugi::xml_node& run, const Paragraph& paragraph) const;
  void inline_node(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  bool inline_mark(const pugi::xml_node& node, std::string_view name, Paragraph& paragraph);
  void append(Paragraph& paragraph, std::string_view text);
  void hidden_run(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  void formula(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  void finish_text(Paragraph& paragraph, Block& block);
  void note(const pugi::xml_node& reference, bool foot, Paragraph& paragraph, std::int32_t depth);
  void comment(std::string_view id, std::vector<Block>& out, std::int32_t depth);
  std::string note_text(const pugi::xml_node& node, const ooxml::Relations& relations, std::vector<Block>& after,
                        std::int32_t depth);
  void graphic(const pugi::xml_node& node, std::string_view name, Paragraph& paragraph);
  void attach(Paragraph& paragraph, Attached attached, std::string_view relation, std::string_view text);
  void shapes(const pugi::xml_node& parent, Paragraph& paragraph, std::int32_t depth);
  void drawing_text(const pugi::xml_node& body, Paragraph& paragraph);
  void alternate(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth, bool in_shape);
  void table(const pugi::xml_node& node, std::vector<Block>& out, std::int32_t depth);
  void rows(const pugi::xml_node& parent, TableState& state, std::int32_t depth);
  void row(const pugi::xml_node& node, TableState& state, std::int32_t depth);
  void cells(const pugi::xml_node& parent, TableState& state, std::int32_t depth);
  void cell(const pugi::xml_node& node, TableState& state, std::int32_t depth);
  void formula_to_words(Block& block);
  void drop_all(const pugi::xml_node& node, std::string_view reason);
  bool deeper(std::int32_t depth);

  Parts& parts_;
  const ooxml::Relations* relations_;  // of the story being read
  DocumentBuilder& builder_;
  std::int32_t depth_max_;
  PageCounter pages_;
  std::set<std::string, std::less<>> seen_footnotes_, seen_endnotes_, seen_comments_;
  bool too_deep_ = false;
};

/// Whether a block becomes text of the cell or note that holds it; notes, comments, pictures and charts stand apart.
bool stays_inside(const Block& block);

/// The characters of a story as XML has them, apart from any mapping: text runs, deleted runs, symbols.
std::string raw_text(const pugi::xml_node& top);

}  // namespace onggi::parse::docx
