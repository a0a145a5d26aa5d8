// Styles of a DOCX; see styles.h.
#include "parse/worker/docx/styles.h"

#include "parse/worker/flow/xml.h"
#include "text/text.h"

namespace onggi::parse::docx {
namespace {

constexpr int kBasedOnMax = 20;  // Word itself stops at 11; loops exist in broken files

void apply_name(Style& style, std::string_view name) {
  const std::string folded = fold(name);
  if (folded == "title" || folded == "제목") style.role = Role::title;
  if (folded == "caption" || folded == "캡션") style.role = Role::caption;
  if (folded == "html preformatted" || folded == "source code" || folded == "code" || folded == "plain text")
    style.role = Role::code;
  if (const std::int32_t level = heading_level_of_name(folded); level > 0) {
    style.role = Role::heading;
    style.level = level;
  }
}

void apply_paragraph_properties(Style& style, const pugi::xml_node& properties) {
  if (const auto outline = child(properties, "outlineLvl")) {
    const std::int32_t level = attribute_number(outline, "val", 9) + 1;
    if (level >= 1 && level <= 9) style.role = Role::heading, style.level = level;
    if (level > 9 && style.role == Role::heading) style.role = Role::none;
  }
  if (const auto numbering = child(properties, "numPr")) {
    if (const auto id = child(numbering, "numId")) style.numbering = std::string(attribute(id, "val"));
    style.numbering_level = attribute_number(child(numbering, "ilvl"), "val", style.numbering_level);
  }
  if (const auto page_break = child(properties, "pageBreakBefore")) style.page_break_before = is_on(page_break);
}

bool has_first_row(const pugi::xml_node& node) {
  for (const pugi::xml_node& part : node.children()) {
    if (local_name(part) == "tblStylePr" && attribute(part, "type") == "firstRow" && !part.first_child().empty())
      return true;
  }
  return false;
}

void apply(Style& style, const pugi::xml_node& node) {
  apply_name(style, attribute(child(node, "name"), "val"));
  apply_paragraph_properties(style, child(node, "pPr"));
  if (const auto vanish = child(child(node, "rPr"), "vanish")) style.hidden = is_on(vanish);
  style.first_row_differs = style.first_row_differs || has_first_row(node);
}

}  // namespace

std::int32_t heading_level_of_name(std::string_view name) {
  for (const std::string_view prefix : {"heading ", "제목 "}) {
    if (name.size() == prefix.size() + 1 && name.starts_with(prefix) && name.back() >= '1' && name.back() <= '9')
      return name.back() - '0';
  }
  return 0;
}

Styles::Styles(const pugi::xml_node& root) {
  std::map<std::string, pugi::xml_node, std::less<>> nodes;
  for (const pugi::xml_node& node : root.children()) {
    if (local_name(node) != "style") continue;
    const std::string id(attribute(node, "styleId"));
    nodes.emplace(id, node);
    if (attribute(node, "type") == "paragraph" && attribute(node, "default") == "1") default_paragraph_ = id;
  }
  for (const auto& [id, node] : nodes) {
    std::vector<pugi::xml_node> chain = {node};  // from the style up to its root, then applied downwards
    while (chain.size() < kBasedOnMax) {
      const auto above = nodes.find(attribute(child(chain.back(), "basedOn"), "val"));
      if (above == nodes.end()) break;
      chain.push_back(above->second);
    }
    Style style;
    for (auto step = chain.rbegin(); step != chain.rend(); ++step) apply(style, *step);
    styles_.emplace(id, style);
  }
}

const Style& Styles::find(std::string_view id) const {
  static const Style kNone;
  const auto found = styles_.find(id);
  return found == styles_.end() ? kNone : found->second;
}

}  // namespace onggi::parse::docx
