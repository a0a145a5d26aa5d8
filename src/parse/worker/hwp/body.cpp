// Paragraphs of an HWP 5 section; see body.h. Records: HWP 5.0 file format, "body text".
#include "parse/worker/hwp/body.h"

#include <algorithm>
#include <utility>

#include "parse/worker/flow/equation.h"
#include "text/text.h"

namespace onggi::parse::hwp {
namespace {

constexpr std::size_t kHeadingCodePointsMax = 120;  // longer outline paragraphs are running text with a number
constexpr std::size_t kSegmentSize = 36;

// Kinds of break in a paragraph's header.
constexpr std::uint32_t kPageBreak = 4;
constexpr std::uint32_t kColumnBreak = 8;

void read_paper(std::string_view page_definition, Paper& paper) {
  Fields fields(page_definition);
  const auto length = [&] { return std::max(length_from(fields.i32()), 0); };
  paper.width = length();
  paper.height = length();
  fields.skip(8);  // left, right
  std::int32_t margins = length();
  for (int i = 0; i < 3; ++i) margins += length();  // bottom, header, footer
  fields.skip(4);                                   // gutter
  const bool landscape = (fields.u32() & 1U) != 0;
  if (landscape) std::swap(paper.width, paper.height);
  paper.body_height = paper.height - margins;
}

}  // namespace

bool Body::deeper(std::int32_t depth) {
  too_deep_ = too_deep_ || depth > depth_max_;
  return !too_deep_;
}

Block Body::block(ElementKind kind, std::string text) const {
  return {.kind = kind, .text = std::move(text), .first_page = pages_.current(), .last_page = pages_.current()};
}

void Body::section(const Records& records, std::vector<Block>& out) {
  records_ = &records;
  builder_.count_in(raw_text(records));
  // The section's definition is the first control of its first paragraph: pages must know it before any line.
  const auto definition = std::ranges::find_if(records.list, [](const Record& record) {
    return record.tag == Tag::control_header && Fields(record.bytes).u32() == control_id("secd");
  });
  Paper paper;
  if (definition != records.list.end()) {
    Fields fields(definition->bytes);
    fields.skip(18);  // id, attributes, column gap, grid, tab stops
    outline_numbering_ = fields.u16();
    paper.number = fields.u16();
    const auto begin = static_cast<std::size_t>(definition - records.list.begin());
    for (std::size_t i = begin; i < definition->end; ++i) {
      if (at(i).tag == Tag::page_definition) read_paper(at(i).bytes, paper);
    }
  }
  if (pages_.current() < 0 && paper.number == 0) paper.number = info_.first_page_number();
  pages_.begin_section(paper);
  paragraphs({0, records.list.size()}, out, 1, true);
}

void Body::paragraphs(Range range, std::vector<Block>& out, std::int32_t depth, bool top) {
  if (!deeper(depth)) return;
  bool memos = false;
  for (std::size_t i = range.first; i < range.second; i = at(i).end) {
    if (at(i).tag == Tag::memo_list) memos = true;
    if (at(i).tag == Tag::list_header && memos) {
      const std::size_t end = end_of_list(i, range.second);
      aside({i, end}, ElementKind::paragraph, "memo", out, depth);
      while (at(i).end < end) i = at(i).end;
    } else if (at(i).tag == Tag::paragraph_header) {
      paragraph(i, out, depth + 1, top);
    }
  }
}

// Lines that begin at or before a position in the text, which the pages have not met yet.
void Body::lines(Paragraph& paragraph, std::size_t until) {
  if (!paragraph.top) return;
  for (; (paragraph.next_line + 1) * kSegmentSize <= paragraph.segments.size(); ++paragraph.next_line) {
    Fields segment(paragraph.segments.substr(paragraph.next_line * kSegmentSize, kSegmentSize));
    if (segment.u32() > until && paragraph.next_line > 0) return;
    const std::int32_t position = length_from(segment.i32());
    pages_.line(
        {.position = position, .height = length_from(segment.i32()), .first_of_paragraph = paragraph.next_line == 0});
  }
}

std::vector<Body::Letters> Body::letters_of(std::string_view letter_shapes, bool painted) const {
  std::vector<Letters> letters;
  bool any = false;
  for (Fields fields(letter_shapes); fields.left() >= 8;) {
    const std::size_t begin = fields.u32();
    const Sight sight = info_.sight(fields.u32());
    letters.push_back({begin, sight == Sight::never || (sight == Sight::needs_background && !painted)});
    any = any || letters.back().unseen;
  }
  if (!any) letters.clear();
  return letters;
}

void Body::begin_paragraph(std::size_t index, Paragraph& paragraph) {
  Fields fields(at(index).bytes);
  fields.skip(8);  // length, mask of controls
  paragraph.shape = fields.u16();
  paragraph.style = fields.u8();
  const std::uint32_t breaks = fields.u8();
  const ParagraphShape& shape = info_.shape(paragraph.shape);
  for (std::size_t i = index + 1; i < at(index).end; i = at(i).end) {
    if (at(i).tag == Tag::control_header) paragraph.controls.push_back(i);
    if (at(i).tag == Tag::line_segments) paragraph.segments = at(i).bytes;
    if (at(i).tag == Tag::paragraph_letters) paragraph.letters = letters_of(at(i).bytes, painted_ > 0 || shape.painted);
  }
  if (paragraph.top) {
    if ((breaks & kPageBreak) != 0 || shape.page_before) pages_.page_break();
    if ((breaks & kColumnBreak) != 0) pages_.column_break();
    lines(paragraph, 0);
  }
  paragraph.first_page = pages_.current();
}

void Body::paragraph(std::size_t index, std::vector<Block>& out, std::int32_t depth, bool top) {
  if (!deeper(depth)) return;
  Paragraph paragraph{.top = top};
  begin_paragraph(index, paragraph);
  for (std::size_t i = index + 1; i < at(index).end; i = at(i).end) {
    if (at(i).tag == Tag::paragraph_text) text(at(i).bytes, paragraph, depth + 1);
  }
  while (paragraph.next_control < paragraph.controls.size())  // controls that no text names
    control(paragraph.controls[paragraph.next_control++], paragraph, depth + 1);
  lines(paragraph, SIZE_MAX);
  if (top && count_visible(paragraph.text) > 0) pages_.text(!paragraph.segments.empty());
  flush(paragraph);
  std::ranges::move(paragraph.done, std::back_inserter(out));
  std::ranges::move(paragraph.after, std::back_inserter(out));
  paragraphs(below(index), out, depth + 1, false);  // memos hang below the last paragraph of a section
}

void Body::append(Paragraph& paragraph, std::string_view text) { paragraph.text += text; }

// Text without controls, whose first unit is the paragraph's `begin`-th.
void Body::plain(std::string_view units, std::size_t begin, Paragraph& paragraph) {
  const auto add = [&](std::string_view part, bool unseen) {
    const std::string text = utf8_from(part);
    if (count_visible(text) > 0) paragraph.formula_only = false;
    (unseen ? paragraph.hidden : paragraph.text) += text;
  };
  if (paragraph.letters.empty()) return add(units, false);
  const std::size_t end = begin + units.size() / 2;
  for (std::size_t i = 0; i < paragraph.letters.size(); ++i) {
    const std::size_t from = i == 0 ? begin : std::max(begin, paragraph.letters[i].begin);
    const std::size_t to = i + 1 < paragraph.letters.size() ? std::min(end, paragraph.letters[i + 1].begin) : end;
    if (from < to) add(units.substr(2 * (from - begin), 2 * (to - from)), paragraph.letters[i].unseen);
  }
}

void Body::text(std::string_view units, Paragraph& paragraph, std::int32_t depth) {
  const std::size_t count = units.size() / 2;
  std::size_t run = 0;
  for (std::size_t i = 0; i < count;) {
    const char16_t unit = unit_at(units, i);
    if (unit >= 32) {
      ++i;
      continue;
    }
    if (i > run) plain(units.substr(2 * run, 2 * (i - run)), run, paragraph);
    if (unit == 9) append(paragraph, "\t");
    if (unit == 10) append(paragraph, "\n");
    if (unit == 24) append(paragraph, "-");
    if (unit == 30 || unit == 31) append(paragraph, " ");
    const bool named = !is_single_unit(unit) && i + kControlUnits <= count;
    const bool inline_only = unit == 4 || unit == 9 || (unit >= 5 && unit <= 8) || unit == 19 || unit == 20;
    if (named && !inline_only) {
      lines(paragraph, i);
      next_control(Fields(units.substr(2 * i + 2, 4)).u32(), paragraph, depth);
    }
    i += is_single_unit(unit) ? 1 : kControlUnits;
    run = std::min(i, count);
  }
  if (count > run) plain(units.substr(2 * run), run, paragraph);
}

void Body::formula(const std::string& script, Paragraph& paragraph) {
  const std::string latex = latex_from_equation(script);
  if (latex.empty()) return append(paragraph, script);
  const std::string text = "$" + latex + "$";
  paragraph.text += text;
  paragraph.formula_text += count_visible(to_nfc(text));
  paragraph.scripts.append(paragraph.scripts.empty() ? "" : " ").append(script);
  paragraph.latex.append(paragraph.latex.empty() ? "" : "\\quad ").append(latex);
}

void Body::flush(Paragraph& paragraph) {
  Block piece = block(ElementKind::paragraph, std::exchange(paragraph.text, {}));
  piece.first_page = std::exchange(paragraph.first_page, pages_.current());
  if (std::string hidden = std::exchange(paragraph.hidden, {}); count_visible(hidden) > 0) {
    ++hidden_;
    Block unseen = block(ElementKind::paragraph, std::move(hidden));
    unseen.role = "hidden";
    paragraph.after.push_back(std::move(unseen));
  }
  const std::string scripts = std::exchange(paragraph.scripts, {});
  std::string latex = std::exchange(paragraph.latex, {});
  const std::int64_t formula_text = std::exchange(paragraph.formula_text, 0);
  if (count_visible(piece.text) == 0) return;
  const bool listed = info_.shape(paragraph.shape).head != HeadType::none;
  if (!latex.empty() && paragraph.formula_only && !listed) {
    piece.kind = ElementKind::formula;
    piece.text = scripts;
    piece.latex = std::move(latex);
  } else {  // within words a formula stands as LaTeX between dollar signs instead of its script
    builder_.drop("equation_script", scripts);
    builder_.count_in(formula_text);
  }
  if (!std::exchange(paragraph.classified, true)) classify(paragraph, piece);
  paragraph.done.push_back(std::move(piece));
}

void Body::classify(const Paragraph& paragraph, Block& block) {
  const ParagraphShape& shape = info_.shape(paragraph.shape);
  std::string mark;
  if (shape.head == HeadType::bullet) mark = info_.bullet(shape.id);
  if (shape.head == HeadType::number) mark = info_.next_number(shape.id, shape.level);
  if (shape.head == HeadType::outline) mark = info_.next_number(outline_numbering_, shape.level);
  const auto level = static_cast<std::int32_t>(shape.level);
  std::int32_t outline = shape.head == HeadType::outline ? level + 1 : 0;
  if (outline == 0) outline = info_.outline_of_style(paragraph.style);
  if (outline > 0 && block.latex.empty() && count_code_points(block.text) <= kHeadingCodePointsMax) {
    block.kind = ElementKind::heading;
    block.level = std::min(outline, 6);
  } else if (shape.head != HeadType::none) {
    block.kind = ElementKind::list_item;
    block.level = level + 1;
  }
  if (mark.empty()) return;
  builder_.count_in(mark);
  block.text = mark + " " + block.text;
}

}  // namespace onggi::parse::hwp
