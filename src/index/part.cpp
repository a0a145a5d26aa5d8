// Counting over parts.
#include "index/part.h"

#include <algorithm>

namespace onggi::index {
namespace {

/// 4 MB for a segment of a million chunks.
constexpr std::size_t kKeptSets = 32;

std::shared_ptr<const AllowedBits> make_bits(const Segment& segment, const std::vector<std::uint32_t>& permissions,
                                             const std::vector<bool>& permitted) {
  auto bits = std::make_shared<AllowedBits>();
  for (std::uint32_t document = 0; document < segment.documents(); ++document) {
    // A permission that was made after the bits is not among them: not seen by this search.
    if (permissions[document] >= permitted.size() || !permitted[permissions[document]]) continue;
    bits->set(segment, document, true);
  }
  return bits->chunks == 0 ? nullptr : bits;
}

}  // namespace

void AllowedBits::set(const Segment& segment, std::uint32_t document, bool allowed) {
  if (words.empty()) words.resize((segment.chunks() + std::size_t{63}) / 64);
  for (std::uint32_t chunk = segment.first_chunk(document); chunk < segment.first_chunk(document + 1); ++chunk) {
    const std::uint64_t bit = std::uint64_t{1} << (chunk % 64);
    const bool before = (words[chunk / 64] & bit) != 0;
    if (before == allowed) continue;
    words[chunk / 64] ^= bit;
    allowed ? ++chunks : --chunks;
  }
}

std::shared_ptr<const AllowedBits> AllowedCache::bits(const Segment& segment,
                                                      const std::vector<std::uint32_t>& permissions,
                                                      const std::vector<bool>& permitted) {
  {
    const std::lock_guard guard(mutex_);
    const auto at = std::ranges::find(kept_, permitted, &Kept::permitted);
    if (at != kept_.end()) return at->bits;
  }
  auto bits = make_bits(segment, permissions, permitted);
  const std::lock_guard guard(mutex_);
  if (kept_.size() < kKeptSets) kept_.push_back({permitted, bits});
  else kept_[next_++ % kKeptSets] = {permitted, bits};
  return bits;
}

std::shared_ptr<DocumentStates> copy_of(const DocumentStates& states) {
  auto copy = std::make_shared<DocumentStates>(states);
  copy->allowed = std::make_shared<AllowedCache>();
  return copy;
}

std::shared_ptr<const DocumentStates> make_states(const Segment& segment, std::vector<std::uint32_t> permissions) {
  auto states = std::make_shared<DocumentStates>();
  for (std::uint32_t document = 0; document < segment.documents(); ++document) {
    if (permissions[document] == kDead) continue;
    ++states->live_documents;
    states->live_chunks += segment.first_chunk(document + 1) - segment.first_chunk(document);
    for (std::uint32_t chunk = segment.first_chunk(document); chunk < segment.first_chunk(document + 1); ++chunk)
      states->live_length += segment.length(chunk);
  }
  states->permissions = std::move(permissions);
  return states;
}

std::shared_ptr<const Snapshot> make_snapshot(std::vector<Part> parts, VectorSpace space) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->space = std::move(space);
  for (const Part& part : parts) {
    snapshot->chunks += part.documents->live_chunks;
    snapshot->length += part.documents->live_length;
  }
  snapshot->parts = std::move(parts);
  return snapshot;
}

std::uint32_t count_live(const Part& part, std::uint32_t term) {
  const Segment& segment = *part.segment;
  const DocumentStates& states = *part.documents;
  if (states.live_chunks == segment.chunks()) return segment.entry(term).chunks;
  std::uint32_t count = 0;
  for (PostingCursor cursor = segment.postings(term); cursor.chunk() != PostingCursor::kEnd; cursor.next())
    count += states.permissions[segment.document_of(cursor.chunk())] != kDead ? 1U : 0U;
  return count;
}

}  // namespace onggi::index
