// Merging of the embedded index: small merges inside a change, big ones in a thread beside.
#include <algorithm>
#include <bit>

#include "base/log.h"
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

/// A change waits for a merge of so many chunks at most: tens of milliseconds. Bigger ones, and graphs, are made
/// beside.
constexpr std::uint64_t kChunksMaxInside = 4096;

bool lacks_graph(const Part& part) {
  return !part.graph && part.vectors && part.vectors->rows() >= kGraphRowsMin &&
         part.vectors->dimensions() <= kCodeDimensionsMax;
}

bool is_big(const std::vector<Part>& parts, const std::vector<std::size_t>& which) {
  std::uint64_t chunks = 0;
  for (const std::size_t p : which) chunks += parts[p].documents->live_chunks;
  return chunks > kChunksMaxInside;
}

/// Parts of similar size, the smallest first, of which there are many enough. A small merge takes the first eight, a
/// big one all that gathered meanwhile.
std::vector<std::size_t> crowded_tier(const std::vector<Part>& parts, const std::vector<std::size_t>& free, bool big) {
  std::vector<std::vector<std::size_t>> tiers(12);
  for (const std::size_t p : free)
    if (parts[p].documents->live_chunks < kSegmentChunksMax / kMergeFactor) tiers[tier(parts[p])].push_back(p);
  for (std::vector<std::size_t>& which : tiers) {
    if (which.size() < kMergeFactor || is_big(parts, which) != big) continue;
    std::uint64_t chunks = 0;
    const auto enough = std::ranges::find_if(
        which, [&](std::size_t p) { return (chunks += parts[p].documents->live_chunks) > kSegmentChunksMax; });
    which.erase(enough, which.end());
    return which;
  }
  return {};
}

}  // namespace

/// Which parts should become one now, inside a change or beside; none: nothing to do there.
std::vector<std::size_t> EmbeddedIndex::due(const std::vector<Part>& parts, Merge where) const {
  const bool big = where == Merge::beside;
  std::vector<std::size_t> free;
  for (std::size_t p = 0; p < parts.size(); ++p)
    if (!merging_.contains(parts[p].number)) free.push_back(p);
  if (auto which = crowded_tier(parts, free, big); !which.empty()) return which;
  for (const std::size_t p : free) {
    if (is_worn(parts[p]) && (is_big(parts, {p}) || parts[p].graph) == big) return {p};
    if (lacks_graph(parts[p]) && big) return {p};
  }
  return {};
}

// ---- inside a change: the writer's lock is held ----

Result<void> EmbeddedIndex::compact() {
  for (;;) {
    std::vector<Part> parts = snapshot()->parts;
    const auto emptied = std::ranges::stable_partition(
        parts, [&](const Part& part) { return part.documents->live_documents > 0 || merging_.contains(part.number); });
    for (const Part& part : emptied) stored_.erase(part.number);
    const bool any_emptied = !emptied.empty();
    parts.erase(emptied.begin(), emptied.end());
    const std::vector<std::size_t> which = due(parts, Merge::inside);
    if (!which.empty()) ONGGI_CHECK(merge(parts, which));
    if (any_emptied || !which.empty()) publish(parts);
    if (!which.empty()) continue;
    if (!due(parts, Merge::beside).empty()) ask_for_merge();
    return {};
  }
}

Result<void> EmbeddedIndex::merge(std::vector<Part>& parts, const std::vector<std::size_t>& which) {
  std::vector<Part> chosen;
  chosen.reserve(which.size());
  for (const std::size_t p : which) chosen.push_back(parts[p]);
  MergedSegment merged = merge_segments(chosen, static_cast<std::uint32_t>(space_.dimensions), WithGraph::no, stop_);
  ONGGI_TRY(Part part,
            open_part(next_number_++,
                      {on_heap(std::move(merged.bytes.segment)), on_heap(std::move(merged.bytes.vectors)), nullptr},
                      std::move(merged.permissions)));
  take_over(parts, chosen, std::move(part), {});
  return {};
}

/// `merged` instead of `chosen`.
void EmbeddedIndex::take_over(std::vector<Part>& parts, const std::vector<Part>& chosen, Part merged, Stored stored) {
  for (std::uint32_t document = 0; document < merged.segment->documents(); ++document) {
    if (merged.documents->permissions[document] == kDead) continue;
    Located& located = located_.at(DocumentId(std::string(merged.segment->document_id(document))));
    located.part = merged.number;
    located.document = document;
  }
  std::erase_if(parts,
                [&](const Part& old) { return std::ranges::find(chosen, old.number, &Part::number) != chosen.end(); });
  for (const Part& old : chosen) stored_.erase(old.number);
  if (merged.documents->live_documents == 0) return;
  stored_[merged.number] = std::move(stored);
  parts.push_back(std::move(merged));
}

// ---- beside changes and searches ----

void EmbeddedIndex::ask_for_merge() {
  merge_asked_ = true;
  merge_wanted_.notify_all();
}

void EmbeddedIndex::start_merging() {
  const std::lock_guard guard(writer_mutex_);
  ask_for_merge();
}

void EmbeddedIndex::merge_in_background() {
  std::unique_lock lock(writer_mutex_);
  for (;;) {
    merge_wanted_.wait(lock, [this] { return stop_ || merge_asked_; });
    if (stop_) return;
    merge_asked_ = false;
    merge_runs_ = true;
    lock.unlock();
    const Result<bool> more = merge_due();
    lock.lock();
    merge_runs_ = false;
    last_merge_ = more ? Result<void>() : std::unexpected(more.error());
    if (!more) log(LogLevel::error, "parts of the index not merged", {{"reason", describe(more.error())}});
    if (more && *more) merge_asked_ = true;
    merge_done_.notify_all();
  }
}

/// One merge; true: something was done, so that there may be more.
Result<bool> EmbeddedIndex::merge_due() {
  const std::lock_guard merging(merge_mutex_);
  std::vector<Part> chosen;
  {
    const std::lock_guard guard(writer_mutex_);
    const std::vector<Part> parts = snapshot()->parts;
    for (const std::size_t p : due(parts, Merge::beside)) chosen.push_back(parts[p]);
  }
  if (chosen.empty()) return false;
  ONGGI_CHECK(merge_beside(chosen));
  return true;
}

/// merge_mutex_ is held: what is chosen may change its state meanwhile, but is still there at the end or died.
Result<void> EmbeddedIndex::merge_beside(const std::vector<Part>& chosen) {
  std::uint64_t number = 0;
  {
    const std::lock_guard guard(writer_mutex_);
    for (const Part& part : chosen) merging_.insert(part.number);
    merged_number_ = number = next_number_++;
  }
  auto done = merge_and_write(chosen, number);
  const std::lock_guard guard(writer_mutex_);
  merging_.clear();
  merged_number_ = 0;
  if (!done) return std::unexpected(std::move(done).error());
  if (stop_) return {};
  std::vector<Part> parts = snapshot()->parts;
  ONGGI_TRY(Part part, open_part(number, std::move(done->bytes), present_permissions(parts, chosen)));
  take_over(parts, chosen, std::move(part), {std::move(done->entry), true});
  publish(std::move(parts));
  return {};
}

/// Of the documents that were alive in `chosen`, in their order: as they are now.
std::vector<std::uint32_t> EmbeddedIndex::present_permissions(const std::vector<Part>& parts,
                                                              const std::vector<Part>& chosen) {
  std::vector<std::uint32_t> permissions;
  for (const Part& old : chosen) {
    const auto now = std::ranges::find(parts, old.number, &Part::number);
    for (std::uint32_t document = 0; document < old.segment->documents(); ++document)
      if (old.documents->permissions[document] != kDead)
        permissions.push_back(now == parts.end() ? kDead : now->documents->permissions[document]);
  }
  return permissions;
}

/// Straight to the disk, where nothing names the files until the next save: a merged million chunks must not lie on the
/// heap, nor make that save long.
Result<EmbeddedIndex::Merged> EmbeddedIndex::merge_and_write(const std::vector<Part>& chosen, std::uint64_t number) {
  MergedSegment merged = merge_segments(chosen, static_cast<std::uint32_t>(space_.dimensions), WithGraph::yes, stop_);
  Merged done;
  if (stop_) return done;
  done.entry.number = number;
  ONGGI_TRY(done.entry.segment, write(file_name(number, "segment"), merged.bytes.segment));
  if (!merged.bytes.vectors.empty()) {
    ONGGI_TRY(done.entry.vectors, write(file_name(number, "vectors"), merged.bytes.vectors));
  }
  if (!merged.bytes.graph.empty()) {
    ONGGI_TRY(done.entry.graph, write(file_name(number, "graph"), merged.bytes.graph));
  }
  ONGGI_TRY(done.bytes, map_part(done.entry));
  return done;
}

Result<void> EmbeddedIndex::settle(const Cancel& cancel) {
  std::unique_lock lock(writer_mutex_);
  while (merge_asked_ || merge_runs_) {
    ONGGI_CHECK(cancel.check());
    merge_done_.wait_for(lock, std::chrono::milliseconds(20));
  }
  return last_merge_;
}

Result<void> EmbeddedIndex::rewrite() {
  {
    const std::lock_guard merging(merge_mutex_);
    for (const Part& part : snapshot()->parts)
      if (std::ranges::find(part.documents->permissions, kDead) != part.documents->permissions.end())
        ONGGI_CHECK(merge_beside({part}));
  }
  return save();
}

}  // namespace onggi::index
