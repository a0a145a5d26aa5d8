// Reading side of the embedded index, and opening it.
#include "index/embedded_index.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <unordered_set>

#include "base/log.h"
#include "index/similar_terms.h"
#include "index/vector_search.h"

namespace onggi::index {
namespace {

constexpr std::int32_t kHitsMax = 10'000;  // of one search

Result<std::size_t> checked_limit(std::int32_t limit) {
  if (limit < 1 || limit > kHitsMax)
    return fail(ErrorCode::invalid_argument, "limit must be 1.." + std::to_string(kHitsMax));
  return static_cast<std::size_t>(limit);
}

Result<FileDescriptor> lock_folder(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "lock";
  FileDescriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return std::unexpected(system_error("open", path, errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(ErrorCode::conflict,
                "the index in " + folder.string() + " is in use by another process or index; stop it or ask it instead",
                "in_use");
  return fd;
}

std::shared_ptr<const AllowedBits> bits_without(const Part& part, const IndexFilter& filter, AllowedBits bits) {
  for (const DocumentId& id : filter.without)
    if (const auto document = part.segment->find_document(id.str())) bits.set(*part.segment, *document, false);
  return bits.chunks == 0 ? nullptr : std::make_shared<const AllowedBits>(std::move(bits));
}

/// The chunks of the filter's documents that may be seen.
std::shared_ptr<const AllowedBits> bits_of_documents(const Part& part, const IndexFilter& filter,
                                                     const std::vector<bool>& permitted) {
  AllowedBits bits;
  for (const DocumentId& id : filter.documents) {
    const auto document = part.segment->find_document(id.str());
    if (!document) continue;
    const std::uint32_t permission = part.documents->permissions[*document];
    if (permission < permitted.size() && permitted[permission]) bits.set(*part.segment, *document, true);
  }
  return bits.chunks == 0 ? nullptr : bits_without(part, filter, bits);
}

}  // namespace

std::uint32_t PermissionNumbers::number(const PermissionId& id) {
  const std::unique_lock guard(mutex_);
  const auto [at, added] = numbers_.try_emplace(id, static_cast<std::uint32_t>(ids_.size()));
  if (added) ids_.push_back(id);
  return at->second;
}

std::vector<bool> PermissionNumbers::bits(const std::vector<PermissionId>& ids) const {
  const std::shared_lock guard(mutex_);
  std::vector<bool> bits(ids_.size());
  for (const PermissionId& id : ids)
    if (const auto at = numbers_.find(id); at != numbers_.end() && !id.empty()) bits[at->second] = true;
  return bits;
}

PermissionId PermissionNumbers::id(std::uint32_t number) const {
  const std::shared_lock guard(mutex_);
  return ids_[number];
}

EmbeddedIndex::EmbeddedIndex(IndexOptions options, std::unique_ptr<Disk> disk, FileDescriptor lock)
    : options_(std::move(options)),
      disk_(std::move(disk)),
      lock_(std::move(lock)),
      snapshot_(make_snapshot({}, {options_.dimensions, options_.vector_version})),
      space_(snapshot_->space),
      merger_([this] { merge_in_background(); }) {}

EmbeddedIndex::~EmbeddedIndex() {
  stop_ = true;  // a merge that runs ends early and leaves nothing behind
  {
    const std::lock_guard guard(writer_mutex_);
    merge_wanted_.notify_all();
  }
  merger_.join();
}

std::shared_ptr<const Snapshot> EmbeddedIndex::snapshot() const {
  const std::lock_guard guard(snapshot_mutex_);
  return snapshot_;
}

void EmbeddedIndex::publish(std::vector<Part> parts) {
  std::shared_ptr<const Snapshot> next = make_snapshot(std::move(parts), space_);
  const std::lock_guard guard(snapshot_mutex_);
  snapshot_.swap(next);  // the old one is released after the lock, by whoever holds it last
}

AllowedChunks EmbeddedIndex::allowed(const Snapshot& snapshot, const IndexFilter& filter) const {
  const std::vector<bool> permitted = permissions_.bits(filter.permissions);
  AllowedChunks allowed;
  allowed.reserve(snapshot.parts.size());
  for (const Part& part : snapshot.parts) {
    if (!filter.documents.empty()) {
      allowed.push_back(bits_of_documents(part, filter, permitted));
      continue;
    }
    auto bits = part.documents->allowed->bits(*part.segment, part.documents->permissions, permitted);
    allowed.push_back(bits == nullptr || filter.without.empty() ? std::move(bits) : bits_without(part, filter, *bits));
  }
  return allowed;
}

Result<std::vector<IndexHit>> EmbeddedIndex::search_lexical(const std::vector<QueryTerm>& query,
                                                            const IndexFilter& filter, std::int32_t limit,
                                                            const Cancel& cancel) const {
  ONGGI_TRY(const std::size_t hits_max, checked_limit(limit));
  const auto now = snapshot();
  return index::search_lexical(*now, query, allowed(*now, filter), hits_max, cancel);
}

double EmbeddedIndex::lexical_bound(const std::vector<QueryTerm>& query) const {
  return index::lexical_bound(*snapshot(), query);
}

Result<std::vector<IndexHit>> EmbeddedIndex::search_vector(std::span<const float> query, const IndexFilter& filter,
                                                           std::int32_t limit, const VectorSearch& how,
                                                           const Cancel& cancel) const {
  ONGGI_TRY(const std::size_t hits_max, checked_limit(limit));
  const auto now = snapshot();
  if (std::cmp_not_equal(query.size(), now->space.dimensions) || query.empty())
    return fail(ErrorCode::invalid_argument, "the index holds vectors of " + std::to_string(now->space.dimensions) +
                                                 " dimensions, the query has " + std::to_string(query.size()));
  const std::vector<float> unit = unit_vector(query);
  if (unit.empty()) return std::vector<IndexHit>{};  // a question without any known word is near to nothing
  return search_vectors(*now, unit, allowed(*now, filter), hits_max, how, cancel);
}

std::vector<std::string> EmbeddedIndex::similar_terms(Likeness likeness, std::string_view typed,
                                                      std::size_t limit) const {
  return index::similar_terms(*snapshot(), likeness, typed, limit);
}

std::vector<std::int64_t> EmbeddedIndex::document_frequencies(const std::vector<std::string>& terms) const {
  const auto now = snapshot();
  std::vector<std::int64_t> frequencies(terms.size());
  for (const Part& part : now->parts)
    for (std::size_t t = 0; t < terms.size(); ++t)
      if (const auto number = part.segment->find(terms[t])) frequencies[t] += count_live(part, *number);
  return frequencies;
}

IndexStats EmbeddedIndex::stats() const {
  const auto now = snapshot();
  IndexStats stats{.merging = merged_number_ != 0};
  const auto count = [&stats](const Bytes& bytes) {
    (bytes.on_heap() ? stats.bytes_in_memory : stats.bytes_on_disk) += static_cast<std::int64_t>(bytes.view().size());
  };
  for (const Part& part : now->parts) {
    stats.chunks += part.documents->live_chunks;
    stats.documents += part.documents->live_documents;
    stats.terms += part.segment->terms();
    stats.bytes_in_memory += static_cast<std::int64_t>(part.documents->permissions.size() * sizeof(std::uint32_t));
    count(part.segment->bytes());
    ++stats.segments;
    if (part.graph) {
      count(part.graph->bytes());
      ++stats.graphs;
    }
    if (part.vectors) {
      count(part.vectors->bytes());
      stats.vector_version = now->space.version;
    }
  }
  return stats;
}

Result<Part> EmbeddedIndex::open_part(std::uint64_t number, PartBytes bytes,
                                      std::vector<std::uint32_t> permissions) const {
  Part part;
  part.number = number;
  const auto dimensions = static_cast<std::uint32_t>(space_.dimensions);
  ONGGI_TRY(part.segment, Segment::open(std::move(bytes.segment)));
  if (permissions.size() != part.segment->documents())
    return fail(ErrorCode::bad_input, "documents and segment differ");
  part.documents = make_states(*part.segment, std::move(permissions));
  if (bytes.vectors) {
    ONGGI_TRY(part.vectors, Vectors::open(std::move(bytes.vectors), dimensions, part.segment->chunks()));
  }
  if (bytes.graph && part.vectors) {
    ONGGI_TRY(part.graph, Graph::open(std::move(bytes.graph), dimensions, part.vectors->rows()));
  }
  return part;
}

Result<void> check_dimensions(std::int32_t dimensions) {
  constexpr std::int32_t kMost = 65'536;
  return dimensions >= 0 && dimensions <= kMost
             ? Result<void>{}
             : fail(ErrorCode::invalid_argument, "dimensions must be 0.." + std::to_string(kMost));
}

Result<OpenedIndex> open_on_disk(const IndexOptions& options, std::unique_ptr<Disk> disk) {
  ONGGI_CHECK(check_dimensions(options.dimensions));
  ONGGI_CHECK(make_folder(options.folder));
  ONGGI_TRY(FileDescriptor lock, lock_folder(options.folder));
  Disk& files = *disk;
  auto index = std::make_unique<EmbeddedIndex>(options, std::move(disk), std::move(lock));
  OpenedIndex opened;
  std::set<std::string> wanted;
  auto bytes = read_file(options.folder / kManifestName);
  if (!bytes && bytes.error().code != ErrorCode::not_found) return std::unexpected(std::move(bytes).error());
  if (bytes) {
    const auto manifest = decode_manifest(*bytes);
    if (!manifest) opened.why = manifest.error().reason == "format" ? "format" : "damaged";
    else if (manifest->token_version != options.token_version) opened.why = "token_version";
    else {
      ONGGI_TRY(const bool sound, index->load(*manifest));
      if (!sound) opened.why = "damaged";
      else if (!manifest->vector_version.empty() && (manifest->vector_version != options.vector_version ||
                                                     std::cmp_not_equal(manifest->dimensions, options.dimensions)))
        opened.why = "vector_version";
      wanted = names_in(*manifest);
    }
  }
  opened.rebuilt = !opened.why.empty();
  if (opened.rebuilt) log(LogLevel::warning, "the index must be rebuilt", {{"why", opened.why}});
  if (opened.why != "damaged" && opened.why != "format") remove_others(files, options.folder, wanted);
  index->start_merging();
  opened.index = std::move(index);
  return opened;
}

}  // namespace onggi::index

namespace onggi {

Result<OpenedIndex> open_embedded_index(const IndexOptions& options) {
  return index::open_on_disk(options, std::make_unique<index::Disk>());
}

VectorSpace kept_vectors(const std::filesystem::path& folder) {
  const auto bytes = read_file(folder / index::kManifestName);
  if (!bytes) return {};
  const auto manifest = index::decode_manifest(*bytes);
  if (!manifest || manifest->vector_version.empty()) return {};
  return {static_cast<std::int32_t>(manifest->dimensions), manifest->vector_version};
}

}  // namespace onggi
