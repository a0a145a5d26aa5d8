// Counting over parts.
#include "index/part.h"

namespace onggi::index {

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

std::shared_ptr<const Snapshot> make_snapshot(std::vector<Part> parts) {
  auto snapshot = std::make_shared<Snapshot>();
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
