// See slide_writer.h. Element names: ECMA-376 part 1, sections 19.3 and 21.1.
#include "parse/worker/pptx/slide_writer.h"

#include <algorithm>

#include "parse/worker/flow/flow.h"
#include "parse/worker/ooxml/graphic.h"

namespace onggi::parse::pptx {
namespace {

using ooxml::Added;
using ooxml::TextLine;

// Counts automatically numbered lines: deeper levels begin anew, another kind of line at a level ends its count.
class Numbers {
 public:
  std::int32_t next(const Marker& marker, std::int32_t level) {
    for (std::size_t deeper = static_cast<std::size_t>(level) + 1; deeper < kLevels; ++deeper) counts_[deeper] = {};
    Count& count = counts_[static_cast<std::size_t>(level)];
    if (marker.numbering.empty()) return count = {}, 0;
    if (count.type != marker.numbering || count.start != marker.start) count = {marker.numbering, marker.start, 0};
    return marker.start + count.used++;
  }

 private:
  struct Count {
    std::string type;
    std::int32_t start = 0, used = 0;
  };
  std::array<Count, kLevels> counts_;
};

bool is_on_value(std::string_view value) { return value == "1" || value == "true"; }

bool says_something(const TextLine& line) { return count_visible(line.text) > 0; }

// The first node of a name below another; OLE objects lie in alternatives of different depth.
pugi::xml_node below(const pugi::xml_node& top, std::string_view name) {
  for (auto node = next_in_order(top, top); !node.empty(); node = next_in_order(node, top)) {
    if (local_name(node) == name) return node;
  }
  return {};
}

}  // namespace

std::string number_marker(std::string_view type, std::int32_t number) {
  NumberForm form = NumberForm::decimal;
  if (type.starts_with("alphaLc")) form = NumberForm::letter_lower;
  if (type.starts_with("alphaUc")) form = NumberForm::letter_upper;
  if (type.starts_with("romanLc")) form = NumberForm::roman_lower;
  if (type.starts_with("romanUc")) form = NumberForm::roman_upper;
  if (type.starts_with("circleNum")) form = NumberForm::circled;
  if (type.starts_with("ea1")) form = NumberForm::hanja_digit;
  const std::string text = format_number(number, form);
  if (type.ends_with("ParenBoth")) return "(" + text + ")";
  if (type.ends_with("ParenR")) return text + ")";
  return text + (type.ends_with("Period") ? "." : "");
}

Result<void> SlideWriter::write(const std::vector<Shape>& shapes) {
  for (const Shape& shape : shapes) ONGGI_CHECK(write_shape(shape));
  return {};
}

Result<void> SlideWriter::write_shape(const Shape& shape) {
  if (!shape.inside.empty()) return write(shape.inside);
  Added how;
  if (shape.frame) how.box = box_of(*shape.frame);
  const std::string_view name = local_name(shape.node);
  if (name == "pic") return write_picture(shape, how);
  if (name == "graphicFrame") return write_frame(shape, how);
  write_text(shape, how);
  return {};
}

Result<void> SlideWriter::write_picture(const Shape& shape, const Added& how) {
  const std::string part = ooxml::target_of(relations_, ooxml::picture_relation(shape.node));
  std::string bytes;
  if (package_.has(part)) {
    ONGGI_TRY(bytes, package_.read_side(part));
  }
  page_.add_picture(bytes, ooxml::alternative_text(child(child(shape.node, "nvPicPr"), "cNvPr")), how);
  return {};
}

Result<void> SlideWriter::write_frame(const Shape& shape, const Added& how) {
  const pugi::xml_node graphic = child(shape.node, "graphic");
  const pugi::xml_node data = child(graphic, "graphicData");
  if (const auto table = child(data, "tbl")) write_table(table, how);
  if (const auto object = below(data, "oleObj")) {
    const std::string part = ooxml::target_of(relations_, attribute(object, "id"));
    if (package_.has(part)) embedded_.push_back(part);
  }
  return ooxml::write_graphic(graphic, relations_, package_, page_, how);
}

void SlideWriter::write_text(const Shape& shape, const Added& how) {
  const pugi::xml_node body = child(shape.node, "txBody");
  const std::vector<TextLine> lines = ooxml::read_text_body(body, page_.context().limits.depth_max, page_.builder());
  if (is_title(shape) || is_margin(shape)) {
    Added as = how;
    as.level = is_title(shape) ? 1 : 0;
    return page_.add(is_title(shape) ? ElementKind::heading : ElementKind::page_footer, ooxml::joined(lines), as);
  }
  Numbers numbers;
  for (const TextLine& line : lines) {
    const Marker marker = layout_.marker(line.properties, body, shape.placeholder, line.level);
    if (!says_something(line)) continue;  // an empty line prints no number, and does not count
    const std::int32_t number = numbers.next(marker, line.level);
    TextLine marked = line;
    if (!marker.numbering.empty()) {
      const std::string printed = number_marker(marker.numbering, number);
      page_.builder().count_in(printed);
      marked.text = printed + " " + line.text;
    }
    write_line(marked, marker, how);
  }
}

void SlideWriter::write_line(const TextLine& line, const Marker& marker, const Added& how) {
  Added as = how;
  if (!line.latex.empty()) return page_.add_formula(line.text, line.latex, as);
  const bool item = marker.bullet || !marker.numbering.empty();
  as.level = item ? line.level + 1 : 0;
  page_.add(item ? ElementKind::list_item : ElementKind::paragraph, line.text, as);
}

// Cells that a merged one covers are written too, marked hMerge or vMerge (21.1.3.18).
void SlideWriter::write_table(const pugi::xml_node& table, const Added& how) {
  const bool header = is_on_value(attribute(child(table, "tblPr"), "firstRow"));
  TableGrid grid;
  bool first = true;
  for (const pugi::xml_node& row : table.children()) {
    if (local_name(row) != "tr") continue;
    grid.next_row();
    for (const pugi::xml_node& cell : row.children()) {
      if (local_name(cell) != "tc") continue;
      std::string text = ooxml::joined(
          ooxml::read_text_body(child(cell, "txBody"), page_.context().limits.depth_max, page_.builder()));
      if (is_on_value(attribute(cell, "hMerge")) || is_on_value(attribute(cell, "vMerge"))) {
        page_.builder().drop("covered_by_merge", text);
        continue;
      }
      grid.add(std::move(text), attribute_number(cell, "rowSpan", 1), attribute_number(cell, "gridSpan", 1),
               header && first);
    }
    first = false;
  }
  page_.add_table(grid.take(), how);
}

}  // namespace onggi::parse::pptx
