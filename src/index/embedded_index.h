// The embedded index: parts in memory and on disk, one writer, any number of searches.
//
// Every replace() makes a small segment; eight of similar size become one, so a chunk is rewritten about log8(n) times
// (a log-structured merge, as Lucene's tiers). Searches take the current snapshot and never wait for the writer, who
// makes a new one and swaps the pointer. A merge runs inside the replace() that made it due: about a second at 100,000
// chunks, seen by the writer only.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "base/file.h"
#include "index/folder.h"
#include "index/index.h"
#include "index/lexical_search.h"
#include "index/part.h"

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

  /// Reads the folder. False: damaged, nothing was taken over.
  Result<bool> load(const Manifest& manifest);

  Result<void> replace(const DocumentId& document, std::vector<IndexedChunk> chunks) override;
  Result<void> set_permission(const DocumentId& document, const PermissionId& permission) override;
  Result<std::vector<IndexHit>> search_lexical(const std::vector<QueryTerm>& query, const IndexFilter& filter,
                                               std::int32_t limit, const Cancel& cancel) const override;
  Result<std::vector<IndexHit>> search_vector(std::span<const float> query, const IndexFilter& filter,
                                              std::int32_t limit, const Cancel& cancel) const override;
  double lexical_bound(const std::vector<QueryTerm>& query) const override;
  std::vector<std::string> similar_terms(Likeness likeness, std::string_view typed, std::size_t limit) const override;
  std::vector<std::int64_t> document_frequencies(const std::vector<std::string>& terms) const override;
  Result<std::unordered_map<DocumentId, std::string>> contents() const override;
  Result<void> note(const DocumentId& document, std::string_view stage_key) override;
  Result<void> save() override;
  Result<void> rewrite() override;
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

  Result<Part> open_part(std::uint64_t number, std::shared_ptr<const Bytes> segment,
                         std::shared_ptr<const Bytes> vectors, std::vector<std::uint32_t> permissions) const;
  Result<bool> load_part(const PartEntry& entry, bool with_vectors, std::vector<Part>& parts);
  Result<Part> make_part(const DocumentId& document, const std::vector<IndexedChunk>& chunks);
  void add(const DocumentId& document, Part part, std::vector<Part>& parts);
  void bury(const DocumentId& document, std::vector<Part>& parts);
  Result<void> compact();
  Result<void> merge(std::vector<Part>& parts, const std::vector<std::size_t>& which);
  Result<void> write_part(Part& part, Manifest& manifest);
  std::vector<DocumentEntry> document_entries(const Part& part) const;

  const IndexOptions options_;
  const std::unique_ptr<Disk> disk_;
  const FileDescriptor lock_;  // held while we live: one process a folder
  PermissionNumbers permissions_;

  mutable std::mutex snapshot_mutex_;         // held for the copy of a pointer only
  std::shared_ptr<const Snapshot> snapshot_;  // shared with running searches

  mutable std::mutex writer_mutex_;  // guards what follows
  std::unordered_map<DocumentId, Located> located_;
  std::unordered_map<std::uint64_t, Stored> stored_;  // by part number
  std::uint64_t next_number_ = 1;
};

/// open_embedded_index() with a chosen disk.
Result<OpenedIndex> open_on_disk(const IndexOptions& options, std::unique_ptr<Disk> disk);

}  // namespace onggi::index
