// Building and merging segments.
#include "index/segment_writer.h"

#include <algorithm>
#include <queue>
#include <tuple>

#include "index/graph_builder.h"
#include "index/inverter.h"

namespace onggi::index {
namespace {

/// Where each chunk of each part goes; kDead for chunks that end here.
using Remap = std::vector<std::vector<std::uint32_t>>;

Remap copy_documents(SegmentBuilder& builder, std::span<const Part> parts, std::vector<std::uint32_t>& permissions) {
  Remap remap(parts.size());
  std::uint32_t next = 0;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const Segment& segment = *parts[p].segment;
    remap[p].assign(segment.chunks(), kDead);
    for (std::uint32_t document = 0; document < segment.documents(); ++document) {
      const std::uint32_t permission = parts[p].documents->permissions[document];
      if (permission == kDead) continue;
      permissions.push_back(permission);
      builder.begin_document(segment.document_id(document));
      for (std::uint32_t chunk = segment.first_chunk(document); chunk < segment.first_chunk(document + 1); ++chunk) {
        builder.add_chunk(segment.chunk_id(chunk), segment.length(chunk));
        remap[p][chunk] = next++;
      }
    }
  }
  return remap;
}

/// Walks the sorted dictionaries of all parts side by side.
void copy_terms(SegmentBuilder& builder, std::span<const Part> parts, const Remap& remap,
                const std::atomic<bool>& stop) {
  struct Place {
    std::string_view term;
    std::size_t part;
    std::uint32_t number;
  };
  const auto later = [](const Place& a, const Place& b) { return std::tie(a.term, a.part) > std::tie(b.term, b.part); };
  std::priority_queue<Place, std::vector<Place>, decltype(later)> front(later);
  for (std::size_t p = 0; p < parts.size(); ++p)
    if (parts[p].segment->terms() > 0) front.push({parts[p].segment->term(0), p, 0});
  std::vector<Posting> postings;
  while (!front.empty() && !stop.load(std::memory_order_relaxed)) {
    const std::string_view term = front.top().term;
    postings.clear();
    while (!front.empty() && front.top().term == term) {
      const Place place = front.top();
      front.pop();
      const Segment& segment = *parts[place.part].segment;
      for (PostingCursor cursor = segment.postings(place.number); cursor.chunk() != PostingCursor::kEnd; cursor.next())
        if (const std::uint32_t chunk = remap[place.part][cursor.chunk()]; chunk != kDead)
          postings.push_back({chunk, cursor.frequency()});
      if (place.number + 1 < segment.terms())
        front.push({segment.term(place.number + 1), place.part, place.number + 1});
    }
    if (!postings.empty()) builder.add_term(term, postings);
  }
}

/// Where each row of each part goes; kNoRow for rows of chunks that end here.
std::string copy_vectors(std::span<const Part> parts, const Remap& remap, std::uint32_t dimensions, Remap& rows) {
  VectorsBuilder builder(dimensions);
  rows.resize(parts.size());
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const Vectors* const vectors = parts[p].vectors.get();
    for (std::uint32_t row = 0; vectors != nullptr && row < vectors->rows(); ++row) {
      const std::uint32_t chunk = remap[p][vectors->chunk_of(row)];
      rows[p].push_back(chunk == kDead ? kNoRow : builder.rows());
      if (chunk != kDead) builder.add(chunk, vectors->row(row));
    }
  }
  return builder.empty() ? std::string() : std::move(builder).bytes();
}

/// The graph with the most rows that stay, if at least half of its rows do; otherwise mending costs more than making.
std::size_t best_start(std::span<const Part> parts, const Remap& rows) {
  std::size_t best = parts.size();
  std::ptrdiff_t most = 0;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    if (!parts[p].graph) continue;
    const auto all = std::ssize(rows[p]), leaving = std::ranges::count(rows[p], kNoRow);
    if (leaving * 2 > all || all - leaving <= most) continue;
    best = p;
    most = all - leaving;
  }
  return best;
}

/// Empty when there are too few rows, or too many dimensions, or `stop` was set.
std::string make_graph(std::span<const Part> parts, const Remap& rows, const std::string& vector_bytes,
                       std::uint32_t dimensions, const std::atomic<bool>& stop) {
  if (vector_bytes.empty() || dimensions > kCodeDimensionsMax) return {};
  // A view of the bytes, which outlive it.
  const auto vectors = Vectors::open(Bytes::borrow(vector_bytes), dimensions, UINT32_MAX);
  if (!vectors || (*vectors)->rows() < kGraphRowsMin) return {};
  GraphBuilder builder(**vectors);
  if (const std::size_t start = best_start(parts, rows); start < parts.size())
    builder.start_from(parts[start].graph->view(), rows[start]);
  return builder.insert_rest(stop) ? builder.bytes() : std::string();
}

}  // namespace

SegmentBytes build_segment(std::span<const IndexedDocument> documents, std::uint32_t dimensions) {
  SegmentBuilder builder;
  VectorsBuilder vectors(dimensions);
  Inverter inverter;
  std::size_t tokens = 0;
  for (const IndexedDocument& document : documents)
    for (const IndexedChunk& chunk : document.chunks) tokens += chunk.lead_tokens.size() + chunk.body_tokens.size();
  inverter.reserve(tokens);
  std::uint32_t number = 0;
  for (const IndexedDocument& document : documents) {
    builder.begin_document(document.id.str());
    for (const IndexedChunk& chunk : document.chunks) {
      builder.add_chunk(chunk.id.str(), inverter.add(chunk));
      if (!chunk.vector.empty()) vectors.add(number, std::span<const float>(chunk.vector));
      ++number;
    }
  }
  inverter.finish(builder);
  return {builder.take(), vectors.empty() ? std::string() : std::move(vectors).bytes(), {}};
}

MergedSegment merge_segments(std::span<const Part> parts, std::uint32_t dimensions, WithGraph with_graph,
                             const std::atomic<bool>& stop) {
  MergedSegment merged;
  SegmentBuilder builder;
  const Remap remap = copy_documents(builder, parts, merged.permissions);
  copy_terms(builder, parts, remap, stop);
  Remap rows;
  merged.bytes.segment = builder.take();
  merged.bytes.vectors = copy_vectors(parts, remap, dimensions, rows);
  if (with_graph == WithGraph::yes)
    merged.bytes.graph = make_graph(parts, rows, merged.bytes.vectors, dimensions, stop);
  return merged;
}

}  // namespace onggi::index
