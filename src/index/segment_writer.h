// Making segments: from the chunks of documents, or from several segments that become one.
#pragma once

#include <atomic>
#include <span>
#include <string>
#include <vector>

#include "index/index.h"
#include "index/part.h"

namespace onggi::index {

/// With fewer vectors a segment is scanned: 2,048 x 384 half floats take as long as a walk through a graph of 40,000.
constexpr std::uint32_t kGraphRowsMin = 2048;

struct SegmentBytes {
  std::string segment;  // for Segment::open
  std::string vectors;  // for Vectors::open; empty: no chunk has a vector
  std::string graph;    // for Graph::open; empty: none was made
};

/// Vectors have `dimensions` numbers or none. No graph: a merge makes it. Cost: O(tokens).
SegmentBytes build_segment(std::span<const IndexedDocument> documents, std::uint32_t dimensions);

struct MergedSegment {
  SegmentBytes bytes;
  std::vector<std::uint32_t> permissions;  // of its documents
};

enum class WithGraph : std::uint8_t { no, yes };

/// The live documents of all parts, in the order of the parts; with a graph, if wanted, where there are kGraphRowsMin
/// vectors. Cost: one pass over all postings, about 20 ns each, and about 0.1 ms for each row that is not in the
/// largest part's graph. `stop`: the result is not wanted any more and may lack anything.
MergedSegment merge_segments(std::span<const Part> parts, std::uint32_t dimensions, WithGraph with_graph,
                             const std::atomic<bool>& stop);

}  // namespace onggi::index
