// Tables, shapes, pictures and equations; see body.h. Records: HWP 5.0 file format, "objects".
#include <algorithm>
#include <utility>

#include "parse/worker/flow/addressed_table.h"
#include "parse/worker/hwp/body.h"
#include "text/text.h"

namespace onggi::parse::hwp {
namespace {

constexpr std::uint32_t kTitleCell = 1U << 18U;
constexpr std::uint32_t kCaptionAbove = 2;

Cell cell_of(std::string_view list_header) {
  Fields fields(list_header);
  fields.skip(4);  // count of paragraphs
  Cell cell;
  cell.header = (fields.u32() & kTitleCell) != 0;
  cell.column = fields.u16();
  cell.row = fields.u16();
  cell.column_span = std::max<std::int32_t>(fields.u16(), 1);
  cell.row_span = std::max<std::int32_t>(fields.u16(), 1);
  return cell;
}

std::size_t fill_of_cell(std::string_view list_header) {
  Fields fields(list_header);
  fields.skip(32);  // list, address, spans, size, margins
  return fields.u16();
}

std::size_t fill_of_table(std::string_view table) {
  Fields fields(table);
  fields.skip(4);  // attributes
  const std::size_t rows = fields.u16();
  fields.skip(12 + 2 * rows);  // columns, spacing, margins, cells of each row
  return fields.u16();
}

// Where an object stands ("common properties of objects") and whether a table may be cut at page borders.
struct Placing {
  bool in_line = false;      // like a character
  bool pushes_text = false;  // below its paragraph's line, with text above and below
  bool splits = false;
  std::int32_t height = 0;
};

Placing placing_of(std::string_view control_header, std::string_view table) {
  constexpr std::uint32_t kParagraph = 2;      // what an object's place is counted from
  constexpr std::uint32_t kAboveAndBelow = 1;  // where text flows
  constexpr std::uint32_t kNever = 0;          // kinds of cutting: never, anywhere,
  constexpr std::uint32_t kAtCells = 2;        // between rows
  Fields fields(control_header);
  fields.skip(4);  // id
  const std::uint32_t attributes = fields.u32();
  fields.skip(12);  // offsets, width
  Fields properties(table);
  const std::uint32_t cutting = properties.u32() & 3U;
  const std::uint16_t rows = properties.u16();
  return {.in_line = (attributes & 1U) != 0,
          .pushes_text = (attributes >> 3U & 3U) == kParagraph && (attributes >> 21U & 7U) == kAboveAndBelow,
          .splits = cutting != kNever && (cutting != kAtCells || rows > 1),
          .height = length_from(fields.i32())};
}

bool is_above(std::string_view caption_list) {
  Fields fields(caption_list);
  fields.skip(8);  // as every list
  return (fields.u32() & 3U) == kCaptionAbove;
}

}  // namespace

std::size_t Body::end_of_list(std::size_t list, std::size_t end) const {
  std::size_t i = at(list).end;
  while (i < end && at(i).tag == Tag::paragraph_header) i = at(i).end;
  return i;
}

void Body::object(std::size_t index, Paragraph& paragraph, std::int32_t depth) {
  const std::string description = object_description(at(index).bytes);
  const auto [begin, end] = below(index);
  std::vector<Block> captions;
  ++painted_;  // what is behind the text of a shape is not known
  for (std::size_t i = begin; i < end;) {
    const bool caption = at(i).tag == Tag::list_header;
    const std::size_t next = caption ? end_of_list(i, end) : at(i).end;
    if (caption) {
      aside({i, next}, ElementKind::caption, {}, is_above(at(i).bytes) ? paragraph.after : captions, depth);
    } else {
      shape({i, next}, description, "text_box", paragraph, depth);
    }
    i = next;
  }
  --painted_;
  std::ranges::move(captions, std::back_inserter(paragraph.after));
}

void Body::shape(Range range, std::string_view description, std::string_view role, Paragraph& paragraph,
                 std::int32_t depth) {
  if (!deeper(depth)) return;
  for (std::size_t i = range.first; i < range.second;) {
    const Record& record = at(i);
    const std::size_t next = record.tag == Tag::list_header ? end_of_list(i, range.second) : record.end;
    if (record.tag == Tag::list_header) {
      text_box({i, next}, role, paragraph.after, depth + 1);
    } else if (record.tag == Tag::picture) {
      picture(record.bytes, description, paragraph);
    } else if (record.tag == Tag::ole) {
      ole(record.bytes, paragraph);
    } else if (record.tag == Tag::equation) {
      formula(equation_script(record.bytes), paragraph);
    } else if (record.tag == Tag::text_art) {
      paragraph.formula_only = false;
      append(paragraph, text_art(record.bytes));
    } else if (record.tag == Tag::form_object) {
      Block field = block(ElementKind::paragraph, form_text(record.bytes));
      field.role = "form_field";
      paragraph.after.push_back(std::move(field));
    } else {
      shape(below(i), description, role, paragraph, depth + 1);
    }
    i = next;
  }
}

void Body::text_box(Range range, std::string_view role, std::vector<Block>& out, std::int32_t depth) {
  const std::size_t begin = out.size();
  paragraphs(range, out, depth, false);
  for (std::size_t i = begin; i < out.size(); ++i) {
    const bool body = out[i].kind != ElementKind::footnote && out[i].picture.empty() && out[i].role.empty();
    if (body) out[i].role = role;
  }
}

void Body::picture(std::string_view bytes, std::string_view description, Paragraph& paragraph) {
  constexpr std::size_t kBinaryOffset = 71;  // behind border, corners, crop, margins, brightness, contrast, effect
  Fields fields(bytes);
  fields.skip(kBinaryOffset);
  builder_.count_in(description);
  Block figure = block(ElementKind::figure, std::string(description));
  figure.picture = std::to_string(fields.u16());
  paragraph.after.push_back(std::move(figure));
}

void Body::ole(std::string_view bytes, Paragraph& paragraph) {
  Fields fields(bytes);
  fields.skip(12);  // attributes, size
  Block object = block(ElementKind::table, {});
  object.picture = std::to_string(fields.u16());
  object.attached = Attached::chart;
  paragraph.after.push_back(std::move(object));
}

Table Body::grid(Range range, std::vector<Block>& hoisted, std::int32_t depth) {
  Table table;
  for (std::size_t i = range.first; i < range.second;) {
    std::size_t next = at(i).end;
    if (at(i).tag == Tag::table) {
      Fields fields(at(i).bytes);
      fields.skip(4);  // attributes
      table.rows = fields.u16();
    } else if (at(i).tag == Tag::list_header) {
      next = end_of_list(i, range.second);
      Cell cell = cell_of(at(i).bytes);
      const bool painted = info_.paints(fill_of_cell(at(i).bytes));
      painted_ += painted ? 1 : 0;
      cell.text = flattened({i, next}, hoisted, depth + 1);
      painted_ -= painted ? 1 : 0;
      table.cells.push_back(std::move(cell));
    }
    i = next;
  }
  return from_addresses(std::move(table));
}

// Only a table in the flow is cut at page borders, another that finds no room begins on the next page.
void Body::place(std::size_t index, std::size_t table, const Paragraph& paragraph, Block& block) {
  if (!paragraph.top || table >= at(index).end) return;
  const Placing placing = placing_of(at(index).bytes, at(table).bytes);
  if (placing.in_line || !placing.pushes_text || pages_.lies_above(placing.height)) return;
  if (placing.splits) {
    pages_.tall(placing.height);
    block.last_page = pages_.current();
  } else if (!pages_.fits(placing.height)) {
    block.first_page = block.last_page = pages_.next();
  }
}

void Body::table(std::size_t index, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth)) return;
  flush(paragraph);
  auto [begin, end] = below(index);
  std::vector<Block> captions;
  bool above = false;
  while (begin < end && at(begin).tag != Tag::table) {  // what comes before the TABLE record is the caption
    const std::size_t next = at(begin).tag == Tag::list_header ? end_of_list(begin, end) : at(begin).end;
    if (at(begin).tag == Tag::list_header) {
      above = is_above(at(begin).bytes);
      aside({begin, next}, ElementKind::caption, {}, captions, depth);
    }
    begin = next;
  }
  std::vector<Block> hoisted;
  Block block = this->block(ElementKind::table, {});
  const bool painted = begin < end && info_.paints(fill_of_table(at(begin).bytes));
  painted_ += painted ? 1 : 0;
  block.table = grid({begin, end}, hoisted, depth);
  painted_ -= painted ? 1 : 0;
  place(index, begin, paragraph, block);
  auto& out = paragraph.done;
  if (above) std::ranges::move(captions, std::back_inserter(out));
  if (!block.table->cells.empty()) out.push_back(std::move(block));
  if (!above) std::ranges::move(captions, std::back_inserter(out));
  std::ranges::move(hoisted, std::back_inserter(out));
  paragraph.first_page = pages_.current();
}

}  // namespace onggi::parse::hwp
