// Controls of an HWPX: notes, headers and footers, numbers, comments; see body.h.
#include <algorithm>
#include <iterator>
#include <utility>

#include "parse/worker/hwpx/body.h"

namespace onggi::parse::hwpx {
namespace {

constexpr std::int32_t kControlUnits = 8;

}  // namespace

void Body::controls(Source& xml, Paragraph& paragraph) {
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (!deeper(xml)) return;
    control(xml, paragraph);
    if (paragraph.top) units_ += kControlUnits;
  }
}

void Body::control(Source& xml, Paragraph& paragraph) {
  using What = Happening::What;
  const std::string_view name = xml.name();
  if (name == "footNote" || name == "endNote") {
    aside(xml, ElementKind::footnote, {}, paragraph.after);
  } else if (name == "header") {
    margin(xml, ElementKind::page_header, paragraph.after);
  } else if (name == "footer") {
    margin(xml, ElementKind::page_footer, paragraph.after);
  } else if (name == "hiddenComment") {
    const std::size_t before = paragraph.after.size();
    aside(xml, ElementKind::paragraph, "hidden", paragraph.after);
    if (paragraph.after.size() > before) ++hidden_pieces_;
  } else if (name == "fieldBegin") {
    aside(xml, ElementKind::paragraph, "memo", paragraph.after);  // of fields only memos hold paragraphs
  } else if (name == "autoNum") {
    number(xml, paragraph);
  } else if (name == "colPr") {
    happens(paragraph, {.what = What::columns, .value = xml.number("colCount", 1)});
  } else if (name == "newNum") {
    if (xml.attribute("numType") == "PAGE") happens(paragraph, {.what = What::number, .value = xml.number("num", 1)});
  } else if (name == "pageNum") {
    happens(paragraph, {.what = What::form, .number_form = number_form_from(xml.attribute("formatType"))});
  } else {
    xml.drop_rest("control");
  }
}

// Numbers of captions and notes are printed ("표 1", "1)"); those of pages differ from page to page.
void Body::number(Source& xml, Paragraph& paragraph) {
  const std::string type = xml.attribute("numType");
  if (type == "PAGE" || type == "TOTAL_PAGE") return xml.drop_rest("unknown_element");
  const std::int32_t value = xml.number("num", 0);
  std::string mark;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() != "autoNumFormat") {
      xml.drop_rest("unknown_element");
      continue;
    }
    mark = xml.attribute("prefixChar") + format_number(value, number_form_from(xml.attribute("type"))) +
           xml.attribute("suffixChar");
  }
  if (mark.empty()) mark = std::to_string(value);
  builder_.count_in(mark);
  paragraph.formula_only = false;
  append(paragraph, mark);
}

void Body::margin(Source& xml, ElementKind kind, std::vector<Block>& out) {
  std::string text = flattened(xml, out);
  if (count_visible(text) == 0) return;
  if (margins_.insert(std::string(to_string(kind)) + text).second) {
    out.push_back(block(kind, std::move(text)));
  } else {
    builder_.drop("repeated_margin", text);
  }
}

void Body::master_page(Source& xml, std::vector<Block>& out) {
  if (xml.next_child(0)) margin(xml, ElementKind::page_header, out);
  xml.settle();
  for (Block& block : out) block.first_page = block.last_page = 0;
}

void Body::aside(Source& xml, ElementKind kind, std::string_view role, std::vector<Block>& out) {
  std::vector<Block> hoisted;
  Block words = block(kind, flattened(xml, hoisted));
  words.role = role;
  if (count_visible(words.text) > 0) out.push_back(std::move(words));
  std::ranges::move(hoisted, std::back_inserter(out));
}

std::string Body::flattened(Source& xml, std::vector<Block>& hoisted) {
  std::vector<Block> inner;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() == "subList") {
      blocks(xml, inner, false);
    } else {
      xml.drop_rest("unknown_element");
    }
  }
  return flatten_cell(std::move(inner), hoisted, builder_);
}

}  // namespace onggi::parse::hwpx
