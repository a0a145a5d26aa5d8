// See shapes.h.
#include "parse/worker/pptx/shapes.h"

#include <algorithm>

#include "parse/worker/ooxml/drawing_text.h"

namespace onggi::parse::pptx {
namespace {

// Cutting looks at every pair of neighbours again for each cut: slides have tens of shapes, hostile ones any number.
constexpr std::size_t kCutMax = 400;

struct Cut {
  double gap = -1, at = 0;
};

// The widest strip that no shape touches along one axis.
Cut widest(std::span<const Shape> shapes, bool vertical) {
  std::vector<std::pair<double, double>> sides;
  for (const Shape& shape : shapes) {
    const Frame& frame = *shape.frame;
    sides.emplace_back(vertical ? frame.y : frame.x, vertical ? frame.y + frame.height : frame.x + frame.width);
  }
  std::ranges::sort(sides);
  Cut cut;
  double end = sides.front().second;
  for (const auto& [begin, until] : sides) {
    if (begin - end > cut.gap && begin >= end) cut = {begin - end, (begin + end) / 2};
    end = std::max(end, until);
  }
  return cut;
}

bool above_or_left(const Shape& a, const Shape& b) {
  return a.frame->y != b.frame->y ? a.frame->y < b.frame->y : a.frame->x < b.frame->x;
}

void cut_and_sort(std::span<Shape> shapes) {
  while (shapes.size() > 1) {
    const Cut rows = widest(shapes, true), columns = widest(shapes, false);
    if (rows.gap < 0 && columns.gap < 0) break;
    const bool by_row = rows.gap >= columns.gap;
    const auto before = [&](const Shape& shape) {
      return by_row ? shape.frame->y < rows.at : shape.frame->x < columns.at;
    };
    const auto middle = std::stable_partition(shapes.begin(), shapes.end(), before);
    const auto count = static_cast<std::size_t>(middle - shapes.begin());
    if (count == 0 || count == shapes.size()) break;
    cut_and_sort(shapes.first(count));
    shapes = shapes.subspan(count);
  }
  std::ranges::stable_sort(shapes, above_or_left);
}

pugi::xml_node transform_of(const pugi::xml_node& node) {
  const pugi::xml_node own = child(node, "xfrm");  // of a graphic frame
  return own.empty() ? child(child(node, "spPr"), "xfrm") : own;
}

class Collector {
 public:
  Collector(const Layout& layout, DocumentBuilder& builder, std::int32_t depth_max)
      : layout_(layout), builder_(builder), depth_max_(depth_max) {}

  Result<void> collect(const pugi::xml_node& tree, const Transform& transform, std::vector<Shape>& shapes,
                       std::int32_t depth) {
    if (depth > depth_max_) return fail(ErrorCode::limit_exceeded, "shapes nest deeper than depth_max", "depth_max");
    for (const pugi::xml_node& node : tree.children()) {
      const std::string_view name = local_name(node);
      if (name == "AlternateContent") {
        const auto chosen = ooxml::chosen_alternative(node);
        for (const pugi::xml_node& other : node.children()) {
          if (other != chosen) builder_.drop("duplicate_fallback", ooxml::raw_drawing_text(other));
        }
        ONGGI_CHECK(collect(chosen, transform, shapes, depth + 1));
      } else if (name == "grpSp") {
        Shape group{.node = node, .placeholder = {}, .frame = {}, .inside = {}};
        if (const auto frame = frame_of(child(child(node, "grpSpPr"), "xfrm"))) group.frame = transform.apply(*frame);
        ONGGI_CHECK(collect(node, inside_group(transform, node), group.inside, depth + 1));
        sort_by_position(group.inside);
        shapes.push_back(std::move(group));
      } else if (name == "sp" || name == "pic" || name == "graphicFrame" || name == "cxnSp") {
        shapes.push_back(shape(node, transform));
      }
    }
    return {};
  }

 private:
  Shape shape(const pugi::xml_node& node, const Transform& transform) const {
    Shape shape{.node = node, .placeholder = placeholder_of(node), .frame = {}, .inside = {}};
    if (const auto own = frame_of(transform_of(node))) {
      shape.frame = transform.apply(*own);
    } else if (shape.placeholder) {
      shape.frame = layout_.frame(*shape.placeholder);
    }
    return shape;
  }

  const Layout& layout_;
  DocumentBuilder& builder_;
  std::int32_t depth_max_;
};

}  // namespace

bool is_title(const Shape& shape) {
  return shape.placeholder && (shape.placeholder->type == "title" || shape.placeholder->type == "ctrTitle");
}

bool is_margin(const Shape& shape) {
  if (!shape.placeholder) return false;
  const std::string_view type = shape.placeholder->type;
  return type == "dt" || type == "ftr" || type == "sldNum" || type == "hdr";
}

void sort_by_position(std::vector<Shape>& shapes) {
  // A shape without a place takes that of the one before it.
  Frame last;
  std::vector<bool> placed;
  for (Shape& shape : shapes) {
    placed.push_back(shape.frame.has_value());
    if (!shape.frame) shape.frame = last;
    last = *shape.frame;
  }
  if (std::ranges::find(placed, true) == placed.end()) {
    for (Shape& shape : shapes) shape.frame.reset();
    return;
  }
  if (shapes.size() <= kCutMax) {
    cut_and_sort(shapes);
  } else {
    std::ranges::stable_sort(shapes, above_or_left);
  }
}

Result<std::vector<Shape>> shapes_of(const pugi::xml_node& tree, const Layout& layout, DocumentBuilder& builder,
                                     std::int32_t depth_max) {
  std::vector<Shape> shapes;
  ONGGI_CHECK(Collector(layout, builder, depth_max).collect(tree, {}, shapes, 0));
  std::vector<Shape> titles, body, margins;
  for (Shape& shape : shapes)
    (is_title(shape) ? titles : is_margin(shape) ? margins : body).push_back(std::move(shape));
  sort_by_position(body);
  std::ranges::move(body, std::back_inserter(titles));
  std::ranges::move(margins, std::back_inserter(titles));
  return titles;
}

}  // namespace onggi::parse::pptx
