// From an HTML tree to elements.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/html/html_tree.h"

namespace onggi::parse {

/// Walks a subtree and adds its elements. Blocks are elements, inline markup is flattened, what is no content (scripts,
/// navigation, forms, hidden parts) is dropped under its reason; with Content::all navigation and buttons stay.
class HtmlWalker {
 public:
  HtmlWalker(const HtmlTree& tree, DocumentBuilder& builder, std::int32_t depth_max, Content content = Content::main)
      : tree_(tree), builder_(builder), depth_max_(depth_max), content_(content) {}

  /// All of a subtree's children.
  void walk(const GumboNode* root);

 private:
  struct Block {
    ElementKind kind = ElementKind::paragraph;
    std::int32_t level = 0;
  };

  void visit(const GumboNode* node);
  void visit_children(const GumboNode* node);
  void visit_element(const GumboNode* node);
  void visit_block(const GumboNode* node, Block block);
  void visit_list(const GumboNode* node);
  void visit_item(const GumboNode* node);
  void visit_heading(const GumboNode* node, std::int32_t level);
  void visit_pre(const GumboNode* node);
  void visit_image(const GumboNode* node);
  void visit_table(const GumboNode* node);
  void add_rows(const GumboNode* section, bool header, TableGrid& grid);
  void add_cell(const GumboNode* cell, bool header, TableGrid& grid);
  /// The text of a subtree on its own lines; dropped parts are accounted.
  std::string flat(const GumboNode* root);
  /// Accounts for a part that is no content; true when `node` is one.
  bool dropped(const GumboNode* node);
  void flush();

  const HtmlTree& tree_;
  DocumentBuilder& builder_;
  std::int32_t depth_max_;
  Content content_;
  std::int32_t depth_ = 0;
  std::int32_t list_level_ = 0;
  std::int32_t in_content_ = 0;  // inside of <main>, <article> or a section: a <header> there is content
  Block block_;
  std::string item_marker_;           // of the list item that is open: "3. "
  std::string pending_;               // inline text of the current block
  std::vector<std::string> figures_;  // alternative texts met inside of it
  bool flattened_ = false;
};

}  // namespace onggi::parse
