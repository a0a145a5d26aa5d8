// See segment_builder.h.
#include "index/segment_builder.h"

#include <numeric>

namespace onggi::index {
namespace {

template <typename T>
std::string_view raw(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

void add_text(std::vector<std::uint32_t>& ends, std::string& blob, std::string_view text) {
  blob += text;
  ends.push_back(static_cast<std::uint32_t>(blob.size()));
}

std::string join(SegmentHeader header, const std::array<std::string_view, kSegmentSections>& sections) {
  std::uint64_t at = (sizeof header + 7) / 8 * 8;
  for (std::size_t i = 0; i < kSegmentSections; ++i) {
    header.begins[i] = at;
    at = (at + sections[i].size() + 7) / 8 * 8;
  }
  header.begins.back() = at;
  std::string bytes(at, '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  for (std::size_t i = 0; i < kSegmentSections; ++i)
    if (!sections[i].empty()) std::memcpy(bytes.data() + header.begins[i], sections[i].data(), sections[i].size());
  return bytes;
}

std::vector<std::uint32_t> ranks(const TextTable& ids) {
  std::vector<std::uint32_t> order(ids.ends.size()), ranks(order.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto before = [&](std::uint32_t a, std::uint32_t b) { return ids[a] < ids[b]; };
  if (!std::ranges::is_sorted(order, before)) std::ranges::sort(order, before);
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
  return ranks;
}

}  // namespace

void SegmentBuilder::begin_document(std::string_view id) {
  add_text(document_id_ends_, document_ids_, id);
  first_chunks_.push_back(static_cast<std::uint32_t>(lengths_.size()));
}

void SegmentBuilder::add_chunk(std::string_view id, std::uint32_t length) {
  add_text(chunk_id_ends_, chunk_ids_, id);
  documents_of_chunks_.push_back(static_cast<std::uint32_t>(first_chunks_.size() - 1));
  lengths_.push_back(length);
}

void SegmentBuilder::add_term(std::string_view term, std::span<const Posting> postings) {
  add_text(term_ends_, terms_, term);
  TermEntry entry;
  entry.postings_begin = postings_.size();
  entry.chunks = static_cast<std::uint32_t>(postings.size());
  entry.length_min = UINT32_MAX;
  for (const Posting& posting : postings) {
    entry.frequency_max = std::max(entry.frequency_max, posting.frequency);
    entry.length_min = std::min(entry.length_min, lengths_[posting.chunk]);
  }
  entries_.push_back(entry);
  append_postings(postings_, postings, lengths_);
}

std::string SegmentBuilder::take() {
  SegmentHeader header;
  header.documents = static_cast<std::uint32_t>(first_chunks_.size());
  header.chunks = static_cast<std::uint32_t>(lengths_.size());
  header.terms = static_cast<std::uint32_t>(entries_.size());
  first_chunks_.push_back(header.chunks);
  std::vector<std::uint32_t> slots(slots_for(header.terms), kEmptySlot);
  const TextTable terms{term_ends_, terms_};
  for (std::uint32_t term = 0; term < header.terms; ++term) fill_slot(slots, terms[term], term);
  return join(header, {raw(document_id_ends_), document_ids_, raw(first_chunks_), raw(chunk_id_ends_), chunk_ids_,
                       raw(ranks({chunk_id_ends_, chunk_ids_})), raw(documents_of_chunks_), raw(lengths_),
                       raw(term_ends_), terms_, raw(entries_), raw(slots), postings_});
}

}  // namespace onggi::index
