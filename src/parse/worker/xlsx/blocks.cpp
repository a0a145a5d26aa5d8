// See blocks.h. Connected components over runs of neighbouring columns, row by row, with a union of sets: linear in the
// cells, whatever the sheet's size.
#include "parse/worker/xlsx/blocks.h"

#include <algorithm>
#include <numeric>

namespace onggi::parse::xlsx {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;
// More blocks than this are no layout but scattered cells: only empty rows keep them apart then.
constexpr std::size_t kBlocksMax = 2'000;
// Rows that merged ranges may add to the walk; ranges beyond it join nothing.
constexpr std::int64_t kMergedRowsMax = 4'000'000;

struct Run {
  std::int32_t left = 0, right = 0;
  std::uint32_t parent = 0;
};

class Finder {
 public:
  Finder(const Sheet& sheet, const std::vector<Range>& tables) : sheet_(sheet), tables_(tables) {}

  std::vector<CellBlock> find() {
    run_of_.assign(sheet_.cells.size(), kNone);
    table_of_.assign(tables_.empty() ? 0 : sheet_.cells.size(), -1);
    prepare_merges();
    walk_rows();
    std::vector<CellBlock> blocks = collect();
    if (blocks.size() <= kBlocksMax) {
      join_overlapping(blocks);
    } else {
      join_rows(blocks);
    }
    add_tables(blocks);
    std::ranges::sort(blocks, [](const CellBlock& a, const CellBlock& b) {
      return a.range.top != b.range.top ? a.range.top < b.range.top : a.range.left < b.range.left;
    });
    return blocks;
  }

 private:
  std::uint32_t root(std::uint32_t run) {
    while (runs_[run].parent != run) run = runs_[run].parent = runs_[runs_[run].parent].parent;
    return run;
  }
  void unite(std::uint32_t a, std::uint32_t b) { runs_[root(a)].parent = root(b); }

  std::int32_t table_at(std::int32_t row, std::int32_t column) const {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (tables_[i].contains(row, column)) return static_cast<std::int32_t>(i);
    }
    return -1;
  }

  void prepare_merges() {
    if (sheet_.cells.empty()) return;
    const std::int32_t last = sheet_.cells.back().row;
    std::int64_t rows = 0;
    for (Range range : sheet_.merges) {
      range.bottom = std::min(range.bottom, last);
      if (range.top > last) continue;
      rows += range.bottom - range.top + 1;
      if (rows > kMergedRowsMax) break;
      if (table_at(range.top, range.left) < 0) merges_.push_back(range);
    }
    std::ranges::sort(merges_, {}, &Range::top);
  }

  void walk_rows() {
    std::size_t cell = 0, merge = 0;
    std::vector<Range> open;
    std::int32_t row = -2;
    while (cell < sheet_.cells.size() || !open.empty()) {
      const std::int32_t next_cell = cell < sheet_.cells.size() ? sheet_.cells[cell].row : kRowsMax;
      const std::int32_t next_merge = merge < merges_.size() ? merges_[merge].top : kRowsMax;
      row = open.empty() ? std::min(next_cell, next_merge) : row + 1;
      if (row >= kRowsMax) return;
      for (; merge < merges_.size() && merges_[merge].top <= row; ++merge) open.push_back(merges_[merge]);
      std::erase_if(open, [&](const Range& range) { return range.bottom < row; });
      const std::size_t first = cell;
      while (cell < sheet_.cells.size() && sheet_.cells[cell].row == row) ++cell;
      add_row(row, first, cell, open);
    }
  }

  void add_row(std::int32_t row, std::size_t first, std::size_t end, const std::vector<Range>& open) {
    spans_.clear();
    for (std::size_t i = first; i < end; ++i) {
      const std::int32_t column = sheet_.cells[i].column;
      if (!table_of_.empty()) table_of_[i] = table_at(row, column);
      if (table_of_.empty() || table_of_[i] < 0) spans_.push_back({column, column, 0});
    }
    for (const Range& range : open) spans_.push_back({range.left, range.right, 0});
    std::ranges::sort(spans_, {}, &Run::left);
    const std::size_t begin = runs_.size();
    for (const Run& span : spans_) {
      if (runs_.size() > begin && span.left <= runs_.back().right + 1) {
        runs_.back().right = std::max(runs_.back().right, span.right);
      } else {
        runs_.push_back({span.left, span.right, static_cast<std::uint32_t>(runs_.size())});
      }
    }
    if (last_row_ == row - 1) touch(begin);
    std::size_t run = begin;
    for (std::size_t i = first; i < end; ++i) {
      if (!table_of_.empty() && table_of_[i] >= 0) continue;
      while (run + 1 < runs_.size() && runs_[run].right < sheet_.cells[i].column) ++run;
      run_of_[i] = static_cast<std::uint32_t>(run);
    }
    last_row_ = row;
    last_begin_ = begin;
  }

  // Unites the runs from `begin` on with those of the row above that share a column.
  void touch(std::size_t begin) {
    std::size_t above = last_begin_;
    for (std::size_t run = begin; run < runs_.size(); ++run) {
      while (above < begin && runs_[above].right < runs_[run].left) ++above;
      for (std::size_t other = above; other < begin && runs_[other].left <= runs_[run].right; ++other)
        unite(static_cast<std::uint32_t>(run), static_cast<std::uint32_t>(other));
    }
  }

  // Blocks with at least one text; bordered cells join them only to keep them together.
  std::vector<CellBlock> collect() {
    std::vector<CellBlock> blocks;
    std::vector<std::uint32_t> block_of(runs_.size(), kNone);
    for (std::size_t i = 0; i < sheet_.cells.size(); ++i) {
      if (run_of_[i] == kNone || sheet_.cells[i].size == 0) continue;
      std::uint32_t& block = block_of[root(run_of_[i])];
      if (block == kNone) {
        block = static_cast<std::uint32_t>(blocks.size());
        blocks.emplace_back();
      }
      add_cell(blocks[block], i);
    }
    return blocks;
  }

  void add_cell(CellBlock& block, std::size_t index) const {
    const SheetCell& cell = sheet_.cells[index];
    const Range one{cell.row, cell.column, cell.row, cell.column};
    block.range = block.cells.empty() ? one : join(block.range, one);
    block.cells.push_back(static_cast<std::uint32_t>(index));
  }

  static Range join(const Range& a, const Range& b) {
    return {std::min(a.top, b.top), std::min(a.left, b.left), std::max(a.bottom, b.bottom), std::max(a.right, b.right)};
  }

  static void absorb(CellBlock& into, CellBlock& other) {
    into.range = join(into.range, other.range);
    const auto middle = static_cast<std::ptrdiff_t>(into.cells.size());
    into.cells.insert(into.cells.end(), other.cells.begin(), other.cells.end());
    std::inplace_merge(into.cells.begin(), into.cells.begin() + middle, into.cells.end());
    other.cells.clear();
  }

  static void join_overlapping(std::vector<CellBlock>& blocks) {
    for (bool again = true; again;) {
      again = false;
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        for (std::size_t k = i + 1; k < blocks.size() && !blocks[i].cells.empty(); ++k) {
          if (blocks[k].cells.empty() || !blocks[i].range.overlaps(blocks[k].range)) continue;
          absorb(blocks[i], blocks[k]);
          again = true;
        }
      }
      std::erase_if(blocks, [](const CellBlock& block) { return block.cells.empty(); });
    }
  }

  void join_rows(std::vector<CellBlock>& blocks) const {
    std::vector<CellBlock> bands;
    for (std::size_t i = 0; i < sheet_.cells.size(); ++i) {
      if (run_of_[i] == kNone || sheet_.cells[i].size == 0) continue;
      if (bands.empty() || sheet_.cells[i].row > bands.back().range.bottom + 1) bands.emplace_back();
      add_cell(bands.back(), i);
    }
    blocks = std::move(bands);
  }

  void add_tables(std::vector<CellBlock>& blocks) const {
    std::vector<CellBlock> found(tables_.size());
    for (std::size_t i = 0; i < table_of_.size(); ++i) {
      if (table_of_[i] >= 0 && sheet_.cells[i].size > 0) add_cell(found[static_cast<std::size_t>(table_of_[i])], i);
    }
    for (CellBlock& block : found) {
      if (!block.cells.empty()) blocks.push_back(std::move(block));
    }
  }

  const Sheet& sheet_;
  const std::vector<Range>& tables_;
  std::vector<Range> merges_;
  std::vector<Run> runs_, spans_;
  std::vector<std::uint32_t> run_of_;
  std::vector<std::int32_t> table_of_;
  std::int32_t last_row_ = -2;
  std::size_t last_begin_ = 0;
};

}  // namespace

std::vector<CellBlock> find_blocks(const Sheet& sheet, const std::vector<Range>& tables) {
  return Finder(sheet, tables).find();
}

}  // namespace onggi::parse::xlsx
