// The best so many of many scored chunks; equal scores are ordered by chunk id, so that the result does not depend on
// the order of offers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "index/index.h"
#include "index/part.h"

namespace onggi::index {

template <typename Score>
class TopHits {
 public:
  TopHits(const Snapshot& snapshot, std::size_t limit) : snapshot_(snapshot), limit_(limit) { hits_.reserve(limit); }

  bool full() const { return hits_.size() == limit_; }
  /// The lowest score that is in; only when full.
  Score worst() const { return hits_.front().score; }

  void offer(Score score, std::uint32_t part, std::uint32_t chunk) {
    const Entry entry{score, part, chunk, snapshot_.parts[part].segment->chunk_rank(chunk)};
    const auto better = [this](const Entry& a, const Entry& b) { return is_better(a, b); };
    if (!full()) {  // in no order yet: many searches never come to the limit
      hits_.push_back(entry);
      if (full()) std::ranges::make_heap(hits_, better);  // the worst is in front
      return;
    }
    if (!is_better(entry, hits_.front())) return;
    std::ranges::pop_heap(hits_, better);
    hits_.back() = entry;
    std::ranges::push_heap(hits_, better);
  }

  std::vector<IndexHit> take(double unit) {
    std::ranges::sort(hits_, [this](const Entry& a, const Entry& b) { return is_better(a, b); });
    std::vector<IndexHit> hits;
    hits.reserve(hits_.size());
    for (const Entry& entry : hits_) {
      const Segment& segment = *snapshot_.parts[entry.part].segment;
      hits.push_back({ChunkId(std::string(segment.chunk_id(entry.chunk))),
                      DocumentId(std::string(segment.document_id(segment.document_of(entry.chunk)))),
                      static_cast<double>(entry.score) * unit});
    }
    return hits;
  }

 private:
  struct Entry {
    Score score;
    std::uint32_t part, chunk;
    std::uint32_t rank;  // of its id in the part
  };
  std::string_view id(const Entry& entry) const { return snapshot_.parts[entry.part].segment->chunk_id(entry.chunk); }
  bool is_better(const Entry& a, const Entry& b) const {
    if (a.score != b.score) return a.score > b.score;
    return a.part == b.part ? a.rank < b.rank : id(a) < id(b);
  }

  const Snapshot& snapshot_;
  std::size_t limit_;
  std::vector<Entry> hits_;
};

}  // namespace onggi::index
