// Gathers the sections of a segment and joins them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/segment.h"

namespace onggi::index {

/// Documents, chunks and terms come in their final order.
class SegmentBuilder {
 public:
  void begin_document(std::string_view id);
  void add_chunk(std::string_view id, std::uint32_t length);
  /// After all chunks; terms ascend.
  void add_term(std::string_view term, std::span<const Posting> postings);
  /// Bytes for Segment::open.
  std::string take();

 private:
  std::vector<std::uint32_t> document_id_ends_, first_chunks_, chunk_id_ends_, documents_of_chunks_, lengths_,
      term_ends_;
  std::string document_ids_, chunk_ids_, terms_, postings_;
  std::vector<TermEntry> entries_;
};

}  // namespace onggi::index
