// Tables drawn with lines: rulings that touch each other make a grid; a missing ruling between two grid places makes a
// merged cell.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>

#include "parse/worker/pdf/layout.h"

namespace onggi::parse::pdf {
namespace {

constexpr double kTouch = 3.0;     // points: rulings closer than this meet
constexpr double kOpenSide = 6.0;  // a ruling that reaches this far over the last vertical line has an open side
constexpr double kCovered = 0.6;   // share of a cell's edge that a ruling must cover
constexpr std::size_t kPairsMax = 4'000'000;
constexpr std::size_t kGridMax = 20'000;

class Groups {  // union-find
 public:
  explicit Groups(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t find(std::size_t item) {
    while (parent_[item] != item) item = parent_[item] = parent_[parent_[item]];
    return item;
  }
  void unite(std::size_t a, std::size_t b) {
    a = find(a), b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

// Pieces on the same line become one ruling.
std::vector<Ruling> merged(std::vector<Ruling> rulings) {
  std::sort(rulings.begin(), rulings.end(), [](const Ruling& a, const Ruling& b) { return a.at < b.at; });
  std::vector<Ruling> result;
  for (std::size_t begin = 0; begin < rulings.size();) {
    std::size_t end = begin;
    while (end < rulings.size() && rulings[end].at - rulings[begin].at <= 1.5) ++end;
    const auto first = rulings.begin() + static_cast<std::ptrdiff_t>(begin),
               last = rulings.begin() + static_cast<std::ptrdiff_t>(end);
    std::sort(first, last, [](const Ruling& a, const Ruling& b) { return a.from < b.from; });
    const std::size_t group = result.size();
    for (auto ruling = first; ruling != last; ++ruling) {
      if (result.size() > group && ruling->from - result.back().to <= kTouch) {
        result.back().to = std::max(result.back().to, ruling->to);
      } else {
        result.push_back(*ruling);
      }
    }
    begin = end;
  }
  return result;
}

std::vector<double> clustered(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::vector<double> result;
  for (const double value : values) {
    if (result.empty() || value - result.back() > kTouch) result.push_back(value);
  }
  return result;
}

struct Grid {
  std::vector<Ruling> horizontal, vertical;
  std::vector<double> xs, ys;

  std::size_t columns() const { return xs.size() - 1; }
  std::size_t rows() const { return ys.size() - 1; }
  Box box() const { return {xs.front(), ys.front(), xs.back(), ys.back()}; }
  bool is_usable() const {
    return xs.size() >= 2 && ys.size() >= 2 && columns() * rows() >= 2 && columns() * rows() <= kGridMax &&
           columns() <= 200;
  }

  // `rulings` are sorted by where they lie: a hostile page has thousands.
  static bool covers(const std::vector<Ruling>& rulings, double at, double from, double to) {
    double covered = 0;
    const auto before = [](const Ruling& ruling, double value) { return ruling.at < value; };
    const auto first = std::lower_bound(rulings.begin(), rulings.end(), at - kTouch, before);
    for (auto ruling = first; ruling != rulings.end() && ruling->at <= at + kTouch; ++ruling) {
      covered += std::max(0.0, std::min(ruling->to, to) - std::max(ruling->from, from));
    }
    return covered >= kCovered * (to - from);
  }
};

Grid grid_of(std::vector<Ruling> horizontal, std::vector<Ruling> vertical) {
  const auto by_place = [](const Ruling& a, const Ruling& b) { return a.at < b.at; };
  std::stable_sort(horizontal.begin(), horizontal.end(), by_place);
  std::stable_sort(vertical.begin(), vertical.end(), by_place);
  Grid grid{.horizontal = std::move(horizontal), .vertical = std::move(vertical), .xs = {}, .ys = {}};
  std::vector<double> xs, ys;
  double left = 1e9, right = -1e9;
  for (const Ruling& ruling : grid.vertical) xs.push_back(ruling.at);
  for (const Ruling& ruling : grid.horizontal) {
    ys.push_back(ruling.at);
    left = std::min(left, ruling.from);
    right = std::max(right, ruling.to);
  }
  grid.xs = clustered(std::move(xs));
  grid.ys = clustered(std::move(ys));
  // Korean tables are often open at both sides: the horizontal lines reach beyond the outermost vertical ones.
  if (!grid.xs.empty() && left < grid.xs.front() - kOpenSide) grid.xs.insert(grid.xs.begin(), left);
  if (!grid.xs.empty() && right > grid.xs.back() + kOpenSide) grid.xs.push_back(right);
  return grid;
}

std::vector<Grid> grids_of(const std::vector<Ruling>& rulings) {
  std::vector<Ruling> horizontal, vertical;
  for (const Ruling& ruling : rulings) (ruling.horizontal ? horizontal : vertical).push_back(ruling);
  horizontal = merged(std::move(horizontal));
  vertical = merged(std::move(vertical));
  if (horizontal.size() * vertical.size() > kPairsMax) return {};
  Groups groups(horizontal.size() + vertical.size());
  for (std::size_t h = 0; h < horizontal.size(); ++h) {
    for (std::size_t v = 0; v < vertical.size(); ++v) {
      const Ruling &a = horizontal[h], &b = vertical[v];
      const bool meet =
          b.at >= a.from - kTouch && b.at <= a.to + kTouch && a.at >= b.from - kTouch && a.at <= b.to + kTouch;
      if (meet) groups.unite(h, horizontal.size() + v);
    }
  }
  std::map<std::size_t, std::pair<std::vector<Ruling>, std::vector<Ruling>>> members;
  for (std::size_t h = 0; h < horizontal.size(); ++h) members[groups.find(h)].first.push_back(horizontal[h]);
  for (std::size_t v = 0; v < vertical.size(); ++v)
    members[groups.find(horizontal.size() + v)].second.push_back(vertical[v]);
  std::vector<Grid> grids;
  for (auto& [root, lines] : members) {
    if (lines.first.size() < 2 || lines.second.empty()) continue;
    Grid grid = grid_of(std::move(lines.first), std::move(lines.second));
    if (grid.is_usable()) grids.push_back(std::move(grid));
  }
  return grids;
}

struct Span {
  std::size_t row0 = 0, column0 = 0, row1 = 0, column1 = 0;  // both included
};

// Merged cells as rectangles of grid places: places without a ruling between them belong together, and a rectangle
// takes in all its places.
std::vector<Span> spans_of(const Grid& grid, std::vector<std::size_t>& owner) {
  const std::size_t rows = grid.rows(), columns = grid.columns();
  Groups groups(rows * columns);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const std::size_t place = row * columns + column;
      if (column + 1 < columns && !Grid::covers(grid.vertical, grid.xs[column + 1], grid.ys[row], grid.ys[row + 1]))
        groups.unite(place, place + 1);
      if (row + 1 < rows && !Grid::covers(grid.horizontal, grid.ys[row + 1], grid.xs[column], grid.xs[column + 1]))
        groups.unite(place, place + columns);
    }
  }
  std::map<std::size_t, Span> spans;
  for (bool changed = true; changed;) {
    changed = false;
    spans.clear();
    for (std::size_t place = 0; place < rows * columns; ++place) {
      const std::size_t row = place / columns, column = place % columns;
      const auto [span, fresh] = spans.try_emplace(groups.find(place), Span{row, column, row, column});
      Span& known = span->second;
      known = {std::min(known.row0, row), std::min(known.column0, column), std::max(known.row1, row),
               std::max(known.column1, column)};
    }
    for (const auto& [root, span] : spans) {
      for (std::size_t row = span.row0; row <= span.row1; ++row) {
        for (std::size_t column = span.column0; column <= span.column1; ++column) {
          if (groups.find(row * columns + column) == groups.find(root)) continue;
          groups.unite(row * columns + column, root);
          changed = true;
        }
      }
    }
  }
  std::vector<Span> result;
  std::map<std::size_t, std::size_t> numbers;  // root → number of its cell
  for (const auto& [root, span] : spans) {
    numbers.emplace(root, result.size());
    result.push_back(span);
  }
  owner.resize(rows * columns);
  for (std::size_t place = 0; place < rows * columns; ++place) owner[place] = numbers.at(groups.find(place));
  return result;
}

std::size_t interval_of(const std::vector<double>& edges, double value) {
  const auto above = std::upper_bound(edges.begin(), edges.end(), value);
  const auto index = static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - edges.begin() - 1, 0));
  return std::min(index, edges.size() - 2);
}

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

namespace {

// The edges of coloured cells are rulings where another cell or a ruling adjoins; a coloured box alone is a background.
std::vector<Ruling> with_areas(const PageSource& source) {
  constexpr std::size_t kAreasMax = 400;
  constexpr double kHeightMax = 150;
  std::vector<Ruling> rulings = source.rulings;
  if (source.areas.size() > kAreasMax || source.areas.empty()) return rulings;
  const auto near = [](double a, double b) { return std::abs(a - b) <= kTouch; };
  const auto adjoins = [&](const Box& area) {
    const auto beside = [&](const Box& other) {
      return &other != &area && near(other.y0, area.y0) && near(other.y1, area.y1) &&
             (near(other.x1, area.x0) || near(other.x0, area.x1));
    };
    const auto at_side = [&](const Ruling& ruling) {
      return !ruling.horizontal && ruling.from < area.y1 && ruling.to > area.y0 &&
             (near(ruling.at, area.x0) || near(ruling.at, area.x1));
    };
    return std::any_of(source.areas.begin(), source.areas.end(), beside) ||
           std::any_of(source.rulings.begin(), source.rulings.end(), at_side);
  };
  for (const Box& area : source.areas) {
    if (area.x1 - area.x0 < 8 || area.y1 - area.y0 < 6 || area.y1 - area.y0 > kHeightMax || !adjoins(area)) continue;
    rulings.push_back({true, area.y0, area.x0, area.x1});
    rulings.push_back({true, area.y1, area.x0, area.x1});
    rulings.push_back({false, area.x0, area.y0, area.y1});
    rulings.push_back({false, area.x1, area.y0, area.y1});
  }
  return rulings;
}

}  // namespace

std::vector<DraftTable> take_tables(PageSource& source) {
  std::vector<DraftTable> drafts;
  for (Grid& grid : grids_of(with_areas(source))) {
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
