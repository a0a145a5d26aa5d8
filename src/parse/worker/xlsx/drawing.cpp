// See drawing.h.
#include "parse/worker/xlsx/drawing.h"

#include "parse/worker/flow/xml.h"
#include "parse/worker/ooxml/drawing_text.h"
#include "parse/worker/ooxml/graphic.h"

namespace onggi::parse::xlsx {

using ooxml::OfficePackage;
using ooxml::PageWriter;

Result<Drawing> Drawing::open(OfficePackage& package, const std::string& part, DocumentBuilder& builder) {
  Drawing drawing;
  if (!package.has(part)) return drawing;
  ONGGI_TRY(drawing.part_, package.open_side(part));
  if (!drawing.part_) return drawing;
  ONGGI_TRY(drawing.relations_, package.relations(part));
  builder.count_in(ooxml::raw_drawing_text(drawing.part_->root()));
  for (const pugi::xml_node& anchor : drawing.part_->root().children()) {
    const pugi::xml_node from = child(anchor, "from");
    const auto number = [&](const char* name) {
      return static_cast<std::int32_t>(std::strtol(direct_text(child(from, name)).c_str(), nullptr, 10));
    };
    if (local_name(anchor).ends_with("Anchor") || local_name(anchor) == "AlternateContent")
      drawing.objects_.push_back({number("row"), number("col"), anchor});
  }
  return drawing;
}

Result<void> Drawing::write(const Anchored& object, OfficePackage& package, PageWriter& page) const {
  return shape(object.node, 0, package, page);
}

Result<void> Drawing::shapes(const pugi::xml_node& parent, std::int32_t depth, OfficePackage& package,
                             PageWriter& page) const {
  for (const pugi::xml_node& node : parent.children()) ONGGI_CHECK(shape(node, depth, package, page));
  return {};
}

Result<void> Drawing::shape(const pugi::xml_node& node, std::int32_t depth, OfficePackage& package,
                            PageWriter& page) const {
  if (depth > page.context().limits.depth_max)
    return fail(ErrorCode::limit_exceeded, "shapes nest deeper than depth_max", "depth_max");
  const std::string_view name = local_name(node);
  if (name == "AlternateContent") {
    const auto chosen = ooxml::chosen_alternative(node);
    for (const pugi::xml_node& other : node.children()) {
      if (other != chosen) page.builder().drop("duplicate_fallback", ooxml::raw_drawing_text(other));
    }
    return shapes(chosen, depth + 1, package, page);
  }
  if (name == "grpSp" || name.ends_with("Anchor")) return shapes(node, depth + 1, package, page);
  if (name == "pic") return picture(node, package, page);
  if (name == "graphicFrame") return ooxml::write_graphic(child(node, "graphic"), relations_, package, page, {});
  if (name != "sp" && name != "cxnSp") return {};
  const auto lines = ooxml::read_text_body(child(node, "txBody"), page.context().limits.depth_max, page.builder());
  page.add(ElementKind::paragraph, ooxml::joined(lines), {.role = "text_box"});
  return {};
}

Result<void> Drawing::picture(const pugi::xml_node& node, OfficePackage& package, PageWriter& page) const {
  const std::string part = ooxml::target_of(relations_, ooxml::picture_relation(node));
  std::string bytes;
  if (package.has(part)) {
    ONGGI_TRY(bytes, package.read_side(part));
  }
  page.add_picture(bytes, ooxml::alternative_text(child(child(node, "nvPicPr"), "cNvPr")));
  return {};
}

}  // namespace onggi::parse::xlsx
