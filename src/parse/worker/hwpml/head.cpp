// See head.h. Names: HWPML 2.x, "HEAD".
#include "parse/worker/hwpml/head.h"

#include <algorithm>

#include "parse/worker/flow/xml.h"

namespace onggi::parse::hwpml {
namespace {

std::int32_t outline_of_name(std::string_view name) {
  for (const std::string_view prefix : {"개요 ", "Outline "}) {
    if (name.size() == prefix.size() + 1 && name.starts_with(prefix) && name.back() >= '1' && name.back() <= '9')
      return name.back() - '0';
  }
  return 0;
}

HeadType head_type_from(std::string_view name) {
  if (name == "Outline") return HeadType::outline;
  if (name == "Number") return HeadType::number;
  return name == "Bullet" ? HeadType::bullet : HeadType::none;
}

}  // namespace

NumberForm number_form(std::string_view name) {
  std::string upper;
  for (const char letter : name) {
    const bool capital = letter >= 'A' && letter <= 'Z';
    if (capital && !upper.empty()) upper += '_';
    upper += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return number_form_from(upper);
}

Head::Head(const pugi::xml_node& head) {
  for (auto node = next_in_order(head, head); !node.empty(); node = next_in_order(node, head)) {
    const std::string_view name = local_name(node);
    if (name == "NUMBERING") read_numbering(node);
    if (name == "BULLET") bullets_.emplace(attribute(node, "Id"), plain_bullet(attribute(node, "Char")));
    if (name == "PARASHAPE") read_shape(node);
    if (name != "STYLE") continue;
    std::int32_t level = outline_of_name(attribute(node, "Name"));
    if (level == 0) level = outline_of_name(attribute(node, "EngName"));
    if (level > 0) outlines_.emplace(attribute(node, "Id"), level);
  }
}

void Head::read_numbering(const pugi::xml_node& node) {
  Numbering numbering;
  for (const pugi::xml_node& entry : node.children()) {
    const std::int32_t level = attribute_number(entry, "Level", 0);
    if (local_name(entry) != "PARAHEAD" || level < 1 || level > static_cast<std::int32_t>(kNumberingLevels)) continue;
    numbering.levels.at(static_cast<std::size_t>(level - 1)) = {
        .form = number_form(attribute(entry, "NumFormat")),
        .start = std::max(attribute_number(entry, "Start", 1), 1),
        .pattern = direct_text(entry)};
  }
  numberings_.emplace(attribute(node, "Id"), std::move(numbering));
}

void Head::read_shape(const pugi::xml_node& node) {
  ParagraphShape shape{.head = head_type_from(attribute(node, "HeadingType"))};
  if (shape.head == HeadType::none) return;
  shape.id = attribute(node, "Heading");
  shape.level = static_cast<std::size_t>(
      std::clamp(attribute_number(node, "Level", 0), 0, static_cast<std::int32_t>(kNumberingLevels) - 1));
  shapes_.emplace(attribute(node, "Id"), std::move(shape));
}

const ParagraphShape& Head::shape(std::string_view id) const {
  static const ParagraphShape kNone;
  const auto found = shapes_.find(id);
  return found == shapes_.end() ? kNone : found->second;
}

std::int32_t Head::outline_of_style(std::string_view id) const {
  const auto found = outlines_.find(id);
  return found == outlines_.end() ? 0 : found->second;
}

std::string Head::bullet(std::string_view id) const {
  const auto found = bullets_.find(id);
  return found == bullets_.end() ? std::string() : found->second;
}

std::string Head::next_number(std::string_view numbering, std::size_t level) {
  const auto found = numberings_.find(numbering);
  return found == numberings_.end() ? std::string() : found->second.next(level);
}

}  // namespace onggi::parse::hwpml
