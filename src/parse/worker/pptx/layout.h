// What a slide's shapes take from their layout and master: where a placeholder stands and how its lines are marked
// (ECMA-376 part 1, section 19.3.1). Their texts are never taken: prompts are no content.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "parse/worker/flow/xml.h"

namespace onggi::parse::pptx {

constexpr std::size_t kLevels = 9;

/// A rectangle in EMU, with the way from a group's own coordinates to the slide's.
struct Frame {
  double x = 0, y = 0, width = 0, height = 0;
};
struct Transform {
  double scale_x = 1, scale_y = 1, shift_x = 0, shift_y = 0;
  Frame apply(const Frame& frame) const {
    return {frame.x * scale_x + shift_x, frame.y * scale_y + shift_y, frame.width * scale_x, frame.height * scale_y};
  }
};
/// The frame of an a:xfrm; none where it is missing. A quarter turn changes sides.
std::optional<Frame> frame_of(const pugi::xml_node& xfrm);
/// The transform inside of a group.
Transform inside_group(const Transform& outside, const pugi::xml_node& group);
Box box_of(const Frame& frame);

struct Placeholder {
  std::string type;   // "title", "body" ...; "" is an object of any kind
  std::string index;  // may be empty
};
/// The placeholder that a shape fills; none for shapes of the slide's own.
std::optional<Placeholder> placeholder_of(const pugi::xml_node& shape);

/// How a line begins.
struct Marker {
  bool bullet = false;
  std::string numbering;  // "arabicPeriod" ...; empty without numbers
  std::int32_t start = 1;
};

/// A slide's layout and master. Parts may be missing.
class Layout {
 public:
  Layout() = default;
  Layout(std::shared_ptr<XmlPart> layout, std::shared_ptr<XmlPart> master)
      : layout_(std::move(layout)), master_(std::move(master)) {}

  std::optional<Frame> frame(const Placeholder& placeholder) const;
  /// The marker of a line with properties `line` in a shape's text `body` at an outline level.
  Marker marker(const pugi::xml_node& line, const pugi::xml_node& body, const std::optional<Placeholder>& placeholder,
                std::int32_t level) const;

 private:
  static pugi::xml_node find(const XmlPart* part, const Placeholder& placeholder, bool by_index);

  std::shared_ptr<XmlPart> layout_, master_;  // shared by the slides that use them
};

}  // namespace onggi::parse::pptx
