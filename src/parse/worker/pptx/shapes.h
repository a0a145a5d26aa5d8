// The shapes of a slide in reading order.
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <span>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/pptx/layout.h"

namespace onggi::parse::pptx {

struct Shape {
  pugi::xml_node node;  // sp, pic, graphicFrame; of a group: its node
  std::optional<Placeholder> placeholder;
  std::optional<Frame> frame;  // on the slide; none where nothing says it
  std::vector<Shape> inside;   // of a group, in reading order
};

/// Shapes of a tree (p:spTree): the title first, margins (date, footer, number) last, the others by where they stand.
/// Fallbacks of what is taken are dropped. Errors: limit_exceeded "depth_max".
Result<std::vector<Shape>> shapes_of(const pugi::xml_node& tree, const Layout& layout, DocumentBuilder& builder,
                                     std::int32_t depth_max);

/// Reading order by position: cuts the plane along the widest empty strip, again and again, so that what stands close
/// together is read together; columns and rows fall out by themselves. Shapes without a place keep their turn.
void sort_by_position(std::vector<Shape>& shapes);

bool is_title(const Shape& shape);
/// Date, footer, slide number, header.
bool is_margin(const Shape& shape);

}  // namespace onggi::parse::pptx
