// One segment together with what may change about it: which documents live and under which permission.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "index/graph.h"
#include "index/index.h"
#include "index/segment.h"
#include "index/vectors.h"

namespace onggi::index {

/// Numbers stand for permission ids inside one process; this one means that the document was replaced or removed.
constexpr std::uint32_t kDead = UINT32_MAX;

/// Which chunks of a part may be found: one bit a chunk.
struct AllowedBits {
  std::vector<std::uint64_t> words;
  std::uint32_t chunks = 0;  // how many bits are set
  /// All chunks of a document.
  void set(const Segment& segment, std::uint32_t document, bool allowed);
};

/// The bits of the sets of permissions that were last asked for: people ask again and again. Thread safe.
class AllowedCache {
 public:
  /// Null: nothing may be found. `permitted`: one bit a permission number.
  std::shared_ptr<const AllowedBits> bits(const Segment& segment, const std::vector<std::uint32_t>& permissions,
                                          const std::vector<bool>& permitted);

 private:
  struct Kept {
    std::vector<bool> permitted;
    std::shared_ptr<const AllowedBits> bits;  // shared with running searches
  };
  std::mutex mutex_;
  std::vector<Kept> kept_;
  std::size_t next_ = 0;
};

/// State of a segment's documents. A change makes a new one, so a search sees the state of its snapshot until it ends.
struct DocumentStates {
  std::vector<std::uint32_t> permissions;  // one a document: its permission's number, or kDead
  std::uint32_t live_documents = 0, live_chunks = 0;
  std::uint64_t live_length = 0;
  std::shared_ptr<AllowedCache> allowed = std::make_shared<AllowedCache>();  // of this state: a change needs a new one
};

/// A copy to be changed, with nothing cached.
std::shared_ptr<DocumentStates> copy_of(const DocumentStates& states);

/// Counts what is alive.
std::shared_ptr<const DocumentStates> make_states(const Segment& segment, std::vector<std::uint32_t> permissions);

struct Part {
  std::uint64_t number = 0;                // names its files; never used twice in a folder
  std::shared_ptr<const Segment> segment;  // these are shared by the writer and all snapshots that hold the part
  std::shared_ptr<const DocumentStates> documents;
  std::shared_ptr<const Vectors> vectors;  // none: no chunk has a vector
  std::shared_ptr<const Graph> graph;      // none: too few vectors, or not made yet
};

/// Parts at one moment. Searches hold one while they run.
struct Snapshot {
  std::vector<Part> parts;
  VectorSpace space;
  std::uint64_t chunks = 0, length = 0;  // alive, over all parts
};
std::shared_ptr<const Snapshot> make_snapshot(std::vector<Part> parts, VectorSpace space);

/// Live chunks of the part that hold the term: exact, so that scores never depend on what was removed. When documents
/// died, walks the postings (1–2 ns each); merging keeps such parts few.
std::uint32_t count_live(const Part& part, std::uint32_t term);

}  // namespace onggi::index
