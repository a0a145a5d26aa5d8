// XML of office packages through pugixml, matched on local names: OWPML's namespaces change with the year, OOXML's with
// "strict".
//
// pugixml knows no DTD: external entities are never followed and internal ones never expanded (they stay as text). Its
// parser uses no recursion, so deep nesting is harmless until somebody walks it: our walkers count their depth.
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::parse {

/// One parsed part. `cut_off`: the text ended or broke in the middle; what came before is there.
struct XmlPart {
  std::string bytes;  // the tree points into it
  pugi::xml_document document;
  bool cut_off = false;
  pugi::xml_node root() const { return document.document_element(); }
};

/// Errors: bad_input "broken" when there is no element at all.
Result<std::unique_ptr<XmlPart>> parse_xml(std::string bytes);

std::string_view local_name(const pugi::xml_node& node);
/// First child with that local name; none: an empty node.
pugi::xml_node child(const pugi::xml_node& node, std::string_view name);
/// Value of an attribute by local name; none: empty.
std::string_view attribute(const pugi::xml_node& node, std::string_view name);
bool has_attribute(const pugi::xml_node& node, std::string_view name);
/// As a number; `otherwise` when missing or no number.
std::int32_t attribute_number(const pugi::xml_node& node, std::string_view name, std::int32_t otherwise);
/// OOXML's on/off properties: <w:b/> and <w:b w:val="1"/> are on, "0", "false" and "off" are off.
bool is_on(const pugi::xml_node& property);

/// The node after `node` in document order inside of `top`; does not recurse. Empty at the end.
pugi::xml_node next_in_order(pugi::xml_node node, const pugi::xml_node& top);
/// As above, leaving out what lies below `node`.
pugi::xml_node next_after(pugi::xml_node node, const pugi::xml_node& top);
/// The text directly inside of an element.
std::string direct_text(const pugi::xml_node& node);

}  // namespace onggi::parse
