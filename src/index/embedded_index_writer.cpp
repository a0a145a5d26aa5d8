// Writing side of the embedded index: replacing, saving, loading.
#include <algorithm>
#include <unordered_set>

#include "index/embedded_index.h"
#include "index/segment_writer.h"

namespace onggi::index {
namespace {

Result<void> check_chunks(const DocumentId& document, const std::vector<IndexedChunk>& chunks,
                          std::int32_t dimensions) {
  std::unordered_set<std::string_view> ids;
  for (const IndexedChunk& chunk : chunks) {
    if (chunk.document != document)
      return fail(ErrorCode::invalid_argument, "chunk " + chunk.id.str() + " belongs to another document");
    if (chunk.permission != chunks.front().permission)
      return fail(ErrorCode::invalid_argument, "the chunks of one document must share its permission");
    if (chunks.size() > 1 && !ids.insert(chunk.id.str()).second)
      return fail(ErrorCode::invalid_argument, "chunk id " + chunk.id.str() + " occurs twice");
    if (!chunk.vector.empty() && std::cmp_not_equal(chunk.vector.size(), dimensions))
      return fail(ErrorCode::invalid_argument, "the index holds vectors of " + std::to_string(dimensions) +
                                                   " dimensions, chunk " + chunk.id.str() + " has " +
                                                   std::to_string(chunk.vector.size()));
  }
  return {};
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
  std::vector<IndexedDocument> one;
  one.push_back({document, std::move(chunks), {}});
  return replace_all(std::move(one));
}

Result<void> EmbeddedIndex::replace_all(std::vector<IndexedDocument> documents) {
  std::unordered_set<std::string_view> ids;
  const VectorSpace space = snapshot()->space;
  for (const IndexedDocument& document : documents) {
    ONGGI_CHECK(check_chunks(document.id, document.chunks, space.dimensions));
    if (!ids.insert(document.id.str()).second)
      return fail(ErrorCode::invalid_argument, "document " + document.id.str() + " occurs twice");
  }
  // One without chunks leaves, unless a note is to remember it.
  const auto leaving = std::ranges::stable_partition(documents, [](const IndexedDocument& document) {
    return !document.chunks.empty() || !document.stage_key.empty();
  });
  const std::span<const IndexedDocument> staying(documents.begin(), leaving.begin());
  SegmentBytes bytes;  // made before others are kept waiting
  if (!staying.empty()) bytes = build_segment(staying, static_cast<std::uint32_t>(space.dimensions));
  const std::lock_guard guard(writer_mutex_);
  if (space.version != space_.version || space.dimensions != space_.dimensions)
    return fail(ErrorCode::conflict, "the vectors of the index became others meanwhile", "vectors_changed");
  std::vector<Part> parts = snapshot()->parts;
  std::optional<Part> part;
  if (!staying.empty()) {
    ONGGI_TRY(part, make_part(staying, std::move(bytes)));
  }
  for (const IndexedDocument& document : documents) bury(document.id, parts);
  if (part) add(staying, *std::move(part), parts);
  publish(std::move(parts));
  return compact();
}

Result<Part> EmbeddedIndex::make_part(std::span<const IndexedDocument> documents, SegmentBytes bytes) {
  std::vector<std::uint32_t> permissions;
  permissions.reserve(documents.size());
  for (const IndexedDocument& document : documents)
    permissions.push_back(
        permissions_.number(document.chunks.empty() ? PermissionId() : document.chunks.front().permission));
  return open_part(next_number_++, {on_heap(std::move(bytes.segment)), on_heap(std::move(bytes.vectors)), nullptr},
                   std::move(permissions));
}

void EmbeddedIndex::add(std::span<const IndexedDocument> documents, Part part, std::vector<Part>& parts) {
  for (std::uint32_t number = 0; number < documents.size(); ++number)
    located_[documents[number].id] = {part.number, number, documents[number].stage_key};
  stored_[part.number] = {};
  parts.push_back(std::move(part));
}

void EmbeddedIndex::bury(const DocumentId& document, std::vector<Part>& parts) {
  const auto at = located_.find(document);
  if (at == located_.end()) return;
  const auto part = std::ranges::find(parts, at->second.part, &Part::number);
  const std::uint32_t number = at->second.document;
  auto states = copy_of(*part->documents);
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
  auto states = copy_of(*part->documents);
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
    const std::vector<IndexedDocument> one{{document, {}, {}}};
    ONGGI_TRY(Part part, make_part(one, build_segment(one, static_cast<std::uint32_t>(space_.dimensions))));
    add(one, std::move(part), parts);
    publish(std::move(parts));
    ONGGI_CHECK(compact());
  }
  Located& located = located_.at(document);
  located.stage_key = stage_key;
  stored_[located.part].states_changed = true;
  return {};
}

std::string EmbeddedIndex::noted(const DocumentId& document) const {
  const std::lock_guard guard(writer_mutex_);
  const auto located = located_.find(document);
  return located == located_.end() ? std::string() : located->second.stage_key;
}

Result<std::unordered_map<DocumentId, std::string>> EmbeddedIndex::contents() const {
  const std::lock_guard guard(writer_mutex_);
  std::unordered_map<DocumentId, std::string> contents;
  for (const auto& [document, located] : located_) contents.emplace(document, located.stage_key);
  return contents;
}

Result<void> EmbeddedIndex::change_vectors(std::int32_t dimensions, std::string_view vector_version) {
  ONGGI_CHECK(check_dimensions(dimensions));
  const std::scoped_lock guard(merge_mutex_, writer_mutex_);
  std::vector<Part> parts = snapshot()->parts;
  std::set<std::uint64_t> changed;
  for (Part& part : parts) {
    if (!part.vectors) continue;
    part.vectors = nullptr, part.graph = nullptr;
    changed.insert(part.number);
    Stored& stored = stored_[part.number];
    stored.entry.vectors = {}, stored.entry.graph = {}, stored.entry.documents = {};
    stored.states_changed = true;
  }
  for (auto& [document, located] : located_)
    if (changed.contains(located.part)) located.stage_key.clear();
  space_ = {dimensions, std::string(vector_version)};
  publish(std::move(parts));
  return {};
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

Result<FileEntry> EmbeddedIndex::write(std::string name, std::string_view bytes) {
  ONGGI_CHECK(disk_->write(options_.folder / name, bytes));
  return FileEntry{std::move(name), bytes.size(), checksum(bytes)};
}

Result<EmbeddedIndex::PartBytes> EmbeddedIndex::map_part(const PartEntry& entry) const {
  PartBytes bytes;
  ONGGI_TRY(bytes.segment, Bytes::map(options_.folder / entry.segment.name));
  if (!entry.vectors.name.empty()) {
    ONGGI_TRY(bytes.vectors, Bytes::map(options_.folder / entry.vectors.name));
  }
  if (!entry.graph.name.empty()) {
    ONGGI_TRY(bytes.graph, Bytes::map(options_.folder / entry.graph.name));
  }
  return bytes;
}

Result<void> EmbeddedIndex::write_part(Part& part, Manifest& manifest) {
  Stored& stored = stored_[part.number];
  if (stored.entry.segment.name.empty()) {
    stored.entry.number = part.number;
    if (part.vectors) {
      ONGGI_TRY(stored.entry.vectors, write(file_name(part.number, "vectors"), part.vectors->bytes().view()));
    }
    if (part.graph) {
      ONGGI_TRY(stored.entry.graph, write(file_name(part.number, "graph"), part.graph->bytes().view()));
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
  Manifest manifest{
      options_.token_version, space_.version, static_cast<std::uint32_t>(space_.dimensions), next_number_, {}};
  for (Part& part : parts) ONGGI_CHECK(write_part(part, manifest));
  ONGGI_CHECK(disk_->write(options_.folder / kManifestName, encode(manifest)));
  // What a merge is writing beside us is named by the next save.
  remove_others(*disk_, options_.folder, names_in(manifest), merged_number_ > 0 ? file_name(merged_number_, "") : "");
  // What is safe on disk is read from there from now on: mapped pages can be dropped by the system, the heap cannot.
  for (Part& part : parts) {
    if (!part.segment->bytes().on_heap()) continue;
    auto bytes = map_part(stored_[part.number].entry);
    if (!bytes) continue;  // saved all the same; stays on the heap
    ONGGI_TRY(part, open_part(part.number, *std::move(bytes), part.documents->permissions));
  }
  publish(std::move(parts));
  return {};
}

Result<bool> EmbeddedIndex::load_part(const PartEntry& entry, bool with_vectors, std::vector<Part>& parts) {
  std::shared_ptr<const Bytes> vectors, graph;
  ONGGI_TRY(const auto segment, read_checked(options_.folder, entry.segment));
  ONGGI_TRY(const auto states, read_checked(options_.folder, entry.documents));
  if (!entry.vectors.name.empty()) {
    ONGGI_TRY(vectors, read_checked(options_.folder, entry.vectors));
    if (!vectors) return false;
  }
  if (!entry.graph.name.empty()) {
    ONGGI_TRY(graph, read_checked(options_.folder, entry.graph));
    if (!graph) return false;
  }
  if (!segment || !states) return false;
  const auto documents = decode_documents(states->view());
  if (!documents) return false;
  std::vector<std::uint32_t> permissions;
  for (const DocumentEntry& document : *documents)
    permissions.push_back(document.alive ? permissions_.number(PermissionId(document.permission)) : kDead);
  auto part = open_part(entry.number, {segment, with_vectors ? vectors : nullptr, with_vectors ? graph : nullptr},
                        std::move(permissions));
  if (!part) return false;
  for (std::uint32_t document = 0; document < documents->size(); ++document)
    if ((*documents)[document].alive)
      located_[DocumentId(std::string(part->segment->document_id(document)))] = {
          part->number, document, with_vectors || !vectors ? (*documents)[document].stage_key : ""};
  stored_[part->number] = {entry, false};
  if (vectors && !with_vectors)
    stored_[part->number] = {{entry.number, entry.documents_version, entry.segment, {}, {}, {}}, true};
  parts.push_back(*std::move(part));
  return true;
}

Result<bool> EmbeddedIndex::load(const Manifest& manifest) {
  const std::lock_guard guard(writer_mutex_);
  const bool with_vectors =
      manifest.vector_version == space_.version && std::cmp_equal(manifest.dimensions, space_.dimensions);
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
