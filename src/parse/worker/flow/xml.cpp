// Small XML helpers; see xml.h.
#include "parse/worker/flow/xml.h"

#include <charconv>
#include <new>

#include "text/text.h"

namespace onggi::parse {
namespace {

std::string_view after_colon(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_attribute find_attribute(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& candidate : node.attributes()) {
    if (after_colon(candidate.name()) == name) return candidate;
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<XmlPart>> parse_xml(std::string bytes) {
  auto part = std::make_unique<XmlPart>();
  const bool utf16 = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  part->bytes = utf16 || is_valid_utf8(bytes) ? std::move(bytes) : repair_utf8(bytes);
  part->bytes += '\n';  // pugixml parses in place and takes the last byte of a text that is cut off
  // White space between elements is kept: "<t> </t>" is a space that people typed.
  const auto parsed = part->document.load_buffer_inplace(part->bytes.data(), part->bytes.size(),
                                                         pugi::parse_default | pugi::parse_ws_pcdata);
  if (parsed.status == pugi::status_out_of_memory)
    throw std::bad_alloc();  // answered as memory_bytes_max by the dispatcher
  part->cut_off = !parsed;
  if (part->root().empty()) return fail(ErrorCode::bad_input, "a part of the package is no XML", "broken");
  return part;
}

std::string_view local_name(const pugi::xml_node& node) { return after_colon(node.name()); }

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& candidate : node.children()) {
    if (local_name(candidate) == name) return candidate;
  }
  return {};
}

std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
  return find_attribute(node, name).value();
}

bool has_attribute(const pugi::xml_node& node, std::string_view name) { return !find_attribute(node, name).empty(); }

std::int32_t attribute_number(const pugi::xml_node& node, std::string_view name, std::int32_t otherwise) {
  const std::string_view text = attribute(node, name);
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end != text.data() ? value : otherwise;
}

bool is_on(const pugi::xml_node& property) {
  if (property.empty()) return false;
  const std::string_view value = attribute(property, "val");
  return value != "0" && value != "false" && value != "off" && value != "none";
}

pugi::xml_node next_after(pugi::xml_node node, const pugi::xml_node& top) {
  while (!node.empty() && node != top) {
    if (const pugi::xml_node next = node.next_sibling(); !next.empty()) return next;
    node = node.parent();
  }
  return {};
}

pugi::xml_node next_in_order(pugi::xml_node node, const pugi::xml_node& top) {
  const pugi::xml_node below = node.first_child();
  return below.empty() ? next_after(node, top) : below;
}

std::string direct_text(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& piece : node.children()) {
    if (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata) text += piece.value();
  }
  return text;
}

}  // namespace onggi::parse
