// The embedded index: parts in memory and on disk, one writer, any number of searches.
//
// Every replace() makes a small segment; eight of similar size become one, so a chunk is rewritten about log8(n) times
// (a log-structured merge, as Lucene's tiers). Searches take the current snapshot and never wait for the writer, who
// makes a new one and swaps the pointer. Small merges run inside the replace() that made them due (milliseconds); big
// ones, and those that make a graph, in a thread of the index: it merges what it saw, and then, under the writer's
// lock, takes over what died or moved meanwhile.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <thread>
#include <unordered_map>

#include "base/file.h"
#include "index/folder.h"
#include "index/index.h"
#include "index/lexical_search.h"
#include "index/part.h"
#include "index/segment_writer.h"

namespace onggi::index {

/// Permission ids as small numbers; only grows. Thread safe.
class PermissionNumbers {
 public:
  std::uint32_t number(const PermissionId& id);                        // made when new
  std::vector<bool> bits(const std::vector<PermissionId>& ids) const;  // one bit a number; unknown ids have none
  PermissionId id(std::uint32_t number) const;

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<PermissionId, std::uint32_t> numbers_;
  std::vector<PermissionId> ids_;
};

class EmbeddedIndex final : public Index {
 public:
  EmbeddedIndex(IndexOptions options, std::unique_ptr<Disk> disk, FileDescriptor lock);
  ~EmbeddedIndex() override;
  EmbeddedIndex(const EmbeddedIndex&) = delete;
  EmbeddedIndex& operator=(const EmbeddedIndex&) = delete;

  /// Reads the folder. False: damaged, nothing was taken over.
  Result<bool> load(const Manifest& manifest);
  /// Begins what is due. After the leftovers in the folder were removed: merges write new files there.
  void start_merging();

  Result<void> replace(const DocumentId& document, std::vector<IndexedChunk> chunks) override;
  Result<void> replace_all(std::vector<IndexedDocument> documents) override;
  Result<void> set_permission(const DocumentId& document, const PermissionId& permission) override;
  Result<std::vector<IndexHit>> search_lexical(const std::vector<QueryTerm>& query, const IndexFilter& filter,
                                               std::int32_t limit, const Cancel& cancel) const override;
  Result<std::vector<IndexHit>> search_vector(std::span<const float> query, const IndexFilter& filter,
                                              std::int32_t limit, const VectorSearch& how,
                                              const Cancel& cancel) const override;
  using Index::search_vector;
  double lexical_bound(const std::vector<QueryTerm>& query) const override;
  std::vector<std::string> similar_terms(Likeness likeness, std::string_view typed, std::size_t limit) const override;
  std::vector<std::int64_t> document_frequencies(const std::vector<std::string>& terms) const override;
  Result<std::unordered_map<DocumentId, std::string>> contents() const override;
  std::string noted(const DocumentId& document) const override;
  Result<void> note(const DocumentId& document, std::string_view stage_key) override;
  Result<void> save() override;
  Result<void> rewrite() override;
  Result<void> change_vectors(std::int32_t dimensions, std::string_view vector_version) override;
  Result<void> settle(const Cancel& cancel) override;
  IndexStats stats() const override;

 private:
  /// Where a document lives. Only the writer looks here.
  struct Located {
    std::uint64_t part = 0;
    std::uint32_t document = 0;
    std::string stage_key;
  };
  /// What is on disk of a part; states_changed: its documents file must be written anew.
  struct Stored {
    PartEntry entry;
    bool states_changed = true;
  };

  std::shared_ptr<const Snapshot> snapshot() const;
  void publish(std::vector<Part> parts);
  AllowedChunks allowed(const Snapshot& snapshot, const IndexFilter& filter) const;

  /// The immutable bytes of a part. Shared as in Segment; null: there is none.
  struct PartBytes {
    std::shared_ptr<const Bytes> segment, vectors, graph;
  };

  Result<Part> open_part(std::uint64_t number, PartBytes bytes, std::vector<std::uint32_t> permissions) const;
  Result<bool> load_part(const PartEntry& entry, bool with_vectors, std::vector<Part>& parts);
  static std::shared_ptr<const Bytes> on_heap(std::string bytes) {
    return bytes.empty() ? nullptr : std::make_shared<const Bytes>(std::move(bytes));
  }
  Result<Part> make_part(std::span<const IndexedDocument> documents, SegmentBytes bytes);
  void add(std::span<const IndexedDocument> documents, Part part, std::vector<Part>& parts);
  void bury(const DocumentId& document, std::vector<Part>& parts);

  enum class Merge : std::uint8_t { inside, beside };
  struct Merged {
    PartEntry entry;
    PartBytes bytes;
  };
  Result<void> compact();
  std::vector<std::size_t> due(const std::vector<Part>& parts, Merge where) const;
  Result<void> merge(std::vector<Part>& parts, const std::vector<std::size_t>& which);
  void take_over(std::vector<Part>& parts, const std::vector<Part>& chosen, Part merged, Stored stored);
  void ask_for_merge();
  void merge_in_background();
  Result<bool> merge_due();
  Result<void> merge_beside(const std::vector<Part>& chosen);
  Result<Merged> merge_and_write(const std::vector<Part>& chosen, std::uint64_t number);
  static std::vector<std::uint32_t> present_permissions(const std::vector<Part>& parts,
                                                        const std::vector<Part>& chosen);

  Result<FileEntry> write(std::string name, std::string_view bytes);
  Result<void> write_part(Part& part, Manifest& manifest);
  Result<PartBytes> map_part(const PartEntry& entry) const;
  std::vector<DocumentEntry> document_entries(const Part& part) const;

  const IndexOptions options_;
  const std::unique_ptr<Disk> disk_;
  const FileDescriptor lock_;  // held while we live: one process a folder
  PermissionNumbers permissions_;

  mutable std::mutex snapshot_mutex_;         // held for the copy of a pointer only
  std::shared_ptr<const Snapshot> snapshot_;  // shared with running searches

  mutable std::mutex writer_mutex_;  // guards what follows
  VectorSpace space_;                // changes only while merge_mutex_ is held, too
  std::unordered_map<DocumentId, Located> located_;
  std::unordered_map<std::uint64_t, Stored> stored_;  // by part number
  std::uint64_t next_number_ = 1;
  std::set<std::uint64_t> merging_;               // parts that the thread merges now
  std::atomic<std::uint64_t> merged_number_ = 0;  // names the files it writes meanwhile; 0: none
  bool merge_asked_ = false, merge_runs_ = false;
  Result<void> last_merge_;
  std::condition_variable merge_wanted_, merge_done_;

  std::mutex merge_mutex_;  // held while a part is merged outside of the writer's lock; locked before writer_mutex_
  std::atomic<bool> stop_ = false;
  std::thread merger_;  // the last member: it uses the others
};

Result<void> check_dimensions(std::int32_t dimensions);

/// open_embedded_index() with a chosen disk.
Result<OpenedIndex> open_on_disk(const IndexOptions& options, std::unique_ptr<Disk> disk);

}  // namespace onggi::index
