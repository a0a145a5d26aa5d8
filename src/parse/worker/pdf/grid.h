// Rulings that touch each other make a grid; a missing ruling between two grid places makes a merged cell.
#pragma once

#include <vector>

#include "parse/worker/pdf/layout.h"

namespace onggi::parse::pdf {

inline constexpr double kTouch = 3.0;            // points: rulings closer than this meet
inline constexpr std::size_t kGridMax = 20'000;  // places of one grid

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
};

/// A cell as a rectangle of grid places.
struct Span {
  std::size_t row0 = 0, column0 = 0, row1 = 0, column1 = 0;  // both included
};

/// Grids of all rulings that meet, and of the edges of coloured cells.
std::vector<Grid> grids_of(const PageSource& source);
/// The cells of a grid; `owner` gets the cell of each place, row by row.
std::vector<Span> spans_of(const Grid& grid, std::vector<std::size_t>& owner);

/// Sorted, values closer than kTouch become one.
std::vector<double> clustered(std::vector<double> values);
/// The interval between `edges` that holds `value`, the nearest one at the ends.
std::size_t interval_of(const std::vector<double>& edges, double value);

}  // namespace onggi::parse::pdf
