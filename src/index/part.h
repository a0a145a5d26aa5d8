// One segment together with what may change about it: which documents live and under which permission.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "index/segment.h"
#include "index/vectors.h"

namespace onggi::index {

/// Numbers stand for permission ids inside one process; this one means that the document was replaced or removed.
constexpr std::uint32_t kDead = UINT32_MAX;

/// State of a segment's documents. A change makes a new one, so a search sees the state of its snapshot until it ends.
struct DocumentStates {
  std::vector<std::uint32_t> permissions;  // one a document: its permission's number, or kDead
  std::uint32_t live_documents = 0, live_chunks = 0;
  std::uint64_t live_length = 0;
};

/// Counts what is alive.
std::shared_ptr<const DocumentStates> make_states(const Segment& segment, std::vector<std::uint32_t> permissions);

struct Part {
  std::uint64_t number = 0;                // names its files; never used twice in a folder
  std::shared_ptr<const Segment> segment;  // these three are shared by the writer and all snapshots that hold the part
  std::shared_ptr<const DocumentStates> documents;
  std::shared_ptr<const Vectors> vectors;  // none: no chunk has a vector
};

/// Parts at one moment. Searches hold one while they run.
struct Snapshot {
  std::vector<Part> parts;
  std::uint64_t chunks = 0, length = 0;  // alive, over all parts
};
std::shared_ptr<const Snapshot> make_snapshot(std::vector<Part> parts);

/// Live chunks of the part that hold the term: exact, so that scores never depend on what was removed. When documents
/// died, walks the postings (1–2 ns each); merging keeps such parts few.
std::uint32_t count_live(const Part& part, std::uint32_t term);

/// One bit a chunk: those of documents for which `pass(document number)` holds. Empty when none passes.
template <typename Pass>
std::vector<std::uint64_t> chunk_bits(const Part& part, const Pass& pass) {
  std::vector<std::uint64_t> bits;
  const Segment& segment = *part.segment;
  for (std::uint32_t document = 0; document < segment.documents(); ++document) {
    if (part.documents->permissions[document] == kDead || !pass(document)) continue;
    if (bits.empty()) bits.resize((segment.chunks() + std::size_t{63}) / 64);
    for (std::uint32_t chunk = segment.first_chunk(document); chunk < segment.first_chunk(document + 1); ++chunk)
      bits[chunk / 64] |= std::uint64_t{1} << (chunk % 64);
  }
  return bits;
}

}  // namespace onggi::index
