// Beam search, with and without a filter.
#include "index/graph_walk.h"

#include <algorithm>
#include <bit>

namespace onggi::index {
namespace {

/// Into the batch. Its code is asked for while others are still gathered: rows lie far apart in memory.
void add(const GraphView& graph, std::uint32_t row, WalkScratch& scratch) {
  scratch.batch.push_back(row);
  const std::int8_t* const code = graph.codes.row(row);
  for (std::size_t at = 0; at < graph.codes.stride; at += 64) __builtin_prefetch(code + at);
  __builtin_prefetch(graph.codes.scales + row);
}

void meet(const GraphView& graph, std::uint32_t row, WalkScratch& scratch) {
  if (scratch.visited.visit(row)) add(graph, row, scratch);
}

/// Compares the gathered rows with the query and offers them.
void offer_batch(const GraphView& graph, WalkScratch& scratch) {
  scratch.nearness.resize(std::max(scratch.nearness.size(), scratch.batch.size()));
  scratch.query.nearness(graph.codes, scratch.batch, scratch.nearness.data());
  scratch.compared += scratch.batch.size();
  for (std::size_t i = 0; i < scratch.batch.size(); ++i) {
    if (!scratch.beam.can_enter(scratch.nearness[i])) continue;
    scratch.beam.offer(scratch.nearness[i], scratch.batch[i]);
    __builtin_prefetch(graph.ground + std::size_t{scratch.batch[i]} * kGroundLinks);
    __builtin_prefetch(graph.ground + std::size_t{scratch.batch[i]} * kGroundLinks + kLinks);
  }
}

void start(const GraphView& graph, std::size_t width, WalkScratch& scratch) {
  scratch.beam.reset(width);
  scratch.visited.reset(graph.rows);
  scratch.batch.clear();
  scratch.compared = 0;
}

/// Neighbours that were not met: allowed ones into the batch, the others into blocked.
void gather(const GraphView& graph, const AllowedRows& allowed, std::uint32_t row, WalkScratch& scratch) {
  for (const std::uint32_t link : graph.links(row, 0)) {
    if (link == kNoRow) break;
    if (allowed(link)) {
      meet(graph, link, scratch);
    } else {
      scratch.blocked.push_back(link);
    }
  }
}

/// As many rows as an unfiltered step would look at, through blocked neighbours where allowed ones are too few.
void gather_through(const GraphView& graph, const AllowedRows& allowed, std::uint32_t row, WalkScratch& scratch) {
  scratch.batch.clear();
  scratch.blocked.clear();
  gather(graph, allowed, row, scratch);
  const std::size_t direct = scratch.blocked.size();
  for (std::size_t i = 0; i < direct && scratch.batch.size() < kGroundLinks; ++i)
    if (scratch.passed.visit(scratch.blocked[i])) gather(graph, allowed, scratch.blocked[i], scratch);
}

}  // namespace

void Beam::reset(std::size_t width) {
  rows_.clear();
  rows_.reserve(width + 1);
  width_ = width;
  first_unseen_ = 0;
}

void Beam::offer(float nearness, std::uint32_t row) {
  const auto place = std::ranges::lower_bound(rows_, NearRow{nearness, row}, [](const NearRow& a, const NearRow& b) {
    return a.nearness != b.nearness ? a.nearness > b.nearness : (a.row & ~kSeen) < (b.row & ~kSeen);
  });
  const auto at = static_cast<std::size_t>(place - rows_.begin());
  if (rows_.size() == width_) rows_.pop_back();
  rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(at), {nearness, row});
  first_unseen_ = std::min(first_unseen_, at);
}

std::uint32_t Beam::next() {
  for (; first_unseen_ < rows_.size(); ++first_unseen_) {
    std::uint32_t& row = rows_[first_unseen_].row;
    if ((row & kSeen) != 0) continue;
    row |= kSeen;
    return row & ~kSeen;
  }
  return kNoRow;
}

void Visited::reset(std::uint32_t rows) {
  if (++now_ == 0 || marks_.size() < rows) {
    marks_.assign(std::max<std::size_t>(marks_.size(), rows), 0);
    now_ = 1;
  }
}

std::uint32_t descend(const GraphView& graph, std::uint32_t level, WalkScratch& scratch) {
  std::uint32_t row = graph.entry;
  float best = scratch.query.nearness(graph.codes, row);
  for (std::uint32_t at = graph.level; at > level; --at) {
    for (bool moved = true; moved;) {
      moved = false;
      const auto links = graph.links(row, at);
      const auto end = std::ranges::find(links, kNoRow);
      float nearness[kLinks];
      scratch.query.nearness(graph.codes, {links.begin(), end}, nearness);
      for (std::size_t i = 0; i < static_cast<std::size_t>(end - links.begin()); ++i) {
        if (nearness[i] <= best) continue;
        best = nearness[i];
        row = links[i];
        moved = true;
      }
    }
  }
  return row;
}

void walk(const GraphView& graph, std::uint32_t level, std::span<const std::uint32_t> from, std::size_t width,
          WalkScratch& scratch) {
  start(graph, width, scratch);
  for (const std::uint32_t row : from)
    if (scratch.visited.visit(row)) scratch.batch.push_back(row);
  offer_batch(graph, scratch);
  for (std::uint32_t row = scratch.beam.next(); row != kNoRow; row = scratch.beam.next()) {
    scratch.batch.clear();
    for (const std::uint32_t link : graph.links(row, level)) {
      if (link == kNoRow) break;
      meet(graph, link, scratch);
    }
    offer_batch(graph, scratch);
  }
}

bool walk_allowed(const GraphView& graph, const AllowedRows& allowed, std::span<const std::uint32_t> from,
                  std::size_t width, std::size_t budget, WalkScratch& scratch) {
  start(graph, width, scratch);
  scratch.passed.reset(graph.rows);
  for (const std::uint32_t row : from)
    if (allowed(row) && scratch.visited.visit(row)) scratch.batch.push_back(row);
  offer_batch(graph, scratch);
  for (const std::uint32_t row : from) {
    if (allowed(row)) continue;
    gather_through(graph, allowed, row, scratch);
    offer_batch(graph, scratch);
  }
  for (std::uint32_t row = scratch.beam.next(); row != kNoRow; row = scratch.beam.next()) {
    gather_through(graph, allowed, row, scratch);
    offer_batch(graph, scratch);
    if (scratch.compared > budget) return false;
  }
  return true;
}

void scan(const GraphView& graph, const AllowedRows& allowed, std::size_t width, WalkScratch& scratch) {
  constexpr std::size_t kAtOnce = 32;  // codes of so many rows stay in the first-level cache
  scratch.beam.reset(width);
  scratch.batch.clear();
  scratch.compared = 0;
  const auto take = [&](std::uint32_t row) {
    add(graph, row, scratch);
    if (scratch.batch.size() < kAtOnce) return;
    offer_batch(graph, scratch);
    scratch.batch.clear();
  };
  if (allowed.chunks == nullptr) {
    for (std::uint32_t begin = 0; begin < graph.rows; begin += 64)
      for (std::uint64_t bits = allowed.bits[begin / 64]; bits != 0; bits &= bits - 1)
        take(begin + static_cast<std::uint32_t>(std::countr_zero(bits)));
  } else {
    for (std::uint32_t row = 0; row < graph.rows; ++row)
      if (allowed(row)) take(row);
  }
  offer_batch(graph, scratch);
}

}  // namespace onggi::index
