// Making segments: from the chunks of one document, or from several segments that become one.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "index/index.h"
#include "index/part.h"

namespace onggi::index {

/// Bytes for Segment::open and, when some chunk has a vector, for Vectors::open.
struct SegmentBytes {
  std::string segment;
  std::string vectors;  // empty: none
};

/// One document. Vectors have `dimensions` numbers or none. Cost: O(tokens log tokens).
SegmentBytes build_segment(const DocumentId& document, const std::vector<IndexedChunk>& chunks,
                           std::uint32_t dimensions);

struct MergedSegment {
  SegmentBytes bytes;
  std::vector<std::uint32_t> permissions;  // of its documents
};

/// The live documents of all parts, in the order of the parts. Cost: one pass over all postings, about 20 ns each.
MergedSegment merge_segments(std::span<const Part> parts, std::uint32_t dimensions);

}  // namespace onggi::index
