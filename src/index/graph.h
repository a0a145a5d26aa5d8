// A graph over the vectors of one segment, in which a search walks from neighbour to neighbour towards the query: HNSW
// (Malkov & Yashunin, "Efficient and robust approximate nearest neighbor search using hierarchical navigable small
// world graphs", 2016). Immutable, in a file of its own, read in place like the segment.
//
// Layout (little endian, sections 64-byte aligned): header; a scale and a code (codes.h) for each row; for each row 32
// neighbours on the ground; for rows that stand on higher levels also: where their level and their 16 neighbours on
// each level begin. Lists end early with kNoRow.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/bytes.h"
#include "index/codes.h"

namespace onggi::index {

constexpr std::uint32_t kNoRow = UINT32_MAX;
constexpr std::uint32_t kLinks = 16;  // of a row on the levels above the ground ("M")
constexpr std::uint32_t kGroundLinks = 2 * kLinks;

/// Rows and their neighbours wherever they lie: in a file, or in a builder's memory.
struct GraphView {
  Codes codes;
  const std::uint32_t* ground = nullptr;
  const std::uint32_t* upper_begins = nullptr;  // kNoRow: stands on the ground only
  const std::uint32_t* upper = nullptr;
  std::uint32_t rows = 0;
  std::uint32_t entry = kNoRow, level = 0;  // where walks begin, and its level, the highest

  std::span<const std::uint32_t> links(std::uint32_t row, std::uint32_t at_level) const {
    if (at_level == 0) return {ground + std::size_t{row} * kGroundLinks, kGroundLinks};
    return {upper + upper_begins[row] + 1 + std::size_t{at_level - 1} * kLinks, kLinks};
  }
  std::uint32_t level_of(std::uint32_t row) const { return upper_begins[row] == kNoRow ? 0 : upper[upper_begins[row]]; }
};

struct GraphHeader {
  std::array<char, 8> magic{'o', 'n', 'g', 'g', 'i', 'g', 'r', '1'};
  std::uint32_t dimensions = 0, rows = 0, entry = kNoRow, level = 0;
  std::array<std::uint64_t, 6> begins{};  // scales, codes, ground, upper begins, upper, end
};

class Graph {
 public:
  /// Errors: bad_input when the bytes are not a graph of this format over so many rows of so many dimensions.
  static Result<std::shared_ptr<const Graph>> open(std::shared_ptr<const Bytes> bytes, std::uint32_t dimensions,
                                                   std::uint32_t rows);
  const GraphView& view() const { return view_; }
  const Bytes& bytes() const { return *bytes_; }

 private:
  Graph() = default;
  std::shared_ptr<const Bytes> bytes_;  // shared as in Segment
  GraphView view_;
};

}  // namespace onggi::index
