// header.xml of an HWPX; see header.h. Element names: OWPML (KS X 6101).
#include "parse/worker/hwpx/header.h"

#include <algorithm>
#include <utility>

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

bool is_white(std::string_view color) { return color == "#FFFFFF" || color == "#ffffff"; }
bool is_color(std::string_view color) { return color.starts_with('#') && !is_white(color); }

}  // namespace

Header::Header(XmlScan& xml) {
  while (xml.next_below(1)) read(xml, xml.name());
}

// Border fills come before the letters and paragraphs that refer to them.
void Header::read(XmlScan& xml, std::string_view name) {
  if (name == "numbering") read_numbering(xml);
  if (name == "bullet") bullets_.emplace(xml.attribute("id"), plain_bullet(xml.attribute("char")));
  if (name == "paraPr") read_paragraph_shape(xml);
  if (name == "style") read_style(xml);
  if (name == "charPr") read_letter_shape(xml);
  if (name == "borderFill") read_border_fill(xml);
  if (name == "beginNum") first_page_number_ = xml.number("page", 1);
}

void Header::read_numbering(XmlScan& xml) {
  const std::string id = xml.attribute("id");
  Levels levels;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    const std::int32_t level = xml.number("level", 0);
    if (xml.name() != "paraHead" || level < 1 || level > kHeadLevels) continue;
    Level& read = levels[static_cast<std::size_t>(level - 1)];
    read.form = number_form_from(xml.attribute("numFormat"));
    read.start = std::clamp(xml.number("start", 1), 0, 1'000'000);
    read.pattern = xml.take_text();
  }
  numberings_.emplace(id, std::move(levels));
}

void Header::read_paragraph_part(XmlScan& xml, const std::string& id) {
  constexpr std::size_t kNestingMax = 16;
  const std::string_view name = xml.name();
  if (xml.depth() > kNestingMax) return;
  if (name == "switch" || name == "case" || name == "default") {  // what is said twice is said the same way
    for (const auto inside = xml.depth(); xml.next_child(inside);) read_paragraph_part(xml, id);
  } else if (name == "breakSetting") {
    if (xml.attribute("pageBreakBefore") == "1") breaks_.insert(id);
  } else if (name == "border") {
    if (paints(xml.attribute("borderFillIDRef"))) painted_paragraphs_.insert(id);
  } else if (name == "heading") {
    const HeadType type = head_type_from(xml.attribute("type"));
    if (type == HeadType::none) return;
    heads_.emplace(id, Head{.type = type,
                            .id = xml.attribute("idRef"),
                            .level = std::clamp(xml.number("level", 0), 0, kHeadLevels - 1)});
  }
}

void Header::read_paragraph_shape(XmlScan& xml) {
  const std::string id = xml.attribute("id");
  for (const auto inside = xml.depth(); xml.next_child(inside);) read_paragraph_part(xml, id);
}

void Header::read_style(const XmlScan& xml) {
  std::int32_t level = outline_of_name(xml.attribute("name"));
  if (level == 0) level = outline_of_name(xml.attribute("engName"));
  if (level > 0) outlines_.emplace(xml.attribute("id"), level);
}

void Header::read_letter_shape(const XmlScan& xml) {
  constexpr std::int32_t kTinyMax = 100;  // of 1/100 point
  const std::int32_t height = xml.number("height", 1000);
  if (height > 0 && height <= kTinyMax) tiny_letters_.insert(xml.attribute("id"));
  if (is_white(xml.attribute("textColor")) && !is_color(xml.attribute("shadeColor")) &&
      !paints(xml.attribute("borderFillIDRef")))
    white_letters_.insert(xml.attribute("id"));
}

void Header::read_border_fill(XmlScan& xml) {
  const std::string id = xml.attribute("id");
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() != "fillBrush") continue;
    for (const auto brush = xml.depth(); xml.next_child(brush);) {
      if (xml.name() != "winBrush" || is_color(xml.attribute("faceColor"))) painted_.insert(id);
    }
  }
}

Sight Header::sight(std::string_view letter_shape) const {
  if (tiny_letters_.contains(letter_shape)) return Sight::never;
  return white_letters_.contains(letter_shape) ? Sight::needs_background : Sight::plain;
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
