// Walking a graph: the nearest rows that a beam of some width finds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index/graph.h"

namespace onggi::index {

struct NearRow {
  float nearness = 0;
  std::uint32_t row = 0;
};

/// The best rows so far, nearest first (ties by row), each with a mark whether its neighbours were looked at.
class Beam {
 public:
  void reset(std::size_t width);
  bool can_enter(float nearness) const { return rows_.size() < width_ || nearness > rows_.back().nearness; }
  void offer(float nearness, std::uint32_t row);
  /// The nearest row whose neighbours were not looked at, marked from now on; kNoRow: none is left.
  std::uint32_t next();
  std::size_t size() const { return rows_.size(); }
  NearRow operator[](std::size_t at) const { return {rows_[at].nearness, rows_[at].row & ~kSeen}; }

 private:
  static constexpr std::uint32_t kSeen = std::uint32_t{1} << 31U;  // segments have far fewer rows
  std::vector<NearRow> rows_;
  std::size_t width_ = 0, first_unseen_ = 0;
};

/// Which rows were met. Forgetting them costs nothing but every 255th time.
class Visited {
 public:
  void reset(std::uint32_t rows);
  /// True the first time.
  bool visit(std::uint32_t row) {
    if (marks_[row] == now_) return false;
    marks_[row] = now_;
    return true;
  }

 private:
  std::vector<std::uint8_t> marks_;
  std::uint8_t now_ = 0;
};

/// Memory of walks, kept between them.
struct WalkScratch {
  Beam beam;
  Visited visited, passed;
  std::vector<std::uint32_t> batch, blocked;
  std::vector<float> nearness;
  CodeQuery query;
  std::size_t compared = 0;  // rows, by the walk before
};

/// Which rows may be found: bits of chunks, and the chunk of each row. No chunks: a row is its chunk.
struct AllowedRows {
  const std::uint64_t* bits = nullptr;
  const std::uint32_t* chunks = nullptr;
  bool operator()(std::uint32_t row) const {
    const std::uint32_t chunk = chunks == nullptr ? row : chunks[row];
    return ((bits[chunk / 64] >> (chunk % 64)) & 1U) != 0;
  }
};

/// From the entry down to `level`, always to the nearest neighbour. Reads scratch.query.
std::uint32_t descend(const GraphView& graph, std::uint32_t level, WalkScratch& scratch);

/// The nearest `width` rows on a level, into scratch.beam.
void walk(const GraphView& graph, std::uint32_t level, std::span<const std::uint32_t> from, std::size_t width,
          WalkScratch& scratch);

/// The same on the ground among allowed rows only, looking through rows that are not: an allowed neighbour of a
/// neighbour counts as a neighbour (the idea of ACORN, Patel et al. 2024). Begins at the allowed rows among `from` and
/// near them. Gives up (false) after comparing `budget` rows.
bool walk_allowed(const GraphView& graph, const AllowedRows& allowed, std::span<const std::uint32_t> from,
                  std::size_t width, std::size_t budget, WalkScratch& scratch);

/// All allowed rows, one after another.
void scan(const GraphView& graph, const AllowedRows& allowed, std::size_t width, WalkScratch& scratch);

}  // namespace onggi::index
