// See source.h. Element names: OWPML (KS X 6101).
#include "parse/worker/hwpx/source.h"

namespace onggi::parse::hwpx {
namespace {

bool holds_text(std::string_view element) {
  return element == "t" || element == "script" || element == "mainText" || element == "subText" || element == "text";
}

std::string first_attribute(const XmlScan& element, std::string_view name, std::string_view otherwise) {
  const std::string value = element.attribute(name);
  return value.empty() ? element.attribute(otherwise) : value;
}

}  // namespace

std::string text_in_attributes(const XmlScan& element) {
  const std::string_view name = element.name();
  if (name == "compose") return element.attribute("composeText");
  if (name == "textart") return element.attribute("text");
  if (name == "btn" || name == "checkBtn" || name == "radioBtn")
    return first_attribute(element, "captionText", "caption");
  if (name == "comboBox" || name == "listBox") return element.attribute("selectedValue");
  if (name == "listItem") return first_attribute(element, "displayText", "value");
  return {};
}

void Source::count() {
  if (seen_.empty()) return;
  const std::int64_t characters = count_visible(to_nfc(seen_));
  builder_.count_in(characters);
  counted_ += characters;
  seen_.clear();
}

void Source::settle() { count(); }

void Source::passed(Event event) {
  if (event == Event::text) {
    if (holds_text(name())) seen_ += text();
  } else if (event == Event::open) {
    if (name() == "hyphen") seen_ += '-';
    if (name() == "p") count();
    seen_ += text_in_attributes(*this);
  } else if (name() == "p" || event == Event::end) {
    count();
  }
}

void Source::drop_rest(std::string_view reason) {
  count();
  const std::int64_t before = counted_;
  for (const auto inside = depth(); next_child(inside);) {
  }
  count();
  builder_.drop(reason, counted_ - before);
}

}  // namespace onggi::parse::hwpx
