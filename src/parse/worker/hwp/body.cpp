// Paragraphs of an HWP 5 section; see body.h. Records: HWP 5.0 file format, "body text".
#include "parse/worker/hwp/body.h"

#include <algorithm>
#include <utility>

#include "text/text.h"

namespace onggi::parse::hwp {
namespace {

constexpr std::size_t kHeadingCodePointsMax = 120;  // longer outline paragraphs are running text with a number
constexpr std::size_t kSegmentSize = 36;

// Kinds of break in a paragraph's header.
constexpr std::uint32_t kPageBreak = 4;
constexpr std::uint32_t kColumnBreak = 8;

void read_paper(std::string_view page_definition, Paper& paper) {
  constexpr std::int32_t kLengthMax = 10'000'000;
  Fields fields(page_definition);
  const auto length = [&] { return std::clamp(fields.i32(), 0, kLengthMax); };
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

void Body::lines(std::string_view segments, bool first) {
  const std::size_t count = segments.size() / kSegmentSize;
  for (std::size_t i = first ? 0 : 1; i < (first ? std::min<std::size_t>(count, 1) : count); ++i) {
    Fields segment(segments.substr(i * kSegmentSize, kSegmentSize));
    segment.skip(4);  // where in the text the line begins
    const std::int32_t position = segment.i32();
    pages_.line({.position = position, .height = segment.i32(), .first_of_paragraph = first});
  }
}

void Body::paragraph(std::size_t index, std::vector<Block>& out, std::int32_t depth, bool top) {
  if (!deeper(depth)) return;
  Fields fields(at(index).bytes);
  fields.skip(8);  // length, mask of controls
  Paragraph paragraph{.shape = fields.u16(), .top = top};
  paragraph.style = fields.u8();
  const std::uint32_t breaks = fields.u8();
  std::string_view segments;
  for (std::size_t i = index + 1; i < at(index).end; i = at(i).end) {
    if (at(i).tag == Tag::control_header) paragraph.controls.push_back(i);
    if (at(i).tag == Tag::line_segments) segments = at(i).bytes;
  }
  if (top) {
    if ((breaks & kPageBreak) != 0 || info_.shape(paragraph.shape).page_before) pages_.page_break();
    if ((breaks & kColumnBreak) != 0) pages_.column_break();
    lines(segments, true);
  }
  paragraph.first_page = pages_.current();
  for (std::size_t i = index + 1; i < at(index).end; i = at(i).end) {
    if (at(i).tag == Tag::paragraph_text) text(at(i).bytes, paragraph, depth + 1);
  }
  while (paragraph.next_control < paragraph.controls.size())  // controls that no text names
    control(paragraph.controls[paragraph.next_control++], paragraph, depth + 1);
  if (top) lines(segments, false);
  if (top && count_visible(paragraph.text) > 0) pages_.text(!segments.empty());
  flush(paragraph);
  std::ranges::move(paragraph.done, std::back_inserter(out));
  std::ranges::move(paragraph.after, std::back_inserter(out));
  paragraphs(below(index), out, depth + 1, false);  // memos hang below the last paragraph of a section
}

void Body::append(Paragraph& paragraph, std::string_view text) { paragraph.text += text; }

void Body::text(std::string_view units, Paragraph& paragraph, std::int32_t depth) {
  const std::size_t count = units.size() / 2;
  std::size_t run = 0;
  const auto plain_until = [&](std::size_t end) {
    if (end == run) return;
    const std::string plain = utf8_from(units.substr(2 * run, 2 * (end - run)));
    if (count_visible(plain) > 0) paragraph.formula_only = false;
    append(paragraph, plain);
  };
  for (std::size_t i = 0; i < count;) {
    const char16_t unit = unit_at(units, i);
    if (unit >= 32) {
      ++i;
      continue;
    }
    plain_until(i);
    if (unit == 9) append(paragraph, "\t");
    if (unit == 10) append(paragraph, "\n");
    if (unit == 24) append(paragraph, "-");
    if (unit == 30 || unit == 31) append(paragraph, " ");
    const bool named = !is_single_unit(unit) && i + kControlUnits <= count;
    const bool inline_only = unit == 4 || unit == 9 || (unit >= 5 && unit <= 8) || unit == 19 || unit == 20;
    if (named && !inline_only) next_control(Fields(units.substr(2 * i + 2, 4)).u32(), paragraph, depth);
    i += is_single_unit(unit) ? 1 : kControlUnits;
    run = std::min(i, count);
  }
  plain_until(count);
}

void Body::flush(Paragraph& paragraph) {
  Block piece = block(ElementKind::paragraph, std::exchange(paragraph.text, {}));
  piece.first_page = paragraph.first_page;
  if (count_visible(piece.text) == 0) return;
  if (paragraph.formula_only) piece.kind = ElementKind::formula;
  if (!std::exchange(paragraph.classified, true)) classify(paragraph, piece);
  paragraph.done.push_back(std::move(piece));
  paragraph.first_page = pages_.current();
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
  if (outline > 0 && count_code_points(block.text) <= kHeadingCodePointsMax) {
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
