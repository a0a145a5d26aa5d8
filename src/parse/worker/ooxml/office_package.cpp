// Parts and relationships; see office_package.h.
#include "parse/worker/ooxml/office_package.h"

namespace onggi::parse::ooxml {
namespace {

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash + 1));
}

// A target is relative to the folder of its source unless it starts with "/"; "../" goes up.
std::string resolve(std::string_view source, std::string target) {
  if (target.starts_with('/')) return target.substr(1);
  std::string folder = folder_of(source);
  while (target.starts_with("../")) {
    target.erase(0, 3);
    if (!folder.empty()) folder.pop_back();
    folder = folder_of(folder);
  }
  return folder + target;
}

bool is_fatal(const Error& error) {
  const bool missing = error.code == ErrorCode::not_found;
  const bool broken = error.code == ErrorCode::bad_input && error.reason != "password_required";
  return !missing && !broken;
}

}  // namespace

Result<std::string> OfficePackage::main_part(std::string_view otherwise) {
  ONGGI_TRY(const Relations top, relations(""));
  for (const auto& [id, relation] : top) {
    if (relation.type == "officeDocument" && !relation.external && has(relation.target)) return relation.target;
  }
  return std::string(otherwise);
}

Result<Relations> OfficePackage::relations(const std::string& source) {
  const std::string folder = folder_of(source);
  const std::string name = folder + "_rels/" + source.substr(folder.size()) + ".rels";
  Relations found;
  if (!has(name)) return found;
  ONGGI_TRY(const auto part, open_side(name));
  if (!part) return found;
  for (const pugi::xml_node& node : part->root().children()) {
    const std::string_view type = attribute(node, "Type");
    Relation relation{.type = std::string(type.substr(type.rfind('/') + 1)),
                      .target = std::string(attribute(node, "Target")),
                      .external = attribute(node, "TargetMode") == "External"};
    if (!relation.external) relation.target = resolve(source, std::move(relation.target));
    found.emplace(attribute(node, "Id"), std::move(relation));
  }
  return found;
}

Result<std::unique_ptr<XmlPart>> OfficePackage::open(std::string_view name) {
  ONGGI_TRY(std::string bytes, package_.read(name));
  return tree_of(std::move(bytes));
}

Result<std::unique_ptr<XmlPart>> OfficePackage::tree_of(std::string bytes) {
  ONGGI_TRY(auto part, parse_xml(std::move(bytes)));
  if (part->cut_off) builder_.warn("truncated", "a part of the package is cut off: what came before was read");
  return part;
}

Result<std::unique_ptr<XmlPart>> OfficePackage::open_side(std::string_view name) {
  auto part = open(name);
  if (part || is_fatal(part.error())) return part;
  builder_.warn("part_unreadable", "a side part of the package is broken or missing and was left out");
  return std::unique_ptr<XmlPart>();
}

Result<std::string> OfficePackage::read_side(std::string_view name) {
  auto bytes = package_.read(name);
  if (bytes || is_fatal(bytes.error())) return bytes;
  builder_.warn("part_unreadable", "a side part of the package is broken or missing and was left out");
  return std::string();
}

std::string part_of_kind(const Relations& relations, std::string_view kind) {
  for (const auto& [id, relation] : relations) {
    if (relation.type == kind && !relation.external) return relation.target;
  }
  return {};
}

std::string target_of(const Relations& relations, std::string_view id) {
  const auto found = relations.find(id);
  return found == relations.end() || found->second.external ? std::string() : found->second.target;
}

}  // namespace onggi::parse::ooxml
