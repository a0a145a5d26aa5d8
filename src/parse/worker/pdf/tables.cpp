// Tables drawn with lines: rulings that touch each other make a grid; a missing ruling between two grid places makes a
// merged cell.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "parse/worker/pdf/grid.h"
#include "parse/worker/pdf/layout.h"

namespace onggi::parse::pdf {
namespace {

bool inside(const Box& box, const Glyph& glyph) {
  const double x = (glyph.box.x0 + glyph.box.x1) / 2, y = (glyph.box.y0 + glyph.box.y1) / 2;
  return x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1;
}

// The first rows are a header when their text is bold and the text below is not.
void mark_header(DraftTable& draft) {
  std::vector<bool> bold(static_cast<std::size_t>(draft.table.rows), true);
  for (std::size_t i = 0; i < draft.lines.size(); ++i) {
    const Cell& cell = draft.table.cells[i];
    const bool all =
        std::all_of(draft.lines[i].begin(), draft.lines[i].end(), [](const Line& line) { return line.bold; });
    for (std::int32_t row = cell.row; !all && row < cell.row + cell.row_span; ++row)
      bold[static_cast<std::size_t>(row)] = false;
  }
  const auto rows = static_cast<std::int32_t>(std::find(bold.begin(), bold.end(), false) - bold.begin());
  if (rows == draft.table.rows) return;
  for (Cell& cell : draft.table.cells) cell.header = cell.row + cell.row_span <= rows;
}

// Some tables have rulings around their body only: each line of text is a row. It shows where (nearly) every column has
// text at the same three or more heights; wrapped text has not.
std::vector<double> hidden_rows(const Grid& grid, std::size_t row, const std::vector<Span>& spans,
                                const std::vector<std::vector<Glyph>>& glyphs) {
  std::vector<std::vector<double>> columns;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (spans[i].row0 != row) continue;
    if (spans[i].row1 != row || spans[i].column0 != spans[i].column1) return {};
    std::vector<double>& heights = columns.emplace_back();
    for (const Glyph& glyph : glyphs[i]) heights.push_back(glyph.baseline);
    heights = clustered(std::move(heights));
  }
  if (columns.size() < 2 || columns.size() != grid.columns()) return {};
  const auto longest = std::max_element(columns.begin(), columns.end(),
                                        [](const auto& a, const auto& b) { return a.size() < b.size(); });
  if (longest->size() < 3) return {};
  const auto same = [&](const std::vector<double>& heights) {
    return heights.size() == longest->size() &&
           std::equal(heights.begin(), heights.end(), longest->begin(),
                      [](double a, double b) { return std::abs(a - b) <= kTouch; });
  };
  const auto equal = static_cast<std::size_t>(std::count_if(columns.begin(), columns.end(), same));
  if (equal < 2 || equal * 10 < columns.size() * 7) return {};
  std::vector<double> borders;
  for (std::size_t i = 1; i < longest->size(); ++i) {
    const double size = 0.35 * ((*longest)[i] - (*longest)[i - 1]);
    borders.push_back((*longest)[i - 1] + size);  // below the descenders of the row above
  }
  return borders;
}

DraftTable draft_of(const Grid& grid, const std::vector<Span>& spans, const std::vector<std::vector<Glyph>>& glyphs) {
  DraftTable draft;
  draft.box = grid.box();
  draft.ruled = true;
  draft.table.rows = static_cast<std::int32_t>(grid.rows());
  draft.table.columns = static_cast<std::int32_t>(grid.columns());
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const Span& span = spans[i];
    const Box box{grid.xs[span.column0], grid.ys[span.row0], grid.xs[span.column1 + 1], grid.ys[span.row1 + 1]};
    draft.table.cells.push_back({.row = static_cast<std::int32_t>(span.row0),
                                 .column = static_cast<std::int32_t>(span.column0),
                                 .row_span = static_cast<std::int32_t>(span.row1 - span.row0 + 1),
                                 .column_span = static_cast<std::int32_t>(span.column1 - span.column0 + 1),
                                 .text = {},
                                 .box = box});
  }
  fill_cells(draft, glyphs);
  mark_header(draft);
  return draft;
}

// Adds rulings between hidden rows; true where there are any.
bool cut_rows(Grid& grid, const std::vector<Span>& spans, const std::vector<std::vector<Glyph>>& glyphs) {
  std::vector<double> borders;
  for (std::size_t row = 0; row < grid.rows(); ++row) {
    const std::vector<double> own = hidden_rows(grid, row, spans, glyphs);
    borders.insert(borders.end(), own.begin(), own.end());
  }
  if (borders.empty() || (grid.rows() + borders.size()) * grid.columns() > kGridMax) return false;
  for (const double border : borders) {
    grid.ys.push_back(border);
    grid.horizontal.push_back({true, border, grid.xs.front(), grid.xs.back()});
  }
  std::sort(grid.ys.begin(), grid.ys.end());
  std::sort(grid.horizontal.begin(), grid.horizontal.end(),
            [](const Ruling& a, const Ruling& b) { return a.at < b.at; });
  return true;
}

// A frame around text, or the line between two columns of an exam paper, is no table.
bool is_frame(const Grid& grid, double page_height) {
  const Box box = grid.box();
  return grid.columns() == 1 || (grid.rows() == 1 && grid.columns() <= 3 && box.y1 - box.y0 > 0.4 * page_height);
}

// Boxes of running text side by side are no table either.
bool is_table(const std::vector<std::vector<Glyph>>& glyphs) {
  constexpr std::size_t kCellMax = 300;  // characters, on average
  std::size_t characters = 0;
  for (const std::vector<Glyph>& cell : glyphs) characters += cell.size();
  const auto filled = static_cast<std::size_t>(
      std::count_if(glyphs.begin(), glyphs.end(), [](const auto& cell) { return !cell.empty(); }));
  return filled >= 2 && filled * 10 >= glyphs.size() && characters / filled <= kCellMax;
}

}  // namespace

void fill_cells(DraftTable& draft, const std::vector<std::vector<Glyph>>& glyphs) {
  bool first = true;
  for (std::size_t i = 0; i < draft.table.cells.size(); ++i) {
    Cell& cell = draft.table.cells[i];
    std::vector<Line>& lines = draft.lines.emplace_back(lines_of_column(fragments_of(glyphs[i])));
    for (const Line& line : lines) {
      if (draft.ruled) continue;
      cell.box = cell.box ? united(*cell.box, line.box) : line.box;
      draft.box = first ? line.box : united(draft.box, line.box);
      first = false;
    }
    for (Line& line : lines) line.column_left = cell.box->x0, line.column_right = cell.box->x1;
  }
}

std::vector<DraftTable> take_tables(PageSource& source) {
  std::vector<DraftTable> drafts;
  for (Grid& grid : grids_of(source)) {
    std::vector<std::size_t> owner;
    std::vector<Span> spans = spans_of(grid, owner);
    if (spans.size() < 2 || is_frame(grid, source.flow_height)) continue;
    std::vector<std::vector<Glyph>> glyphs(spans.size());
    std::vector<Glyph> rest;
    std::int32_t tag = -1;
    for (const Glyph& glyph : source.glyphs) {
      if (!inside(grid.box(), glyph)) {
        rest.push_back(glyph);
        continue;
      }
      const std::size_t row = interval_of(grid.ys, (glyph.box.y0 + glyph.box.y1) / 2);
      const std::size_t column = interval_of(grid.xs, (glyph.box.x0 + glyph.box.x1) / 2);
      glyphs[owner[row * grid.columns() + column]].push_back(glyph);
      if (tag < 0) tag = glyph.tag;
    }
    if (!is_table(glyphs)) continue;
    source.glyphs = std::move(rest);
    if (cut_rows(grid, spans, glyphs)) {
      std::vector<Glyph> all;
      for (const std::vector<Glyph>& cell : glyphs) all.insert(all.end(), cell.begin(), cell.end());
      spans = spans_of(grid, owner);
      glyphs.assign(spans.size(), {});
      for (const Glyph& glyph : all) {
        const std::size_t row = interval_of(grid.ys, glyph.baseline - 0.3 * glyph.size);
        const std::size_t column = interval_of(grid.xs, (glyph.box.x0 + glyph.box.x1) / 2);
        glyphs[owner[row * grid.columns() + column]].push_back(glyph);
      }
    }
    drafts.push_back(draft_of(grid, spans, glyphs));
    drafts.back().tag = tag;
  }
  return drafts;
}

}  // namespace onggi::parse::pdf
