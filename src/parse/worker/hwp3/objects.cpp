// Tables, boxes, pictures, notes of an HWP 3 document; see body.h.
#include <algorithm>
#include <utility>

#include "parse/worker/flow/addressed_table.h"
#include "parse/worker/flow/equation.h"
#include "parse/worker/hwp3/body.h"
#include "text/text.h"

namespace onggi::parse::hwp3 {
namespace {

// Offsets in what a box or picture says of itself.
constexpr std::size_t kAnchor = 8;
constexpr std::size_t kCaptionPlace = 70;
constexpr std::size_t kBoxKind = 78;
constexpr std::size_t kPictureKind = 74;
constexpr std::size_t kPictureName = 83;

enum BoxKind : std::uint16_t { kTable = 0, kTextBox = 1, kEquation = 2, kButton = 3 };

std::uint16_t number_at(std::string_view fields, std::size_t offset) {
  return Cursor(fields.substr(std::min(offset, fields.size()))).u16();
}

bool is_caption_above(std::string_view fields) {
  constexpr std::uint16_t kOutsideAbove = 1;
  constexpr std::uint16_t kInsideAbove = 3;
  const std::uint16_t place = number_at(fields, kCaptionPlace);
  return place == kOutsideAbove || place == kInsideAbove;
}

// Edges of cells along one axis; such as lie nearer than this are one.
class Edges {
 public:
  void add(std::int32_t edge) { edges_.push_back(edge); }
  void close() {
    std::ranges::sort(edges_);
    std::vector<std::int32_t> apart;
    for (const std::int32_t edge : edges_) {
      if (apart.empty() || edge - apart.back() >= kNear) apart.push_back(edge);
    }
    edges_ = std::move(apart);
  }
  std::int32_t index(std::int32_t edge) const {
    const auto after = std::ranges::upper_bound(edges_, edge);
    return static_cast<std::int32_t>(after - edges_.begin()) - 1;
  }
  std::int32_t gaps() const { return std::max(static_cast<std::int32_t>(edges_.size()) - 1, 1); }

 private:
  static constexpr std::int32_t kNear = 5;  // 1/1800 inch: less than a line is wide
  std::vector<std::int32_t> edges_;
};

// The format says where cells lie on paper, not in which row and column.
Table grid_of(const std::vector<CellBox>& boxes) {
  Edges columns;
  Edges rows;
  for (const CellBox& box : boxes) {
    columns.add(box.x);
    columns.add(box.x + box.width);
    rows.add(box.y);
    rows.add(box.y + box.height);
  }
  columns.close();
  rows.close();
  Table table{.rows = rows.gaps()};
  for (const CellBox& box : boxes) {
    Cell cell{.row = rows.index(box.y), .column = columns.index(box.x)};
    cell.row_span = std::max(rows.index(box.y + box.height) - cell.row, 1);
    cell.column_span = std::max(columns.index(box.x + box.width) - cell.column, 1);
    table.cells.push_back(std::move(cell));
  }
  return table;
}

}  // namespace

void Body::box(const Paragraph& paragraph, const Piece& piece, Passage& passage) {
  const bool above = is_caption_above(piece.fields);
  std::vector<Block> captions;
  aside(piece.caption, ElementKind::caption, {}, captions);
  const std::uint16_t kind = number_at(piece.fields, kBoxKind);
  const bool in_flow = kind == kTable;
  if (in_flow) flush(paragraph, passage);
  std::vector<Block>& out = in_flow ? passage.done : passage.after;
  if (above) std::ranges::move(captions, std::back_inserter(out));
  if (kind == kTable) {
    table(piece, out);
    passage.first_page = static_cast<std::int32_t>(labels_.size()) - 1;
  } else if (kind == kEquation) {
    formula(piece, passage);
  } else if (kind == kButton && Cursor(piece.fields.substr(kAnchor)).u8() == 0) {  // words of the line
    passage.formula_only = false;
    for (const Paragraphs& list : piece.lists) passage.text += flattened(list, passage.after);
  } else {
    for (const Paragraphs& list : piece.lists) text_box(list, out);
  }
  if (!above) std::ranges::move(captions, std::back_inserter(out));
}

void Body::table(const Piece& piece, std::vector<Block>& out) {
  std::vector<Block> hoisted;
  Table table = grid_of(piece.cells);
  table.cells.resize(std::min(table.cells.size(), piece.lists.size()));  // of a table that breaks off
  for (std::size_t i = 0; i < table.cells.size(); ++i) table.cells[i].text = flattened(piece.lists[i], hoisted);
  Block block = this->block(ElementKind::table, {});
  block.table = from_addresses(std::move(table));
  if (!block.table->cells.empty()) out.push_back(std::move(block));
  std::ranges::move(hoisted, std::back_inserter(out));
}

void Body::formula(const Piece& piece, Passage& passage) {
  for (const Paragraphs& list : piece.lists) {
    const std::string script = flattened(list, passage.after);
    const std::string latex = latex_from_equation(script);
    if (latex.empty()) {
      passage.text += script;
      continue;
    }
    const std::string text = "$" + latex + "$";
    passage.text += text;
    passage.formula_text += count_visible(to_nfc(text));
    passage.scripts.append(passage.scripts.empty() ? "" : " ").append(script);
    passage.latex.append(passage.latex.empty() ? "" : "\\quad ").append(latex);
  }
}

void Body::text_box(const Paragraphs& paragraphs, std::vector<Block>& out) {
  const std::size_t begin = out.size();
  this->paragraphs(paragraphs, out, false);
  for (std::size_t i = begin; i < out.size(); ++i) {
    const bool body = out[i].kind != ElementKind::footnote && out[i].picture.empty() && out[i].role.empty();
    if (body) out[i].role = "text_box";
  }
}

void Body::picture(const Piece& piece, Passage& passage) {
  const std::string_view fields = piece.fields;
  constexpr std::uint16_t kDrawing = 3;
  for (const Paragraphs& list : piece.lists) text_box(list, passage.after);
  std::vector<Block> captions;
  aside(piece.caption, ElementKind::caption, {}, captions);
  const bool above = is_caption_above(fields);
  if (above) std::ranges::move(captions, std::back_inserter(passage.after));
  if (Cursor(fields.substr(kPictureKind)).u8() != kDrawing) {
    Block figure = block(ElementKind::figure, {});
    figure.picture = picture_key(fields.substr(kPictureName));
    if (!figure.picture.empty()) passage.after.push_back(std::move(figure));
  }
  if (!above) std::ranges::move(captions, std::back_inserter(passage.after));
}

void Body::margin(const Piece& piece, Passage& passage) {
  constexpr std::size_t kKind = 8;
  constexpr std::uint8_t kHeader = 0;
  const bool header = Cursor(piece.fields.substr(std::min(kKind, piece.fields.size()))).u8() == kHeader;
  const ElementKind kind = header ? ElementKind::page_header : ElementKind::page_footer;
  std::string text = flattened(piece.lists.front(), passage.after);
  if (count_visible(text) == 0) return;
  if (margins_.insert(std::string(to_string(kind)) + text).second) {
    passage.after.push_back(block(kind, std::move(text)));
  } else {
    builder_.drop("repeated_margin", text);
  }
}

void Body::aside(const Paragraphs& paragraphs, ElementKind kind, std::string_view role, std::vector<Block>& out) {
  std::vector<Block> hoisted;
  Block words = block(kind, flattened(paragraphs, hoisted));
  words.role = role;
  if (count_visible(words.text) > 0) out.push_back(std::move(words));
  std::ranges::move(hoisted, std::back_inserter(out));
}

std::string Body::flattened(const Paragraphs& paragraphs, std::vector<Block>& hoisted) {
  std::vector<Block> inner;
  this->paragraphs(paragraphs, inner, false);
  return flatten_cell(std::move(inner), hoisted, builder_);
}

}  // namespace onggi::parse::hwp3
