// Objects of an HWPX: shapes with text, pictures, charts, forms, formulas; see body.h.
#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "parse/worker/hwpx/body.h"

namespace onggi::parse::hwpx {
namespace {

// Hangul writes a description of its own into every object ("그림입니다. 원본 그림의 이름: ..."): only a person's words
// are kept.
std::string description_of(std::string comment) {
  static constexpr auto kAutomatic = std::to_array<std::string_view>(
      {"그림입니다", "사각형입니다", "표입니다", "수식입니다", "묶음 개체입니다", "OLE 개체입니다"});
  const bool automatic =
      std::ranges::any_of(kAutomatic, [&](std::string_view start) { return comment.starts_with(start); });
  return automatic ? std::string() : comment;
}

bool is_form(std::string_view name) {
  static constexpr auto kForms =
      std::to_array<std::string_view>({"btn", "checkBtn", "radioBtn", "comboBox", "listBox", "edit", "scrollBar"});
  return std::ranges::find(kForms, name) != kForms.end();
}

}  // namespace

void Body::equation(Source& xml, Paragraph& paragraph) {
  std::vector<Block> captions;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() == "script") {
      formula(xml.take_text(), paragraph);
    } else if (xml.name() == "caption") {
      aside(xml, ElementKind::caption, {}, captions);
    } else {
      xml.drop_rest("unknown_element");
    }
  }
  std::ranges::move(captions, std::back_inserter(paragraph.after));
}

// 덧말: words with smaller words above them.
void Body::ruby(Source& xml, Paragraph& paragraph) {
  std::string main, above;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() == "mainText") main = xml.take_text();
    if (xml.name() == "subText") above = xml.take_text();
  }
  paragraph.formula_only = false;
  append(paragraph, main);
  if (count_visible(above) == 0) return;
  builder_.count_in("()");
  append(paragraph, "(" + above + ")");
}

void Body::form(Source& xml, Paragraph& paragraph) {
  Block field = block(ElementKind::paragraph, text_in_attributes(xml));
  field.role = "form_field";
  const std::string_view name = xml.name();
  if (name == "checkBtn" || name == "radioBtn") {
    const std::string mark = xml.attribute("value") == "CHECKED" ? "☑" : "☐";
    builder_.count_in(mark);
    field.text = mark + " " + field.text;
  }
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() == "text") {
      field.text += xml.take_text();
    } else if (xml.name() == "listItem") {  // what could be chosen
      builder_.drop("form_choice", text_in_attributes(xml));
    } else if (xml.name() == "caption") {
      aside(xml, ElementKind::caption, {}, paragraph.after);
    } else {
      xml.drop_rest("unknown_element");
    }
  }
  paragraph.after.push_back(std::move(field));
}

void Body::text_box(Source& xml, std::vector<Block>& out) {
  const std::size_t begin = out.size();
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() == "subList") {
      blocks(xml, out, false);
    } else {
      xml.drop_rest("unknown_element");
    }
  }
  for (std::size_t i = begin; i < out.size(); ++i) {
    if (out[i].kind != ElementKind::footnote && out[i].picture.empty() && out[i].role.empty()) out[i].role = "text_box";
  }
}

void Body::inside_object(Source& xml, Paragraph& paragraph, Block& figure, std::vector<Block>& captions) {
  const std::string_view name = xml.name();
  if (name == "caption") {
    aside(xml, ElementKind::caption, {}, captions);
  } else if (name == "drawText") {
    text_box(xml, paragraph.after);
  } else if (name == "shapeComment") {
    figure.text = description_of(xml.take_text());
  } else if (name == "img") {
    figure.picture = xml.attribute("binaryItemIDRef");
  } else if (name == "tbl" || name == "equation" || name == "ctrl" || name == "switch" || name == "t") {
    content(xml, paragraph);
  } else {
    object(xml, paragraph);
  }
}

void Body::object(Source& xml, Paragraph& paragraph) {
  if (!deeper(xml)) return;
  if (is_form(xml.name())) return form(xml, paragraph);
  if (const std::string wrap = xml.attribute("textWrap"); wrap == "BEHIND_TEXT" || wrap == "IN_FRONT_OF_TEXT")
    page_painted_ = true;  // it may lie under any letters that follow
  if (const std::string own = text_in_attributes(xml); !own.empty()) {
    paragraph.formula_only = false;
    append(paragraph, own);
  }
  const bool picture = xml.name() == "pic";
  Block chart = block(ElementKind::table, {});
  if (xml.name() == "chart") chart.picture = xml.attribute("chartIDRef");
  Block figure = block(ElementKind::figure, {});
  std::vector<Block> captions;
  ++painted_;
  for (const auto inside = xml.depth(); xml.next_child(inside);) inside_object(xml, paragraph, figure, captions);
  --painted_;
  if (!chart.picture.empty()) {
    chart.role = "chart";
    paragraph.after.push_back(std::move(chart));
  }
  if (picture && (!figure.picture.empty() || !figure.text.empty())) {
    builder_.count_in(figure.text);
    paragraph.after.push_back(std::move(figure));
  }
  std::ranges::move(captions, std::back_inserter(paragraph.after));
}

}  // namespace onggi::parse::hwpx
