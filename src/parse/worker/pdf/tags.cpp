// See tags.h.
#include "parse/worker/pdf/tags.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>
#include <type_traits>

#include "parse/worker/document_builder.h"
#include "parse/worker/pdf/utf16.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

constexpr std::int32_t kDepthMax = 60;
constexpr std::int32_t kElementsMax = 50'000;  // of one page

struct CloseTree {
  void operator()(FPDF_STRUCTTREE tree) const { FPDF_StructTree_Close(tree); }
};

std::string type_of(FPDF_STRUCTELEMENT element) {
  return utf16_text(
      [&](void* bytes, unsigned long length) { return FPDF_StructElement_GetType(element, bytes, length); });
}

std::int32_t span_of(FPDF_STRUCTELEMENT cell, const char* name) {
  const int count = std::min(FPDF_StructElement_GetAttributeCount(cell), 50);
  for (int i = 0; i < count; ++i) {
    const FPDF_STRUCTELEMENT_ATTR attribute = FPDF_StructElement_GetAttributeAtIndex(cell, i);
    if (attribute == nullptr) continue;
    const FPDF_STRUCTELEMENT_ATTR_VALUE value = FPDF_StructElement_Attr_GetValue(attribute, name);
    float number = 0;
    if (value == nullptr || FPDF_StructElement_Attr_GetNumberValue(value, &number) == 0) continue;
    return number >= 1 && number <= 1000 ? static_cast<std::int32_t>(number) : 1;
  }
  return 1;
}

// Block types that begin a piece of text of their own; 0 as level means "look at it yourself".
std::optional<Tag> block_tag(std::string_view type, std::int32_t list_depth) {
  if (type.size() == 2 && type[0] == 'H' && type[1] >= '1' && type[1] <= '6')
    return Tag{.kind = ElementKind::heading, .level = type[1] - '0'};
  if (type == "H" || type == "Title") return Tag{.kind = ElementKind::heading, .level = 1};
  if (type == "P" || type == "BlockQuote" || type == "TOCI" || type == "Index" || type == "BibEntry") return Tag{};
  if (type == "LI") return Tag{.kind = ElementKind::list_item, .level = std::max(list_depth, 1)};
  if (type == "Caption") return Tag{.kind = ElementKind::caption};
  if (type == "Note" || type == "FENote") return Tag{.kind = ElementKind::footnote};
  if (type == "Code") return Tag{.kind = ElementKind::code};
  if (type == "Figure") return Tag{.kind = ElementKind::figure};
  if (type == "Formula") return Tag{.kind = ElementKind::formula};
  return std::nullopt;
}

class TreeReader {
 public:
  explicit TreeReader(PageTags& result) : result_(result) {}

  struct Where {
    std::int32_t tag = -1, list_depth = 0, table = -1, cell = -1, depth = 0;
    bool in_item = false;
  };

  void element(FPDF_STRUCTELEMENT element, Where where) {
    if (element == nullptr || ++where.depth > kDepthMax || ++seen_ > kElementsMax) return;
    const std::string type = type_of(element);
    if (type == "Table") return table(element, where);
    if (type == "TR") return row(element, where);
    if ((type == "TD" || type == "TH") && where.table >= 0) return cell(element, type == "TH", where);
    if (type == "L") where.list_depth += 1, where.in_item = false;
    block(element, type, where);
    children(element, where);
  }

 private:
  void block(FPDF_STRUCTELEMENT element, std::string_view type, Where& where) {
    // A paragraph inside of a list item, caption or note belongs to it.
    const bool inner = type == "P" && where.tag >= 0 && where.in_item;
    auto tag = block_tag(type, where.list_depth);
    if (!tag || inner) return;
    tag->table = where.table;
    tag->cell = where.cell;
    if (tag->kind == ElementKind::figure || tag->kind == ElementKind::formula) {
      tag->alternative = utf16_text(
          [&](void* bytes, unsigned long length) { return FPDF_StructElement_GetAltText(element, bytes, length); });
    }
    where.tag = add(*std::move(tag));
    where.in_item = type != "P" && !type.starts_with('H') && type != "BlockQuote" && type != "Figure";
  }

  std::int32_t add(Tag tag) {
    result_.tags.push_back(std::move(tag));
    return static_cast<std::int32_t>(result_.tags.size()) - 1;
  }

  void children(FPDF_STRUCTELEMENT element, const Where& where) {
    const int count = std::min(FPDF_StructElement_CountChildren(element), kElementsMax);
    for (int i = 0; i < count; ++i) {
      const int mcid = FPDF_StructElement_GetChildMarkedContentID(element, i);
      if (mcid >= 0) content(mcid, where);
      if (mcid < 0) this->element(FPDF_StructElement_GetChildAtIndex(element, i), where);
    }
  }

  void content(int mcid, const Where& where) {
    std::int32_t tag = where.tag;
    if (tag < 0) tag = add({.table = where.table, .cell = where.cell, .told = false});
    result_.of_mcid.try_emplace(mcid, tag);
  }

  void table(FPDF_STRUCTELEMENT element, Where where) {
    if (where.table >= 0) return children(element, where);  // nested: text of the outer cell
    where.table = static_cast<std::int32_t>(result_.tables.size());
    where.cell = -1;
    result_.tables.emplace_back();
    grids_.emplace_back();
    where.tag = -1;
    children(element, where);
    result_.tables[static_cast<std::size_t>(where.table)] = grids_.back().take();
  }

  void row(FPDF_STRUCTELEMENT element, Where where) {
    if (where.table >= 0 && where.cell < 0) grids_.back().next_row();
    children(element, where);
  }

  void cell(FPDF_STRUCTELEMENT element, bool header, Where where) {
    if (where.cell < 0) {
      where.cell = cells_++;
      grids_.back().add("", span_of(element, "RowSpan"), span_of(element, "ColSpan"), header);
    }
    where.tag = add({.table = where.table, .cell = where.cell});
    where.in_item = false;
    children(element, where);
  }

  PageTags& result_;
  std::vector<TableGrid> grids_;
  std::int32_t seen_ = 0;
  std::int32_t cells_ = 0;  // over the whole page
};

}  // namespace

PageTags load_tags(FPDF_PAGE page) {
  PageTags result;
  const std::unique_ptr<std::remove_pointer_t<FPDF_STRUCTTREE>, CloseTree> tree(FPDF_StructTree_GetForPage(page));
  if (!tree) return result;
  TreeReader reader(result);
  const int count = std::min(FPDF_StructTree_CountChildren(tree.get()), kElementsMax);
  for (int i = 0; i < count; ++i) reader.element(FPDF_StructTree_GetChildAtIndex(tree.get(), i), {});
  return result;
}

namespace {

// How often the text jumps up without going to the right: once a column is reading, more often is chaos.
bool runs_down(const PageTags& tags, const PageSource& source) {
  std::vector<std::optional<Box>> boxes(tags.tags.size());
  for (const Glyph& glyph : source.glyphs) {
    if (glyph.tag < 0) continue;
    std::optional<Box>& box = boxes[static_cast<std::size_t>(glyph.tag)];
    box = box ? united(*box, glyph.box) : glyph.box;
  }
  std::size_t jumps = 0, steps = 0;
  const Box* last = nullptr;
  for (const auto& box : boxes) {
    if (!box) continue;
    if (last != nullptr) ++steps;
    if (last != nullptr && box->y1 < last->y0 - 2 && box->x0 < last->x1 - 5) ++jumps;
    last = &*box;
  }
  return jumps * 8 <= steps + 8;
}

}  // namespace

bool apply_tags(const PageTags& tags, PageSource& source) {
  std::size_t covered = 0;
  for (Glyph& glyph : source.glyphs) {
    const auto found = tags.of_mcid.find(glyph.tag);
    glyph.tag = glyph.tag < 0 || found == tags.of_mcid.end() ? -1 : found->second;
    covered += glyph.tag >= 0 && tags.tags[static_cast<std::size_t>(glyph.tag)].told ? 1U : 0U;
  }
  for (Picture& picture : source.pictures) {
    const auto found = tags.of_mcid.find(picture.tag);
    picture.tag = picture.tag < 0 || found == tags.of_mcid.end() ? -1 : found->second;
  }
  // Headers and footers are artifacts without tags.
  if (covered * 10 >= source.glyphs.size() * 8 && covered > 0 && runs_down(tags, source)) return true;
  for (Glyph& glyph : source.glyphs) glyph.tag = -1;
  return false;
}

namespace {

bool is_complete(const Table& table) {
  std::int64_t covered = 0;
  for (const Cell& cell : table.cells) covered += std::int64_t{cell.row_span} * cell.column_span;
  return covered == std::int64_t{table.rows} * table.columns;
}

// Cells without content are not in the tree of a page: the cells behind them moved to the left. Their places tell where
// they belong.
void move_back(DraftTable& draft) {
  Table& table = draft.table;
  const auto columns = static_cast<std::size_t>(table.columns);
  std::vector<double> sum(columns, 0), count(columns, 0);
  std::vector<std::int32_t> width(static_cast<std::size_t>(table.rows), 0);
  for (const Cell& cell : table.cells) {
    if (cell.row_span > 1) return;  // too entangled to be sure
    width[static_cast<std::size_t>(cell.row)] += cell.column_span;
  }
  const auto middle = [](const Cell& cell) { return (cell.box->x0 + cell.box->x1) / 2; };
  for (const Cell& cell : table.cells) {
    if (width[static_cast<std::size_t>(cell.row)] != table.columns || cell.column_span > 1 || !cell.box) continue;
    sum[static_cast<std::size_t>(cell.column)] += middle(cell);
    count[static_cast<std::size_t>(cell.column)] += 1;
  }
  if (std::find(count.begin(), count.end(), 0.0) != count.end()) return;
  std::int32_t row = -1, next = 0;
  for (Cell& cell : table.cells) {
    if (cell.row != row) row = cell.row, next = 0;
    if (width[static_cast<std::size_t>(row)] == table.columns || !cell.box) continue;
    std::int32_t best = std::max(next, cell.column);
    for (std::int32_t column = best; column + cell.column_span <= table.columns; ++column) {
      const auto off = [&](std::int32_t at) {
        const auto i = static_cast<std::size_t>(at);
        return std::abs(sum[i] / count[i] - middle(cell));
      };
      if (off(column) < off(best)) best = column;
    }
    cell.column = std::min(best, table.columns - cell.column_span);
    next = cell.column + cell.column_span;
  }
}

}  // namespace

std::vector<DraftTable> take_tagged_tables(const PageTags& tags, PageSource& source, TagTables which) {
  std::vector<std::vector<std::vector<Glyph>>> glyphs(tags.tables.size());
  std::vector<std::int32_t> first_cell(tags.tables.size(), 0), first_tag(tags.tables.size(), -1);
  std::vector<bool> real(tags.tables.size());
  std::int32_t cells = 0;
  for (std::size_t i = 0; i < tags.tables.size(); ++i) {
    const auto count = tags.tables[i].cells.size();
    first_cell[i] = cells;
    cells += static_cast<std::int32_t>(count);
    glyphs[i].resize(count);
    const bool wanted = which == TagTables::all || is_complete(tags.tables[i]);
    real[i] = wanted && count >= 2 && tags.tables[i].columns >= 2;  // a table of one column is a frame around text
  }
  std::vector<Glyph> rest;
  for (Glyph& glyph : source.glyphs) {
    const Tag* tag = glyph.tag < 0 ? nullptr : &tags.tags[static_cast<std::size_t>(glyph.tag)];
    const auto table = static_cast<std::size_t>(tag == nullptr ? 0 : std::max(tag->table, 0));
    const std::size_t cell =
        tag == nullptr || tag->cell < 0 ? 0 : static_cast<std::size_t>(tag->cell - first_cell[table]);
    if (tag == nullptr || tag->table < 0 || tag->cell < 0 || !real[table] || cell >= glyphs[table].size()) {
      rest.push_back(glyph);
      continue;
    }
    if (first_tag[table] < 0) first_tag[table] = glyph.tag;
    glyphs[table][cell].push_back(glyph);
  }
  source.glyphs = std::move(rest);
  std::vector<DraftTable> drafts;
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    if (first_tag[i] < 0) continue;
    DraftTable& draft = drafts.emplace_back();
    draft.table = tags.tables[i];
    draft.tag = first_tag[i];
    fill_cells(draft, glyphs[i]);
    if (!is_complete(draft.table)) move_back(draft);
  }
  return drafts;
}

}  // namespace onggi::parse::pdf
