// Fragments → columns in reading order → lines; see layout.h.
//
// Columns are found by the tallest gutter: among all vertical strips that no text crosses over some height, take the
// tallest one with running text on both sides; what lies above it comes first, then the left side, the right side, and
// what lies below. Repeat inside of each part. (A recursive X-Y cut, Nagy and Seth 1984, that cuts at gutters and not
// at every aligned gap between paragraphs.)
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>

#include "parse/worker/pdf/layout.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

constexpr std::int32_t kSplitDepthMax = 12;
constexpr std::size_t kFragmentsMax = 6'000;  // beyond, columns are not looked for
constexpr std::size_t kStartsMax = 1'500;
constexpr std::int32_t kColumnLinesMin = 4;

struct Gutter {
  double x = 0, top = 0, bottom = 0;
  bool found() const { return bottom > top; }
};

// Running text, not a column of short cells: enough lines, each well filled. Where a line is drawn between the columns
// (exam papers), short answers are enough.
bool is_running_text(const std::vector<const Fragment*>& side, bool divided) {
  std::set<long> baselines;
  Box box = side.empty() ? Box() : side.front()->box;
  double width = 0;
  std::int32_t characters = 0;
  for (const Fragment* fragment : side) {
    baselines.insert(std::lround(fragment->baseline / 2));
    box = united(box, fragment->box);
    width += fragment->box.x1 - fragment->box.x0;
    characters += fragment->characters;
  }
  const auto lines = static_cast<double>(baselines.size());
  if (divided) return lines >= 2;
  if (lines < kColumnLinesMin) return false;
  return width / lines > 0.5 * (box.x1 - box.x0) && characters / lines > 9;
}

class Splitter {
 public:
  explicit Splitter(const std::vector<Ruling>& rulings) : rulings_(rulings) {}

  std::vector<std::vector<Fragment>> columns;

  void split(std::vector<Fragment> fragments, std::int32_t depth) {
    const Gutter gutter =
        depth < kSplitDepthMax && fragments.size() <= kFragmentsMax ? best_gutter(fragments) : Gutter();
    if (!gutter.found()) {
      if (!fragments.empty()) columns.push_back(std::move(fragments));
      return;
    }
    std::array<std::vector<Fragment>, 4> parts;  // above, left, right, below
    for (Fragment& fragment : fragments) {
      const double middle = (fragment.box.y0 + fragment.box.y1) / 2;
      const std::size_t part = middle < gutter.top               ? 0
                               : middle > gutter.bottom          ? 3
                               : fragment.box.x1 <= gutter.x + 1 ? 1
                                                                 : 2;
      parts[part].push_back(std::move(fragment));
    }
    for (std::vector<Fragment>& part : parts) split(std::move(part), depth + 1);
  }

 private:
  Gutter best_gutter(const std::vector<Fragment>& fragments) const {
    Gutter best;
    if (fragments.size() < 2 * static_cast<std::size_t>(kColumnLinesMin)) return best;
    std::set<long> starts;
    for (const Fragment& fragment : fragments) starts.insert(std::lround(std::floor(fragment.box.x0)));
    if (starts.size() > kStartsMax) return best;
    for (const long start : starts) try_gutter(fragments, static_cast<double>(start) - 0.5, best);
    return best;
  }

  // The free stretches of the vertical line at x, between the fragments that cross it.
  void try_gutter(const std::vector<Fragment>& fragments, double x, Gutter& best) const {
    std::vector<std::pair<double, double>> crossing;
    double top = 1e9, bottom = -1e9;
    bool left = false;
    for (const Fragment& fragment : fragments) {
      top = std::min(top, fragment.box.y0);
      bottom = std::max(bottom, fragment.box.y1);
      left = left || fragment.box.x1 <= x;
      if (fragment.box.x0 < x && fragment.box.x1 > x) crossing.emplace_back(fragment.box.y0, fragment.box.y1);
    }
    if (!left) return;
    crossing.emplace_back(bottom, bottom);
    std::sort(crossing.begin(), crossing.end());
    double from = top;
    for (const auto& [begin, end] : crossing) {
      if (begin - from > best.bottom - best.top && is_gutter(fragments, x, from, begin)) best = {x, from, begin};
      from = std::max(from, end);
    }
  }

  bool is_gutter(const std::vector<Fragment>& fragments, double x, double top, double bottom) const {
    std::vector<const Fragment*> left, right;
    double left_edge = -1e9, right_edge = 1e9, size = 0;
    for (const Fragment& fragment : fragments) {
      const double middle = (fragment.box.y0 + fragment.box.y1) / 2;
      if (middle < top || middle > bottom) continue;
      const bool is_left = fragment.box.x1 <= x;
      (is_left ? left : right).push_back(&fragment);
      if (is_left) left_edge = std::max(left_edge, fragment.box.x1);
      if (!is_left) right_edge = std::min(right_edge, fragment.box.x0);
      size = std::max(size, std::min(fragment.size, 14.0));
    }
    if (right_edge - left_edge <= 0.6 * size) return false;
    const bool divided = std::any_of(rulings_.begin(), rulings_.end(), [&](const Ruling& ruling) {
      return !ruling.horizontal && ruling.at > left_edge - 2 && ruling.at < right_edge + 2 &&
             std::min(ruling.to, bottom) - std::max(ruling.from, top) > 0.7 * (bottom - top) && bottom - top > 100;
    });
    return is_running_text(left, divided) && is_running_text(right, divided);
  }

  const std::vector<Ruling>& rulings_;
};

// A block indented from both sides (a note, a quotation) has edges of its own: lines at an even distance most of which
// reach the same right edge.
void narrow_blocks(std::vector<Line>& lines) {
  for (std::size_t begin = 0; begin < lines.size();) {
    std::size_t end = begin + 1;
    while (end < lines.size() && lines[end].table < 0 && lines[begin].table < 0 &&
           std::abs(lines[end].size - lines[begin].size) < 0.5 &&
           lines[end].baseline - lines[end - 1].baseline < 2.1 * lines[end].size) {
      ++end;
    }
    double left = 1e9, right = -1e9;
    for (std::size_t i = begin; i < end; ++i)
      left = std::min(left, lines[i].box.x0), right = std::max(right, lines[i].box.x1);
    std::size_t full = 0;
    for (std::size_t i = begin; i < end; ++i) full += right - lines[i].box.x1 < 1.2 * lines[i].size ? 1U : 0U;
    for (std::size_t i = begin; end - begin >= 3 && full * 2 >= end - begin && i < end; ++i) {
      lines[i].column_left = left;
      lines[i].column_right = right;
    }
    begin = end;
  }
}

// By looks: columns from left to right.
std::vector<Line> untagged_lines(std::vector<Fragment> fragments, const std::vector<Ruling>& rulings) {
  Splitter splitter(rulings);
  splitter.split(std::move(fragments), 0);
  std::vector<Line> lines;
  std::int32_t number = 0;
  for (std::vector<Fragment>& column : splitter.columns) {
    std::vector<Line> own = lines_of_column(std::move(column));
    double left = 1e9, right = -1e9;
    for (const Line& line : own) {
      left = std::min(left, line.box.x0);
      right = std::max(right, line.table < 0 ? line.box.x1 : right);
    }
    for (Line& line : own) {
      line.column = number;
      line.column_left = left;
      line.column_right = right;
    }
    narrow_blocks(own);
    std::move(own.begin(), own.end(), std::back_inserter(lines));
    ++number;
  }
  return lines;
}

// By tags: a block after the other, each a column of its own. Its edges are those of all blocks that lie over each
// other, so that a full line shows.
std::vector<Line> tagged_lines(std::vector<Fragment> fragments) {
  std::stable_sort(fragments.begin(), fragments.end(),
                   [](const Fragment& a, const Fragment& b) { return a.tag < b.tag; });
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin < fragments.size();) {
    std::size_t end = begin;
    std::vector<Fragment> block;
    for (; end < fragments.size() && fragments[end].tag == fragments[begin].tag; ++end)
      block.push_back(std::move(fragments[end]));
    const std::int32_t tag = block.front().tag;
    for (Line& line : lines_of_column(std::move(block))) {
      line.column = tag;
      lines.push_back(std::move(line));
    }
    begin = end;
  }
  constexpr std::size_t kComparedMax = 1'000;
  for (Line& line : lines) {
    line.column_left = line.box.x0, line.column_right = line.box.x1;
    for (std::size_t i = 0; i < std::min(lines.size(), kComparedMax); ++i) {
      const Box& other = lines[i].box;
      if (lines[i].table >= 0 || other.x0 >= line.box.x1 || other.x1 <= line.box.x0) continue;
      line.column_left = std::min(line.column_left, other.x0);
      line.column_right = std::max(line.column_right, other.x1);
    }
  }
  return lines;
}

}  // namespace

std::vector<Line> lines_of(std::vector<Fragment> fragments, const std::vector<Ruling>& rulings, std::int32_t page) {
  std::vector<Fragment> tagged, untagged;
  for (Fragment& fragment : fragments) (fragment.tag >= 0 ? tagged : untagged).push_back(std::move(fragment));
  std::vector<Line> lines = tagged_lines(std::move(tagged));
  double top = 1e9;
  for (const Line& line : lines) top = std::min(top, line.box.y0);
  // What has no tag is a header, a footer, or was forgotten: above the tagged text or behind it.
  std::vector<Line> above, below;
  for (Line& line : untagged_lines(std::move(untagged), rulings)) {
    if (!lines.empty()) line.column = -2 - line.column;
    (line.box.y0 < top ? above : below).push_back(std::move(line));
  }
  std::move(lines.begin(), lines.end(), std::back_inserter(above));
  std::move(below.begin(), below.end(), std::back_inserter(above));
  for (Line& line : above) line.page = page;
  return above;
}

}  // namespace onggi::parse::pdf
