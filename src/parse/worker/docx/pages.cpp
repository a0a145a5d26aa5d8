// Page counting of a DOCX; see body.h.
#include <algorithm>

#include "parse/worker/docx/body.h"
#include "parse/worker/flow/xml.h"

namespace onggi::parse::docx {
namespace {

constexpr double kTwipsPerPoint = 20;

}  // namespace

void PageCounter::begin(const std::vector<pugi::xml_node>& sections) {
  sections_ = sections;
  apply_section();
  advance();
}

void PageCounter::apply_section() {
  if (section_ >= sections_.size()) return;
  const pugi::xml_node& section = sections_[section_];
  const auto size = child(section, "pgSz");
  shape_.width = std::clamp(attribute_number(size, "w", 0), 0, 200'000) / kTwipsPerPoint;
  shape_.height = std::clamp(attribute_number(size, "h", 0), 0, 200'000) / kTwipsPerPoint;
  const auto numbers = child(section, "pgNumType");
  const std::int32_t start = attribute_number(numbers, "start", -1);
  if (start >= 0) next_number_ = start;
}

void PageCounter::advance() {
  const auto numbers = section_ < sections_.size() ? child(sections_[section_], "pgNumType") : pugi::xml_node();
  const std::string_view form = attribute(numbers, "fmt");
  Page page = shape_;
  page.label = format_number(next_number_++, form.empty() ? NumberForm::decimal : number_form_from(form));
  pages_.push_back(std::move(page));
  current_ = static_cast<std::int32_t>(pages_.size()) - 1;
  fresh_ = true;
}

void PageCounter::explicit_break() {
  any_ = true;
  just_broken_ = true;
  if (current_ + 1 < static_cast<std::int32_t>(pages_.size())) {
    ++current_;
  } else {
    advance();
  }
}

void PageCounter::rendered_break() {
  if (std::exchange(just_broken_, false) && fresh_) return;  // the border of an explicit break, noted a second time
  any_ = approximate_ = true;
  if (current_ + 1 < static_cast<std::int32_t>(pages_.size())) {
    ++current_;  // a neighbouring cell crossed this border before
  } else {
    advance();
  }
}

void PageCounter::end_section() {
  if (section_ + 1 >= sections_.size()) return;
  ++section_;
  apply_section();
  // The section's own type says how it begins; without one it begins on a new page (ECMA-376 part 1, 17.6.22).
  const std::string_view type = attribute(child(sections_[section_], "type"), "val");
  if (type == "continuous" || type == "nextColumn") return;
  any_ = just_broken_ = true;
  advance();
}

}  // namespace onggi::parse::docx
