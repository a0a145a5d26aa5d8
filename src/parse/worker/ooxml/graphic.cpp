// See graphic.h.
#include "parse/worker/ooxml/graphic.h"

#include "parse/worker/flow/xml.h"

namespace onggi::parse::ooxml {
namespace {

Result<void> write_chart(const std::string& part, OfficePackage& package, PageWriter& page, Added how) {
  ONGGI_TRY(const auto xml, package.open_side(part));
  if (!xml) return {};
  how.role = "chart";
  Chart chart = read_chart(xml->root(), page.builder());
  page.add(ElementKind::caption, chart.title, how);
  if (!chart.table.cells.empty()) page.add_table(std::move(chart.table), how);
  page.add(ElementKind::paragraph, chart.notes, how);
  return {};
}

Result<void> write_diagram(const std::string& part, OfficePackage& package, PageWriter& page, const Added& how) {
  ONGGI_TRY(const auto xml, package.open_side(part));
  if (!xml) return {};
  const std::int32_t depth = page.context().limits.depth_max;
  for (const std::string& text : read_diagram(xml->root(), depth, page.builder()))
    page.add(ElementKind::paragraph, text, how);
  return {};
}

}  // namespace

Result<void> write_graphic(const pugi::xml_node& graphic, const Relations& relations, OfficePackage& package,
                           PageWriter& page, const Added& how) {
  for (const pugi::xml_node& node : child(graphic, "graphicData").children()) {
    const std::string_view name = local_name(node);
    if (name == "chart") {
      const std::string part = target_of(relations, attribute(node, "id"));
      if (package.has(part)) ONGGI_CHECK(write_chart(part, package, page, how));
    } else if (name == "relIds") {
      const std::string part = target_of(relations, attribute(node, "dm"));
      if (package.has(part)) ONGGI_CHECK(write_diagram(part, package, page, how));
    }
  }
  return {};
}

std::string alternative_text(const pugi::xml_node& properties) {
  const std::string_view description = attribute(properties, "descr");
  return std::string(description.empty() ? attribute(properties, "title") : description);
}

std::string picture_relation(const pugi::xml_node& node) {
  for (auto below = next_in_order(node, node); !below.empty(); below = next_in_order(below, node)) {
    const std::string_view name = local_name(below);
    if (name == "blip" && has_attribute(below, "embed")) return std::string(attribute(below, "embed"));
    if (name == "imagedata" && has_attribute(below, "id")) return std::string(attribute(below, "id"));
  }
  return {};
}

}  // namespace onggi::parse::ooxml
