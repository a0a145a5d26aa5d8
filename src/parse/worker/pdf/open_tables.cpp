// Tables with horizontal rulings only, as books and papers set them: a line above, a line below, perhaps one under the
// header.
//
// Between such lines the text is projected onto the x axis. Strips that (nearly) no row crosses are the borders of
// columns; running text leaves none. A row that does cross a strip has a cell that spans it.
#include <algorithm>
#include <cmath>

#include "parse/worker/pdf/layout.h"

namespace onggi::parse::pdf {
namespace {

constexpr double kSameEnd = 4;    // points
constexpr double kWidthMin = 80;  // of a table
constexpr std::size_t kRulesMax = 60;
constexpr std::size_t kRowsMin = 2, kRowsMax = 300;
constexpr std::size_t kRunningTextMax = 70;  // characters of a cell's line, on average

struct Row {
  std::vector<Glyph> glyphs;  // left to right
  double top = 0, bottom = 0, baseline = 0, size = 0;
};

struct Strip {
  double from = 0, to = 0;
};

std::vector<Row> rows_of(std::vector<Glyph> glyphs) {
  std::stable_sort(glyphs.begin(), glyphs.end(),
                   [](const Glyph& a, const Glyph& b) { return a.baseline < b.baseline; });
  std::vector<Row> rows;
  for (const Glyph& glyph : glyphs) {
    if (rows.empty() || glyph.baseline - rows.back().baseline > 0.5 * std::max(glyph.size, rows.back().size)) {
      rows.push_back({.glyphs = {}, .top = glyph.box.y0, .bottom = glyph.box.y1, .baseline = glyph.baseline});
    }
    Row& row = rows.back();
    row.top = std::min(row.top, glyph.box.y0);
    row.bottom = std::max(row.bottom, glyph.box.y1);
    row.size = std::max(row.size, glyph.size);
    row.glyphs.push_back(glyph);
  }
  return rows;
}

// Strips of the x axis that at most a tenth of the rows crosses.
std::vector<Strip> strips_of(const std::vector<Row>& rows, const Box& box) {
  constexpr double kStep = 0.5;
  const auto cells = static_cast<std::size_t>(std::clamp((box.x1 - box.x0) / kStep, 1.0, 20'000.0));
  std::vector<std::int32_t> crossed(cells, 0);
  std::vector<std::size_t> last(cells, static_cast<std::size_t>(-1));
  double size = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    size = std::max(size, std::min(rows[r].size, 12.0));
    const Glyph* before = nullptr;
    for (const Glyph& glyph : rows[r].glyphs) {
      double from = glyph.box.x0;
      // The space between two words is no border.
      if (before != nullptr && from > before->box.x1 && from - before->box.x1 < 0.45 * glyph.size)
        from = before->box.x1;
      before = &glyph;
      const auto begin = static_cast<std::size_t>(std::clamp((from - box.x0) / kStep, 0.0, static_cast<double>(cells)));
      const auto end =
          static_cast<std::size_t>(std::clamp((glyph.box.x1 - box.x0) / kStep, 0.0, static_cast<double>(cells)));
      for (std::size_t i = begin; i < end; ++i) {
        if (last[i] != r) ++crossed[i], last[i] = r;
      }
    }
  }
  const auto allowed = static_cast<std::int32_t>(rows.size() < 4 ? 0 : std::max<std::size_t>(1, rows.size() / 10));
  const double width_min = rows.size() <= 3 ? 1.0 * size : 0.6 * size;
  std::vector<Strip> strips;
  std::size_t begin = 0;
  bool text_before = false;
  for (std::size_t i = 0; i <= cells; ++i) {
    const bool free = i < cells && crossed[i] <= allowed;
    if (free) continue;
    if (text_before && i < cells && static_cast<double>(i - begin) * kStep >= width_min)
      strips.push_back({box.x0 + static_cast<double>(begin) * kStep, box.x0 + static_cast<double>(i) * kStep});
    text_before = true;
    begin = i + 1;
  }
  return strips;
}

// Does text of the row run over the strip?
bool crosses(const Row& row, const Strip& strip) {
  double left = -1e9, right = 1e9;
  for (const Glyph& glyph : row.glyphs) {
    const double middle = (glyph.box.x0 + glyph.box.x1) / 2;
    if (middle < (strip.from + strip.to) / 2) left = std::max(left, glyph.box.x1);
    if (middle >= (strip.from + strip.to) / 2) right = std::min(right, glyph.box.x0);
  }
  return right - left < 0.45 * row.size;
}

// A row without its first cell, close under the one before, goes on with that one's cells.
bool goes_on(const Row& row, const Row& before, const std::vector<Strip>& strips, double leading) {
  const double first = strips.front().from;
  const bool no_first = std::none_of(row.glyphs.begin(), row.glyphs.end(),
                                     [&](const Glyph& glyph) { return (glyph.box.x0 + glyph.box.x1) / 2 < first; });
  return no_first && row.baseline - before.baseline < 0.92 * leading;
}

class TableMaker {
 public:
  TableMaker(std::vector<Row> rows, std::vector<Strip> strips, double header_end)
      : rows_(std::move(rows)), strips_(std::move(strips)), header_end_(header_end) {}

  DraftTable make() {
    draft_.table.columns = static_cast<std::int32_t>(strips_.size()) + 1;
    const double leading = widest_leading();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool fresh = i == 0 || !goes_on(rows_[i], rows_[i - 1], strips_, leading);
      if (fresh) ++draft_.table.rows;
      cells_of(rows_[i], fresh);
    }
    fill_cells(draft_, glyphs_);
    return std::move(draft_);
  }

 private:
  // The distance between rows; lines inside of one cell stand closer.
  double widest_leading() const {
    std::vector<double> leadings;
    for (std::size_t i = 1; i < rows_.size(); ++i) leadings.push_back(rows_[i].baseline - rows_[i - 1].baseline);
    std::sort(leadings.begin(), leadings.end());
    return leadings.empty() ? 0 : leadings[leadings.size() * 3 / 4];
  }

  void cells_of(const Row& row, bool fresh) {
    std::size_t begin = 0;
    for (std::size_t column = 0; column <= strips_.size(); ++column) {
      if (column < strips_.size() && crosses(row, strips_[column])) continue;
      add_cell(row, begin, column, fresh);
      begin = column + 1;
    }
  }

  void add_cell(const Row& row, std::size_t first, std::size_t last, bool fresh) {
    const double from = first == 0 ? -1e9 : (strips_[first - 1].from + strips_[first - 1].to) / 2;
    const double to = last == strips_.size() ? 1e9 : (strips_[last].from + strips_[last].to) / 2;
    std::vector<Glyph> inside;
    for (const Glyph& glyph : row.glyphs) {
      const double middle = (glyph.box.x0 + glyph.box.x1) / 2;
      if (middle >= from && middle < to) inside.push_back(glyph);
    }
    if (inside.empty()) return;
    const std::int32_t row_index = draft_.table.rows - 1;
    std::size_t cell = fresh ? draft_.table.cells.size() : cell_at(row_index, first, last);
    if (cell == draft_.table.cells.size()) {
      draft_.table.cells.push_back({.row = row_index,
                                    .column = static_cast<std::int32_t>(first),
                                    .column_span = static_cast<std::int32_t>(last - first + 1),
                                    .header = row.baseline < header_end_,
                                    .text = {}});
      glyphs_.emplace_back();
    }
    glyphs_[cell].insert(glyphs_[cell].end(), inside.begin(), inside.end());
  }

  // The cell of the open row that covers one of the columns, or a new one.
  std::size_t cell_at(std::int32_t row, std::size_t first, std::size_t last) const {
    for (std::size_t i = 0; i < draft_.table.cells.size(); ++i) {
      const Cell& cell = draft_.table.cells[i];
      if (cell.row == row && cell.column <= static_cast<std::int32_t>(last) &&
          cell.column + cell.column_span > static_cast<std::int32_t>(first))
        return i;
    }
    return draft_.table.cells.size();
  }

  std::vector<Row> rows_;
  std::vector<Strip> strips_;
  double header_end_ = 0;
  DraftTable draft_;
  std::vector<std::vector<Glyph>> glyphs_;
};

// Is there text on both sides of the strip?
bool is_parted(const Row& row, const Strip& strip) {
  const auto is_left = [&](const Glyph& glyph) {
    return (glyph.box.x0 + glyph.box.x1) / 2 < (strip.from + strip.to) / 2;
  };
  const auto left = std::count_if(row.glyphs.begin(), row.glyphs.end(), is_left);
  return left > 0 && static_cast<std::size_t>(left) < row.glyphs.size() && !crosses(row, strip);
}

// Whether lines close all four sides of what they enclose, or leave the sides open as those of tables do.
enum class Sides { open, closed };

// A label above or beside a note is not yet a row: at least two lines have text in several columns. In a frame without
// lines inside stand listings and notices: if it is a table, most of its lines do.
bool looks_like_table(const std::vector<Row>& rows, const std::vector<Strip>& strips, Sides sides) {
  if (rows.size() < kRowsMin || rows.size() > kRowsMax || strips.empty()) return false;
  std::size_t split = 0, parted = 0, characters = 0;
  for (const Row& row : rows) {
    split +=
        std::any_of(strips.begin(), strips.end(), [&](const Strip& strip) { return !crosses(row, strip); }) ? 1U : 0U;
    parted +=
        std::any_of(strips.begin(), strips.end(), [&](const Strip& strip) { return is_parted(row, strip); }) ? 1U : 0U;
    characters += row.glyphs.size();
  }
  if (parted < 2 || (sides == Sides::closed && parted * 10 < rows.size() * 7)) return false;
  return split * 10 >= rows.size() * 7 &&
         characters / (rows.size() * (strips.size() + 1)) < kRunningTextMax / (rows.size() < 4 ? 2 : 1) &&
         (strips.size() > 1 || rows.size() > 2);
}

// Rulings of the same width under each other: [first, last].
class Finder {
 public:
  explicit Finder(PageSource& source) : source_(source) {}

  std::vector<DraftTable> find() {
    std::vector<Ruling> rules;
    for (const Ruling& ruling : source_.rulings) {
      if (ruling.horizontal && ruling.to - ruling.from >= kWidthMin) rules.push_back(ruling);
    }
    std::sort(rules.begin(), rules.end(), [](const Ruling& a, const Ruling& b) { return a.at < b.at; });
    std::vector<bool> used(rules.size(), false);
    for (std::size_t i = 0; i < rules.size() && rules.size() <= kRulesMax; ++i) {
      if (used[i]) continue;
      std::vector<double> group;
      for (std::size_t j = i; j < rules.size(); ++j) {
        const bool same =
            std::abs(rules[j].from - rules[i].from) < kSameEnd && std::abs(rules[j].to - rules[i].to) < kSameEnd;
        if (!same || used[j]) continue;
        used[j] = true;
        if (group.empty() || rules[j].at - group.back() > 3) group.push_back(rules[j].at);
      }
      search(group, rules[i].from, rules[i].to);
    }
    return std::move(drafts_);
  }

 private:
  // The longest stretches of rulings that enclose a table, from the top.
  void search(const std::vector<double>& group, double left, double right) {
    for (std::size_t first = 0; first + 1 < group.size();) {
      std::size_t last = group.size() - 1;
      while (last > first && !try_table(group, first, last, left, right)) --last;
      first = last > first ? last : first + 1;
    }
  }

  bool try_table(const std::vector<double>& group, std::size_t first, std::size_t last, double left, double right) {
    const Box box{left - 2, group[first] - 1, right + 2, group[last] + 1};
    if (box.y1 - box.y0 > 0.85 * source_.flow_height) return false;
    std::vector<Glyph> inside, rest;
    for (const Glyph& glyph : source_.glyphs) {
      const double x = (glyph.box.x0 + glyph.box.x1) / 2, y = (glyph.box.y0 + glyph.box.y1) / 2;
      (x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1 ? inside : rest).push_back(glyph);
    }
    const auto code = std::count_if(inside.begin(), inside.end(), [](const Glyph& glyph) { return glyph.mono; });
    if (inside.size() < 6 || static_cast<std::size_t>(code) * 2 > inside.size()) return false;  // a listing
    const std::int32_t tag = inside.front().tag;
    std::vector<Row> rows = rows_of(std::move(inside));
    const std::vector<Strip> strips = strips_of(rows, box);
    const Sides sides = last == first + 1 ? sides_of(box) : Sides::open;
    if (!looks_like_table(rows, strips, sides)) return false;
    const double header_end = last > first + 1 ? group[first + 1] : group[first];
    drafts_.push_back(TableMaker(std::move(rows), strips, header_end).make());
    drafts_.back().box = {left, group[first], right, group[last]};
    drafts_.back().tag = tag;
    source_.glyphs = std::move(rest);
    return true;
  }

  // Rulings along the left and the right edge, which may be drawn piece by piece.
  Sides sides_of(const Box& box) const {
    double left = 0, right = 0;
    for (const Ruling& ruling : source_.rulings) {
      const double length = std::min(ruling.to, box.y1) - std::max(ruling.from, box.y0);
      if (ruling.horizontal || length <= 0) continue;
      if (std::abs(ruling.at - box.x0) < kSameEnd + 2) left += length;
      if (std::abs(ruling.at - box.x1) < kSameEnd + 2) right += length;
    }
    return std::min(left, right) * 10 > (box.y1 - box.y0) * 7 ? Sides::closed : Sides::open;
  }

  PageSource& source_;
  std::vector<DraftTable> drafts_;
};

}  // namespace

std::vector<DraftTable> take_open_tables(PageSource& source) { return Finder(source).find(); }

}  // namespace onggi::parse::pdf
