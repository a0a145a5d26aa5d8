// List markers of a DOCX; see numbering.h.
#include "parse/worker/docx/numbering.h"

#include <algorithm>

#include "parse/worker/flow/xml.h"

namespace onggi::parse::docx {

void Numbering::read_levels(const pugi::xml_node& node, Levels& levels) {
  for (const pugi::xml_node& entry : node.children()) {
    const std::int32_t index = attribute_number(entry, "ilvl", -1);
    if (local_name(entry) != "lvl" || index < 0 || index >= kListLevels) continue;
    Level& level = levels[static_cast<std::size_t>(index)];
    level.form = number_form_from(attribute(child(entry, "numFmt"), "val"));
    level.pattern = std::string(attribute(child(entry, "lvlText"), "val"));
    level.start = attribute_number(child(entry, "start"), "val", 1);
    level.all_decimal = is_on(child(entry, "isLgl"));
  }
}

Numbering::Numbering(const pugi::xml_node& root) {
  std::map<std::string, Levels, std::less<>> abstracts;
  for (const pugi::xml_node& node : root.children()) {
    if (local_name(node) == "abstractNum") read_levels(node, abstracts[std::string(attribute(node, "abstractNumId"))]);
  }
  for (const pugi::xml_node& node : root.children()) {
    if (local_name(node) != "num") continue;
    List list;
    list.counter = std::string(attribute(child(node, "abstractNumId"), "val"));
    if (const auto found = abstracts.find(list.counter); found != abstracts.end()) list.levels = found->second;
    for (const pugi::xml_node& override_node : node.children()) {
      const std::int32_t index = attribute_number(override_node, "ilvl", -1);
      if (local_name(override_node) != "lvlOverride" || index < 0 || index >= kListLevels) continue;
      read_levels(override_node, list.levels);
      const auto start = child(override_node, "startOverride");
      if (start.empty()) continue;
      list.levels[static_cast<std::size_t>(index)].start = attribute_number(start, "val", 1);
      list.restart[static_cast<std::size_t>(index)] = true;
    }
    lists_.emplace(std::string(attribute(node, "numId")), std::move(list));
  }
}

std::string Numbering::next(std::string_view number_id, std::int32_t level) {
  const auto found = lists_.find(number_id);
  if (found == lists_.end()) return {};
  List& list = found->second;
  auto& counters = counters_[list.counter];
  const auto at = static_cast<std::size_t>(std::clamp(level, 0, kListLevels - 1));
  for (std::size_t above = 0; above < at; ++above) {
    if (counters[above] == 0) counters[above] = list.levels[above].start;  // "1.1" without a "1." before it
  }
  const bool begins = counters[at] == 0 || std::exchange(list.restart[at], false);
  counters[at] = begins ? list.levels[at].start : counters[at] + 1;
  list.restart[at] = false;
  std::fill(counters.begin() + static_cast<std::ptrdiff_t>(at) + 1, counters.end(), 0);
  return print(list, counters, static_cast<std::int32_t>(at));
}

std::string Numbering::print(const List& list, const std::array<std::int32_t, kListLevels>& counters,
                             std::int32_t level) {
  const Level& own = list.levels[static_cast<std::size_t>(level)];
  if (own.form == NumberForm::bullet) return plain_bullet(own.pattern);
  std::string text;
  for (std::size_t i = 0; i < own.pattern.size(); ++i) {
    const char next = i + 1 < own.pattern.size() ? own.pattern[i + 1] : '\0';
    if (own.pattern[i] != '%' || next < '1' || next > '9') {
      text += own.pattern[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(next - '1');
    text += format_number(counters[index], own.all_decimal ? NumberForm::decimal : list.levels[index].form);
    ++i;
  }
  return text;
}

}  // namespace onggi::parse::docx
