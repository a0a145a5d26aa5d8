// Walks BODY of an HWPML document into blocks. The format says nothing about pages: elements have no place.
#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/flow/flow.h"
#include "parse/worker/hwpml/head.h"

namespace onggi::parse::hwpml {

class Body {
 public:
  Body(Head& head, DocumentBuilder& builder, std::int32_t depth_max)
      : head_(head), builder_(builder), depth_max_(depth_max) {}

  /// Appends the blocks of one SECTION.
  void section(const pugi::xml_node& node, std::vector<Block>& out);
  bool too_deep() const { return too_deep_; }
  std::int32_t hidden() const { return hidden_; }

 private:
  struct Paragraph {
    pugi::xml_node node;
    std::string text;
    std::vector<Block> done;   // pieces before a table, and tables
    std::vector<Block> after;  // text boxes, figures, notes
    bool classified = false;
  };

  bool deeper(std::int32_t depth);
  void paragraphs(const pugi::xml_node& list, std::vector<Block>& out, std::int32_t depth);
  void paragraph(const pugi::xml_node& node, std::vector<Block>& out, std::int32_t depth);
  void letters(const pugi::xml_node& node, Paragraph& paragraph);
  void content(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  bool note(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  void number(const pugi::xml_node& node, Paragraph& paragraph);
  void formula(const pugi::xml_node& node, Paragraph& paragraph);
  void object(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  void table(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth);
  void aside(const pugi::xml_node& node, ElementKind kind, std::string_view role, std::vector<Block>& out,
             std::int32_t depth);
  std::string flattened(const pugi::xml_node& node, std::vector<Block>& hoisted, std::int32_t depth);
  void flush(Paragraph& paragraph);
  void classify(const Paragraph& paragraph, Block& block);

  Head& head_;
  DocumentBuilder& builder_;
  std::int32_t depth_max_;
  std::string outline_numbering_ = "1";
  std::set<std::string, std::less<>> margins_;  // headers and footers already given
  std::int32_t hidden_ = 0;
  bool too_deep_ = false;
};

/// The characters of a section as XML has them, apart from any mapping.
std::string raw_text(const pugi::xml_node& top);

}  // namespace onggi::parse::hwpml
