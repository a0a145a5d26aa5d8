// See grid.h.
#include "parse/worker/pdf/grid.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>

namespace onggi::parse::pdf {
namespace {

constexpr double kOpenSide = 6.0;  // a ruling that reaches this far over the last vertical line has an open side
constexpr double kCovered = 0.6;   // share of a cell's edge that a ruling must cover
constexpr std::size_t kPairsMax = 4'000'000;

// `rulings` are sorted by where they lie: a hostile page has thousands.
bool covers(const std::vector<Ruling>& rulings, double at, double from, double to) {
  double covered = 0;
  const auto before = [](const Ruling& ruling, double value) { return ruling.at < value; };
  const auto first = std::lower_bound(rulings.begin(), rulings.end(), at - kTouch, before);
  for (auto ruling = first; ruling != rulings.end() && ruling->at <= at + kTouch; ++ruling) {
    covered += std::max(0.0, std::min(ruling->to, to) - std::max(ruling->from, from));
  }
  return covered >= kCovered * (to - from);
}

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

std::vector<Grid> grids_of_rulings(const std::vector<Ruling>& rulings) {
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

std::vector<Grid> grids_of(const PageSource& source) { return grids_of_rulings(with_areas(source)); }

std::vector<double> clustered(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::vector<double> result;
  for (const double value : values) {
    if (result.empty() || value - result.back() > kTouch) result.push_back(value);
  }
  return result;
}

std::size_t interval_of(const std::vector<double>& edges, double value) {
  const auto above = std::upper_bound(edges.begin(), edges.end(), value);
  const auto index = static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - edges.begin() - 1, 0));
  return std::min(index, edges.size() - 2);
}

// Merged cells as rectangles of grid places: places without a ruling between them belong together, and a rectangle
// takes in all its places.
std::vector<Span> spans_of(const Grid& grid, std::vector<std::size_t>& owner) {
  const std::size_t rows = grid.rows(), columns = grid.columns();
  Groups groups(rows * columns);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const std::size_t place = row * columns + column;
      if (column + 1 < columns && !covers(grid.vertical, grid.xs[column + 1], grid.ys[row], grid.ys[row + 1]))
        groups.unite(place, place + 1);
      if (row + 1 < rows && !covers(grid.horizontal, grid.ys[row + 1], grid.xs[column], grid.xs[column + 1]))
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

}  // namespace onggi::parse::pdf
