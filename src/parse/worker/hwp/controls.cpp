// Controls: what stands in a paragraph's text as one character; see body.h. Records: HWP 5.0 file format, "controls".
#include <algorithm>
#include <utility>

#include "parse/worker/hwp/body.h"
#include "text/text.h"

namespace onggi::parse::hwp {
namespace {

constexpr std::size_t kControlsAheadMax = 16;  // how far the order of controls may differ from that in the text

bool is_field(std::uint32_t id) { return id >> 24U == '%'; }

}  // namespace

void Body::next_control(std::uint32_t id, Paragraph& paragraph, std::int32_t depth) {
  const auto first = paragraph.controls.begin() + static_cast<std::ptrdiff_t>(paragraph.next_control);
  const auto last = first + static_cast<std::ptrdiff_t>(
                                std::min(paragraph.controls.size() - paragraph.next_control, kControlsAheadMax));
  const auto found = std::find_if(first, last, [&](std::size_t index) { return Fields(at(index).bytes).u32() == id; });
  if (found == last) return;
  std::rotate(first, found, found + 1);
  control(paragraph.controls[paragraph.next_control++], paragraph, depth);
}

void Body::control(std::size_t index, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth)) return;
  const std::string_view bytes = at(index).bytes;
  switch (const std::uint32_t id = Fields(bytes).u32(); id) {
    case control_id("tbl "):
      return table(index, paragraph, depth + 1);
    case control_id("gso "):
    case control_id("eqed"):
    case control_id("form"):
      return object(index, paragraph, depth + 1);
    case control_id("secd"):
      return section_definition(index, paragraph, depth + 1);
    case control_id("head"):
      return margin(below(index), ElementKind::page_header, paragraph, depth + 1);
    case control_id("foot"):
      return margin(below(index), ElementKind::page_footer, paragraph, depth + 1);
    case control_id("fn  "):
    case control_id("en  "):
      return aside(below(index), ElementKind::footnote, {}, paragraph.after, depth + 1);
    case control_id("tcmt"):
      ++hidden_;
      return aside(below(index), ElementKind::paragraph, "hidden", paragraph.after, depth + 1);
    case control_id("atno"):
      return number(bytes, paragraph);
    case control_id("tcps"):
      paragraph.formula_only = false;
      return append(paragraph, overlapped_letters(bytes));
    case control_id("tdut"):
      return ruby(ruby_text(bytes), paragraph);
    default:
      page_settings(id, bytes, paragraph);
      // What we do not know may hold paragraphs nevertheless; of fields only memos have any.
      shape(below(index), {}, is_field(id) ? "memo" : "", paragraph, depth + 1);
  }
}

void Body::ruby(const Ruby& ruby, Paragraph& paragraph) {
  paragraph.formula_only = false;
  append(paragraph, ruby.main);
  if (count_visible(ruby.above) == 0) return;
  builder_.count_in("()");
  append(paragraph, "(" + ruby.above + ")");
}

void Body::section_definition(std::size_t index, Paragraph& paragraph, std::int32_t depth) {
  // Lists of paragraphs here are master pages (바탕쪽): they stand on every page like headers.
  const auto [begin, end] = below(index);
  for (std::size_t i = begin; i < end; i = at(i).end) {
    if (at(i).tag != Tag::list_header) continue;
    margin({i, end_of_list(i, end)}, ElementKind::page_header, paragraph, depth);
  }
}

void Body::page_settings(std::uint32_t id, std::string_view bytes, const Paragraph& paragraph) {
  if (!paragraph.top) return;
  Fields fields(bytes);
  fields.skip(4);  // id
  if (id == control_id("cold")) pages_.set_columns(fields.u16() >> 2U & 0xFFU);
  if (id == control_id("pgnp")) pages_.set_form(number_form(fields.u32() & 0xFFU));
  constexpr std::uint32_t kOfPages = 0;
  if (id == control_id("nwno") && (fields.u32() & 0xFU) == kOfPages) pages_.set_number(fields.u16());
}

void Body::number(std::string_view bytes, Paragraph& paragraph) {
  constexpr std::uint32_t kPage = 0;
  constexpr std::uint32_t kPages = 6;
  Fields fields(bytes);
  fields.skip(4);  // id
  const std::uint32_t attributes = fields.u32();
  const std::uint32_t type = attributes & 0xFU;
  if (type == kPage || type == kPages) return;  // differs from page to page
  const std::string printed = format_number(fields.u16(), number_form(attributes >> 4U & 0xFFU));
  fields.skip(2);  // user's symbol
  const std::string before = utf8_from(fields.raw(2));
  const std::string mark = before + printed + utf8_from(fields.raw(2));
  builder_.count_in(mark);
  paragraph.formula_only = false;
  append(paragraph, mark);
}

void Body::margin(Range range, ElementKind kind, Paragraph& paragraph, std::int32_t depth) {
  std::string text = flattened(range, paragraph.after, depth);
  if (count_visible(text) == 0) return;
  if (margins_.insert(std::string(to_string(kind)) + text).second) {
    paragraph.after.push_back(block(kind, std::move(text)));
  } else {
    builder_.drop("repeated_margin", text);
  }
}

void Body::aside(Range range, ElementKind kind, std::string_view role, std::vector<Block>& out, std::int32_t depth) {
  std::vector<Block> hoisted;
  Block words = block(kind, flattened(range, hoisted, depth));
  words.role = role;
  if (count_visible(words.text) > 0) out.push_back(std::move(words));
  std::ranges::move(hoisted, std::back_inserter(out));
}

std::string Body::flattened(Range range, std::vector<Block>& hoisted, std::int32_t depth) {
  std::vector<Block> inner;
  paragraphs(range, inner, depth + 1, false);
  return flatten_cell(std::move(inner), hoisted, builder_);
}

}  // namespace onggi::parse::hwp
