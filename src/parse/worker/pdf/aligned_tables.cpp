// Tables without rulings: lines whose parts, kept apart by wide gaps, begin or end at the same places.
#include <algorithm>
#include <cmath>

#include "parse/worker/pdf/layout.h"
#include "parse/worker/pdf/markers.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

constexpr std::size_t kRowsMin = 3;
constexpr std::size_t kPartCodePointsMax = 60;  // longer parts are running text in columns

bool may_be_row(const Line& line) {
  if (line.table >= 0 || line.parts.size() < 2 || line.parts.size() > 40) return false;
  if (line.tag >= 0 || has_leader(line.text)) return false;  // the tree knows its tables; a table of contents
  return std::all_of(line.parts.begin(), line.parts.end(),
                     [](const Fragment& part) { return count_code_points(part.text) <= kPartCodePointsMax; });
}

// Free strips between the parts of all rows, as their right borders: the columns' left edges but the first.
std::vector<double> columns_of(const std::vector<Line>& lines, std::size_t begin, std::size_t end) {
  std::vector<std::pair<double, double>> spans;
  for (std::size_t i = begin; i < end; ++i) {
    for (const Fragment& part : lines[i].parts) spans.emplace_back(part.box.x0, part.box.x1);
  }
  std::sort(spans.begin(), spans.end());
  std::vector<double> starts;
  double reach = -1e9;
  for (const auto& [from, to] : spans) {
    if (from - reach > 0.6 * lines[begin].size) starts.push_back(from);
    reach = std::max(reach, to);
  }
  return starts;
}

// Where every row has as many parts, and no part reaches under the next one of another row, the parts tell the columns:
// the strip between figures set to the right and the next heading set to the left may be as narrow as a blank.
std::vector<double> columns_in_step(const std::vector<Line>& lines, std::size_t begin, std::size_t end) {
  const std::size_t columns = lines[begin].parts.size();
  std::vector<double> starts(columns, 1e9), ends(columns, -1e9);
  for (std::size_t i = begin; i < end; ++i) {
    if (lines[i].parts.size() != columns) return {};
    for (std::size_t column = 0; column < columns; ++column) {
      const Box& box = lines[i].parts[column].box;
      starts[column] = std::min(starts[column], box.x0);
      ends[column] = std::max(ends[column], box.x1);
    }
  }
  for (std::size_t column = 1; column < columns; ++column)
    if (ends[column - 1] > starts[column]) return {};
  return starts;
}

std::vector<double> columns_between(const std::vector<Line>& lines, std::size_t begin, std::size_t end) {
  if (end - begin < kRowsMin) return {};
  std::vector<double> starts = columns_in_step(lines, begin, end);
  return starts.empty() ? columns_of(lines, begin, end) : starts;
}

std::size_t column_of(const std::vector<double>& starts, const Fragment& part) {
  const auto above = std::upper_bound(starts.begin(), starts.end(), part.box.x0 + 0.01);
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - starts.begin() - 1, 0));
}

bool is_table(const std::vector<Line>& lines, std::size_t begin, std::size_t end, const std::vector<double>& starts) {
  const std::size_t rows = end - begin;
  if (rows < kRowsMin || starts.size() < 2 || (starts.size() == 2 && rows < kRowsMin + 1)) return false;
  std::size_t full = 0;
  for (std::size_t i = begin; i < end; ++i) full += lines[i].parts.size() == starts.size() ? 1U : 0U;
  return full * 2 >= rows;  // most rows have all columns
}

DraftTable draft_of(std::vector<Line>& lines, std::size_t begin, std::size_t end, const std::vector<double>& starts) {
  DraftTable draft;
  draft.table.rows = static_cast<std::int32_t>(end - begin);
  draft.table.columns = static_cast<std::int32_t>(starts.size());
  draft.box = lines[begin].box;
  for (std::size_t i = begin; i < end; ++i) {
    draft.box = united(draft.box, lines[i].box);
    std::size_t last = starts.size();
    for (Fragment& part : lines[i].parts) {
      Line line = lines[i];
      line.text = part.text;
      line.box = part.box;
      line.first_word_width = 0;
      const std::size_t column = column_of(starts, part);
      if (column == last) {  // two parts over one column: two lines of its cell
        draft.lines.back().push_back(std::move(line));
        continue;
      }
      last = column;
      draft.table.cells.push_back({.row = static_cast<std::int32_t>(i - begin),
                                   .column = static_cast<std::int32_t>(column),
                                   .text = {},
                                   .box = part.box});
      line.column_left = part.box.x0, line.column_right = part.box.x1;
      draft.lines.push_back({std::move(line)});
    }
  }
  return draft;
}

}  // namespace

void find_aligned_tables(PageLayout& page) {
  std::vector<Line> result;
  std::vector<Line>& lines = page.lines;
  for (std::size_t begin = 0; begin < lines.size();) {
    std::size_t end = begin;
    while (end < lines.size() && may_be_row(lines[end]) && lines[end].column == lines[begin].column &&
           (end == begin || lines[end].baseline - lines[end - 1].baseline < 3.2 * lines[end].size)) {
      ++end;
    }
    const std::vector<double> starts = columns_between(lines, begin, end);
    if (!is_table(lines, begin, end, starts)) {
      end = std::max(end, begin + 1);
      for (std::size_t i = begin; i < end; ++i) result.push_back(std::move(lines[i]));
    } else {
      Line holder = lines[begin];
      DraftTable draft = draft_of(lines, begin, end, starts);
      holder.text.clear();
      holder.parts.clear();
      holder.box = draft.box;
      holder.table = static_cast<std::int32_t>(page.tables.size());
      page.tables.push_back(std::move(draft));
      result.push_back(std::move(holder));
    }
    begin = end;
  }
  lines = std::move(result);
}

}  // namespace onggi::parse::pdf
