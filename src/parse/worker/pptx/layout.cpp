// See layout.h.
#include "parse/worker/pptx/layout.h"

#include <cmath>
#include <cstdlib>

namespace onggi::parse::pptx {
namespace {

constexpr double kEmuPerPoint = 12'700;

double number_of(const pugi::xml_node& node, const char* name) {
  const double value = std::strtod(std::string(attribute(node, name)).c_str(), nullptr);
  return std::isfinite(value) && std::fabs(value) < 1e12 ? value : 0;
}

std::string level_name(std::int32_t level) { return "lvl" + std::to_string(level + 1) + "pPr"; }

bool is_title(std::string_view type) { return type == "title" || type == "ctrTitle"; }
bool is_body(std::string_view type) {
  return type.empty() || type == "body" || type == "obj" || type == "subTitle" || type == "tbl" || type == "chart" ||
         type == "dgm" || type == "media" || type == "pic" || type == "clipArt";
}
bool same_role(std::string_view a, std::string_view b) {
  return a == b || (is_title(a) && is_title(b)) || (is_body(a) && is_body(b));
}

// False where the properties say nothing about markers.
bool read_marker(const pugi::xml_node& properties, Marker& marker) {
  for (const pugi::xml_node& node : properties.children()) {
    const std::string_view name = local_name(node);
    if (name == "buNone") return marker = {}, true;
    if (name == "buChar" || name == "buBlip") return marker = {.bullet = true, .numbering = {}}, true;
    if (name == "buAutoNum") {
      marker = {.bullet = false,
                .numbering = std::string(attribute(node, "type")),
                .start = attribute_number(node, "startAt", 1)};
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<Frame> frame_of(const pugi::xml_node& xfrm) {
  const pugi::xml_node offset = child(xfrm, "off"), extent = child(xfrm, "ext");
  if (offset.empty() || extent.empty()) return std::nullopt;
  Frame frame{number_of(offset, "x"), number_of(offset, "y"), number_of(extent, "cx"), number_of(extent, "cy")};
  constexpr double kUnitsPerDegree = 60'000;
  const double degrees = std::fmod(std::fabs(number_of(xfrm, "rot")) / kUnitsPerDegree, 180);
  if (degrees > 45 && degrees < 135) {
    const double center_x = frame.x + frame.width / 2, center_y = frame.y + frame.height / 2;
    frame = {center_x - frame.height / 2, center_y - frame.width / 2, frame.height, frame.width};
  }
  return frame;
}

Transform inside_group(const Transform& outside, const pugi::xml_node& group) {
  const pugi::xml_node xfrm = child(child(group, "grpSpPr"), "xfrm");
  const pugi::xml_node offset = child(xfrm, "chOff"), extent = child(xfrm, "chExt");
  const auto frame = frame_of(xfrm);
  if (!frame || offset.empty() || extent.empty()) return outside;
  const double width = number_of(extent, "cx"), height = number_of(extent, "cy");
  const double scale_x = width > 0 ? frame->width / width : 1, scale_y = height > 0 ? frame->height / height : 1;
  Transform inside;
  inside.scale_x = outside.scale_x * scale_x;
  inside.scale_y = outside.scale_y * scale_y;
  inside.shift_x = outside.scale_x * (frame->x - number_of(offset, "x") * scale_x) + outside.shift_x;
  inside.shift_y = outside.scale_y * (frame->y - number_of(offset, "y") * scale_y) + outside.shift_y;
  return inside;
}

Box box_of(const Frame& frame) {
  const double x1 = frame.x + std::fmax(frame.width, 0), y1 = frame.y + std::fmax(frame.height, 0);
  const auto points = [](double emu) { return std::round(emu / kEmuPerPoint * 100) / 100; };
  return {points(frame.x), points(frame.y), points(x1), points(y1)};
}

std::optional<Placeholder> placeholder_of(const pugi::xml_node& shape) {
  for (const pugi::xml_node& node : shape.children()) {
    const pugi::xml_node found = child(child(node, "nvPr"), "ph");
    if (found.empty()) continue;
    return Placeholder{std::string(attribute(found, "type")), std::string(attribute(found, "idx"))};
  }
  return std::nullopt;
}

pugi::xml_node Layout::find(const XmlPart* part, const Placeholder& placeholder, bool by_index) {
  if (part == nullptr) return {};
  pugi::xml_node same_type;
  for (const pugi::xml_node& shape : child(child(part->root(), "cSld"), "spTree").children()) {
    const auto other = placeholder_of(shape);
    if (!other) continue;
    if (by_index && !placeholder.index.empty() && other->index == placeholder.index) return shape;
    if (same_type.empty() && same_role(other->type, placeholder.type)) same_type = shape;
  }
  return by_index && !placeholder.index.empty() && is_body(placeholder.type) ? pugi::xml_node() : same_type;
}

std::optional<Frame> Layout::frame(const Placeholder& placeholder) const {
  for (const bool upper : {false, true}) {
    const pugi::xml_node shape = find(upper ? master_.get() : layout_.get(), placeholder, !upper);
    if (const auto frame = frame_of(child(child(shape, "spPr"), "xfrm"))) return frame;
  }
  return std::nullopt;
}

Marker Layout::marker(const pugi::xml_node& line, const pugi::xml_node& body,
                      const std::optional<Placeholder>& placeholder, std::int32_t level) const {
  Marker marker;
  const std::string name = level_name(level);
  const auto of_body = [&](const pugi::xml_node& text) {
    return read_marker(child(child(text, "lstStyle"), name), marker);
  };
  if (read_marker(line, marker) || of_body(body)) return marker;
  if (placeholder) {
    if (of_body(child(find(layout_.get(), *placeholder, true), "txBody"))) return marker;
    if (of_body(child(find(master_.get(), *placeholder, false), "txBody"))) return marker;
  }
  if (master_ == nullptr) return marker;
  const char* style = !placeholder                  ? "otherStyle"
                      : is_title(placeholder->type) ? "titleStyle"
                      : is_body(placeholder->type)  ? "bodyStyle"
                                                    : "otherStyle";
  read_marker(child(child(child(master_->root(), "txStyles"), style), name), marker);
  return marker;
}

}  // namespace onggi::parse::pptx
