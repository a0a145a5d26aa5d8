// header.xml of an HWPX; see header.h. Element names: OWPML (KS X 6101).
#include "parse/worker/hwpx/header.h"

#include <algorithm>

#include "parse/worker/flow/xml.h"

namespace onggi::parse::hwpx {
namespace {

HeadType head_type_from(std::string_view name) {
  if (name == "OUTLINE") return HeadType::outline;
  if (name == "NUMBER") return HeadType::number;
  if (name == "BULLET") return HeadType::bullet;
  return HeadType::none;
}

std::int32_t outline_of_name(std::string_view name) {
  for (const std::string_view prefix : {"개요 ", "Outline "}) {
    if (name.size() == prefix.size() + 1 && name.starts_with(prefix) && name.back() >= '1' && name.back() <= '9')
      return name.back() - '0';
  }
  return 0;
}

}  // namespace

Header::Header(const pugi::xml_node& root) {
  for (auto node = next_in_order(root, root); !node.empty();) {
    const std::string_view name = local_name(node);
    if (name == "numbering") read_numbering(node);
    if (name == "bullet") bullets_.emplace(attribute(node, "id"), plain_bullet(attribute(node, "char")));
    if (name == "paraPr") read_paragraph_shape(node);
    if (name == "style") read_style(node);
    const bool done = name == "numbering" || name == "bullet" || name == "paraPr" || name == "style" ||
                      name == "charPr" || name == "borderFill";
    node = done ? next_after(node, root) : next_in_order(node, root);
  }
}

void Header::read_numbering(const pugi::xml_node& node) {
  Levels levels;
  for (const pugi::xml_node& entry : node.children()) {
    const std::int32_t level = attribute_number(entry, "level", 0);
    if (local_name(entry) != "paraHead" || level < 1 || level > kHeadLevels) continue;
    levels[static_cast<std::size_t>(level - 1)] = {.form = number_form_from(attribute(entry, "numFormat")),
                                                   .start = attribute_number(entry, "start", 1),
                                                   .pattern = direct_text(entry)};
  }
  numberings_.emplace(attribute(node, "id"), std::move(levels));
}

void Header::read_paragraph_shape(const pugi::xml_node& node) {
  const std::string id(attribute(node, "id"));
  if (attribute(child(node, "breakSetting"), "pageBreakBefore") == "1") breaks_.emplace(id, true);
  const pugi::xml_node heading = child(node, "heading");
  const HeadType type = head_type_from(attribute(heading, "type"));
  if (type == HeadType::none) return;
  heads_.emplace(id, Head{.type = type,
                          .id = std::string(attribute(heading, "idRef")),
                          .level = std::clamp(attribute_number(heading, "level", 0), 0, kHeadLevels - 1)});
}

void Header::read_style(const pugi::xml_node& node) {
  std::int32_t level = outline_of_name(attribute(node, "name"));
  if (level == 0) level = outline_of_name(attribute(node, "engName"));
  if (level > 0) outlines_.emplace(attribute(node, "id"), level);
}

const Head& Header::head(std::string_view paragraph_shape) const {
  static const Head kNone;
  const auto found = heads_.find(paragraph_shape);
  return found == heads_.end() ? kNone : found->second;
}

std::int32_t Header::outline_of_style(std::string_view style) const {
  const auto found = outlines_.find(style);
  return found == outlines_.end() ? 0 : found->second;
}

std::string Header::bullet(std::string_view id) const {
  const auto found = bullets_.find(id);
  return found == bullets_.end() ? std::string() : found->second;
}

std::string Header::next_number(std::string_view numbering, std::int32_t level) {
  const auto found = numberings_.find(numbering);
  if (found == numberings_.end()) return {};
  const Levels& levels = found->second;
  auto& counters = counters_[std::string(numbering)];
  const auto at = static_cast<std::size_t>(level);
  for (std::size_t above = 0; above < at; ++above) {
    if (counters[above] == 0) counters[above] = levels[above].start;
  }
  counters[at] = counters[at] == 0 ? levels[at].start : counters[at] + 1;
  std::fill(counters.begin() + static_cast<std::ptrdiff_t>(at) + 1, counters.end(), 0);
  std::string text;
  const std::string& pattern = levels[at].pattern;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
    if (pattern[i] != '^' || next < '1' || next > '9') {
      text += pattern[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(next - '1');
    text += format_number(counters[index], levels[index].form);
    ++i;
  }
  return text;
}

}  // namespace onggi::parse::hwpx
