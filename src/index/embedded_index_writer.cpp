// Writing side of the embedded index: replacing, merging, saving, loading.
#include <algorithm>
#include <bit>
#include <unordered_set>

#include "index/embedded_index.h"
#include "index/segment_writer.h"

namespace onggi::index {
namespace {

constexpr std::size_t kMergeFactor = 8;

/// Merging stops here, so that 32-bit offsets into ids and terms hold and one merge stays within seconds.
constexpr std::uint32_t kSegmentChunksMax = 4U << 20U;

/// Segments of one tier have similar sizes: 1..7, 8..63, 64..511 ... chunks.
unsigned tier(const Part& part) {
  return static_cast<unsigned>(std::bit_width(part.documents->live_chunks + 1U) - 1) / 3;
}

/// More than a third dead: rewriting pays, because exact term counts walk over such a segment.
bool is_worn(const Part& part) {
  return (part.segment->chunks() - part.documents->live_chunks) * std::uint64_t{3} > part.segment->chunks();
}

/// Which parts should become one now; none: the index is in shape.
std::vector<std::size_t> due_for_merge(const std::vector<Part>& parts) {
  std::vector<std::vector<std::size_t>> tiers(12);
  std::vector<std::size_t> worn;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    if (is_worn(parts[p])) worn = {p};
    if (parts[p].documents->live_chunks >= kSegmentChunksMax / kMergeFactor) continue;
    std::vector<std::size_t>& which = tiers[tier(parts[p])];
    which.push_back(p);
    if (which.size() >= kMergeFactor) return which;
  }
  return worn;
}

Result<void> check_chunks(const DocumentId& document, const std::vector<IndexedChunk>& chunks,
                          std::int32_t dimensions) {
  std::unordered_set<std::string_view> ids;
  for (const IndexedChunk& chunk : chunks) {
    if (chunk.document != document)
      return fail(ErrorCode::invalid_argument, "chunk " + chunk.id.str() + " belongs to another document");
    if (chunk.permission != chunks.front().permission)
      return fail(ErrorCode::invalid_argument, "the chunks of one document must share its permission");
    if (!ids.insert(chunk.id.str()).second)
      return fail(ErrorCode::invalid_argument, "chunk id " + chunk.id.str() + " occurs twice");
    if (!chunk.vector.empty() && std::cmp_not_equal(chunk.vector.size(), dimensions))
      return fail(ErrorCode::invalid_argument, "the index holds vectors of " + std::to_string(dimensions) +
                                                   " dimensions, chunk " + chunk.id.str() + " has " +
                                                   std::to_string(chunk.vector.size()));
  }
  return {};
}

std::shared_ptr<const Bytes> on_heap(std::string bytes) {
  return bytes.empty() ? nullptr : std::make_shared<const Bytes>(std::move(bytes));
}

/// The bytes of a file that the manifest names; none when they are not what was written.
Result<std::shared_ptr<const Bytes>> read_checked(const std::filesystem::path& folder, const FileEntry& entry) {
  if (entry.name.empty() || entry.name.find('/') != std::string::npos) return std::shared_ptr<const Bytes>();
  auto bytes = Bytes::map(folder / entry.name);
  if (!bytes && bytes.error().code == ErrorCode::not_found) return std::shared_ptr<const Bytes>();
  if (bytes && ((*bytes)->view().size() != entry.size || checksum((*bytes)->view()) != entry.checksum))
    return std::shared_ptr<const Bytes>();
  return bytes;
}

}  // namespace

// ---- changing ----

// What may fail (building, allocating) comes before our own tables change, so that a failed call leaves everything as
// it was.
Result<void> EmbeddedIndex::replace(const DocumentId& document, std::vector<IndexedChunk> chunks) {
  ONGGI_CHECK(check_chunks(document, chunks, options_.dimensions));
  const std::lock_guard guard(writer_mutex_);
  std::vector<Part> parts = snapshot()->parts;
  std::optional<Part> part;
  if (!chunks.empty()) {
    ONGGI_TRY(part, make_part(document, chunks));
  }
  bury(document, parts);
  if (part) add(document, *std::move(part), parts);
  publish(std::move(parts));
  return compact();
}

Result<Part> EmbeddedIndex::make_part(const DocumentId& document, const std::vector<IndexedChunk>& chunks) {
  SegmentBytes bytes = build_segment(document, chunks, static_cast<std::uint32_t>(options_.dimensions));
  const std::uint32_t permission = permissions_.number(chunks.empty() ? PermissionId() : chunks.front().permission);
  return open_part(next_number_++, on_heap(std::move(bytes.segment)), on_heap(std::move(bytes.vectors)), {permission});
}

void EmbeddedIndex::add(const DocumentId& document, Part part, std::vector<Part>& parts) {
  located_[document] = {part.number, 0, {}};
  stored_[part.number] = {};
  parts.push_back(std::move(part));
}

void EmbeddedIndex::bury(const DocumentId& document, std::vector<Part>& parts) {
  const auto at = located_.find(document);
  if (at == located_.end()) return;
  const auto part = std::ranges::find(parts, at->second.part, &Part::number);
  const std::uint32_t number = at->second.document;
  auto states = std::make_shared<DocumentStates>(*part->documents);
  states->permissions[number] = kDead;
  --states->live_documents;
  for (std::uint32_t chunk = part->segment->first_chunk(number); chunk < part->segment->first_chunk(number + 1);
       ++chunk) {
    --states->live_chunks;
    states->live_length -= part->segment->length(chunk);
  }
  part->documents = std::move(states);
  stored_[part->number].states_changed = true;
  located_.erase(at);
}

Result<void> EmbeddedIndex::set_permission(const DocumentId& document, const PermissionId& permission) {
  const std::lock_guard guard(writer_mutex_);
  const auto at = located_.find(document);
  if (at == located_.end()) return fail(ErrorCode::not_found, "no document " + document.str() + " in the index");
  std::vector<Part> parts = snapshot()->parts;
  const auto part = std::ranges::find(parts, at->second.part, &Part::number);
  auto states = std::make_shared<DocumentStates>(*part->documents);
  states->permissions[at->second.document] = permissions_.number(permission);
  part->documents = std::move(states);
  stored_[part->number].states_changed = true;
  publish(std::move(parts));
  return {};
}

Result<void> EmbeddedIndex::note(const DocumentId& document, std::string_view stage_key) {
  const std::lock_guard guard(writer_mutex_);
  if (!located_.contains(
          document)) {  // a document without chunks: remembered, so that nobody brings it again and again
    std::vector<Part> parts = snapshot()->parts;
    ONGGI_TRY(Part part, make_part(document, {}));
    add(document, std::move(part), parts);
    publish(std::move(parts));
    ONGGI_CHECK(compact());
  }
  Located& located = located_.at(document);
  located.stage_key = stage_key;
  stored_[located.part].states_changed = true;
  return {};
}

Result<std::unordered_map<DocumentId, std::string>> EmbeddedIndex::contents() const {
  const std::lock_guard guard(writer_mutex_);
  std::unordered_map<DocumentId, std::string> contents;
  for (const auto& [document, located] : located_) contents.emplace(document, located.stage_key);
  return contents;
}

// ---- merging ----

Result<void> EmbeddedIndex::compact() {
  for (;;) {
    std::vector<Part> parts = snapshot()->parts;
    const auto emptied =
        std::ranges::partition(parts, [](const Part& part) { return part.documents->live_documents > 0; });
    for (const Part& part : emptied) stored_.erase(part.number);
    const bool any_emptied = !emptied.empty();
    parts.erase(emptied.begin(), emptied.end());
    const std::vector<std::size_t> due = due_for_merge(parts);
    if (!due.empty()) ONGGI_CHECK(merge(parts, due));
    if (any_emptied || !due.empty()) publish(std::move(parts));
    if (due.empty()) return {};
  }
}

Result<void> EmbeddedIndex::merge(std::vector<Part>& parts, const std::vector<std::size_t>& which) {
  std::vector<Part> chosen;
  chosen.reserve(which.size());
  for (const std::size_t p : which) chosen.push_back(parts[p]);
  MergedSegment merged = merge_segments(chosen, static_cast<std::uint32_t>(options_.dimensions));
  ONGGI_TRY(Part part, open_part(next_number_++, on_heap(std::move(merged.bytes.segment)),
                                 on_heap(std::move(merged.bytes.vectors)), std::move(merged.permissions)));
  for (std::uint32_t document = 0; document < part.segment->documents(); ++document) {
    Located& located = located_.at(DocumentId(std::string(part.segment->document_id(document))));
    located.part = part.number;
    located.document = document;
  }
  std::erase_if(parts,
                [&](const Part& old) { return std::ranges::find(chosen, old.number, &Part::number) != chosen.end(); });
  for (const Part& old : chosen) stored_.erase(old.number);
  stored_[part.number] = {};
  parts.push_back(std::move(part));
  return {};
}

Result<void> EmbeddedIndex::rewrite() {
  {
    const std::lock_guard guard(writer_mutex_);
    std::vector<Part> parts = snapshot()->parts;
    std::vector<std::uint64_t> worn;
    for (const Part& part : parts)
      if (std::ranges::find(part.documents->permissions, kDead) != part.documents->permissions.end())
        worn.push_back(part.number);
    for (const std::uint64_t number : worn) {
      const auto at = std::ranges::find(parts, number, &Part::number);
      ONGGI_CHECK(merge(parts, {static_cast<std::size_t>(at - parts.begin())}));
    }
    if (!worn.empty()) publish(std::move(parts));
  }
  return save();
}

// ---- saving and loading ----

std::vector<DocumentEntry> EmbeddedIndex::document_entries(const Part& part) const {
  std::vector<DocumentEntry> entries(part.segment->documents());
  for (std::uint32_t document = 0; document < entries.size(); ++document) {
    const std::uint32_t permission = part.documents->permissions[document];
    if (permission == kDead) continue;
    const DocumentId id(std::string(part.segment->document_id(document)));
    entries[document] = {true, permissions_.id(permission).str(), located_.at(id).stage_key};
  }
  return entries;
}

Result<void> EmbeddedIndex::write_part(Part& part, Manifest& manifest) {
  Stored& stored = stored_[part.number];
  const auto write = [&](std::string name, std::string_view bytes) -> Result<FileEntry> {
    ONGGI_CHECK(disk_->write(options_.folder / name, bytes));
    return FileEntry{std::move(name), bytes.size(), checksum(bytes)};
  };
  if (stored.entry.segment.name.empty()) {
    stored.entry.number = part.number;
    if (part.vectors) {
      ONGGI_TRY(stored.entry.vectors, write(file_name(part.number, "vectors"), part.vectors->bytes().view()));
    }
    ONGGI_TRY(stored.entry.segment, write(file_name(part.number, "segment"), part.segment->bytes().view()));
  }
  if (stored.states_changed) {
    const std::uint64_t version = stored.entry.documents_version + 1;
    ONGGI_TRY(stored.entry.documents,
              write(file_name(part.number, version, "documents"), encode(document_entries(part))));
    stored.entry.documents_version = version;
    stored.states_changed = false;
  }
  manifest.parts.push_back(stored.entry);
  return {};
}

Result<void> EmbeddedIndex::save() {
  const std::lock_guard guard(writer_mutex_);
  std::vector<Part> parts = snapshot()->parts;
  Manifest manifest{options_.token_version,
                    options_.vector_version,
                    static_cast<std::uint32_t>(options_.dimensions),
                    next_number_,
                    {}};
  for (Part& part : parts) ONGGI_CHECK(write_part(part, manifest));
  ONGGI_CHECK(disk_->write(options_.folder / kManifestName, encode(manifest)));
  remove_others(*disk_, options_.folder, names_in(manifest));
  // What is safe on disk is read from there from now on: mapped pages can be dropped by the system, the heap cannot.
  for (Part& part : parts) {
    if (!part.segment->bytes().on_heap()) continue;
    const PartEntry& entry = stored_[part.number].entry;
    auto segment = Bytes::map(options_.folder / entry.segment.name);
    auto vectors =
        part.vectors ? Bytes::map(options_.folder / entry.vectors.name) : Result<std::shared_ptr<const Bytes>>(nullptr);
    if (!segment || !vectors) continue;  // saved all the same; stays on the heap
    ONGGI_TRY(part, open_part(part.number, *segment, *vectors, part.documents->permissions));
  }
  publish(std::move(parts));
  return {};
}

Result<bool> EmbeddedIndex::load_part(const PartEntry& entry, bool with_vectors, std::vector<Part>& parts) {
  std::shared_ptr<const Bytes> vectors;
  ONGGI_TRY(const auto segment, read_checked(options_.folder, entry.segment));
  ONGGI_TRY(const auto states, read_checked(options_.folder, entry.documents));
  if (!entry.vectors.name.empty()) {
    ONGGI_TRY(vectors, read_checked(options_.folder, entry.vectors));
    if (!vectors) return false;
  }
  if (!segment || !states) return false;
  const auto documents = decode_documents(states->view());
  if (!documents) return false;
  std::vector<std::uint32_t> permissions;
  for (const DocumentEntry& document : *documents)
    permissions.push_back(document.alive ? permissions_.number(PermissionId(document.permission)) : kDead);
  auto part = open_part(entry.number, segment, with_vectors ? vectors : nullptr, std::move(permissions));
  if (!part) return false;
  for (std::uint32_t document = 0; document < documents->size(); ++document)
    if ((*documents)[document].alive)
      located_[DocumentId(std::string(part->segment->document_id(document)))] = {
          part->number, document, with_vectors || !vectors ? (*documents)[document].stage_key : ""};
  stored_[part->number] = {entry, false};
  if (vectors && !with_vectors)
    stored_[part->number] = {{entry.number, entry.documents_version, entry.segment, {}, {}}, true};
  parts.push_back(*std::move(part));
  return true;
}

Result<bool> EmbeddedIndex::load(const Manifest& manifest) {
  const std::lock_guard guard(writer_mutex_);
  const bool with_vectors =
      manifest.vector_version == options_.vector_version && std::cmp_equal(manifest.dimensions, options_.dimensions);
  std::vector<Part> parts;
  for (const PartEntry& entry : manifest.parts) {
    auto sound = load_part(entry, with_vectors, parts);
    if (sound && *sound) continue;
    located_.clear();
    stored_.clear();
    next_number_ = manifest.next_number;
    return sound;
  }
  next_number_ = manifest.next_number;
  publish(std::move(parts));
  return true;
}

}  // namespace onggi::index
