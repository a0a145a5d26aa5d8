// Reading a segment in place.
#include "index/segment.h"

namespace onggi::index {
namespace {

/// The sections lie in order, inside the bytes, aligned, and hold as many entries as the header says.
bool is_sound(const SegmentHeader& header, std::size_t size) {
  const SegmentHeader expected;
  if (header.magic != expected.magic || header.format != expected.format || header.begins.back() != size) return false;
  const std::array<std::uint64_t, kSegmentSections> wanted{header.documents * 4ULL,
                                                           0,
                                                           (header.documents + 1ULL) * 4,
                                                           header.chunks * 4ULL,
                                                           0,
                                                           header.chunks * 4ULL,
                                                           header.chunks * 4ULL,
                                                           header.chunks * 4ULL,
                                                           header.terms * 4ULL,
                                                           0,
                                                           header.terms * sizeof(TermEntry),
                                                           slots_for(header.terms) * 4ULL,
                                                           0};
  for (std::size_t i = 0; i < kSegmentSections; ++i) {
    const std::uint64_t begin = header.begins[i], end = header.begins[i + 1];
    if (begin % 8 != 0 || begin > end || end > size || end - begin < wanted[i]) return false;
  }
  return header.begins[0] >= sizeof(SegmentHeader);
}

std::optional<std::uint32_t> look_up(std::span<const std::uint32_t> slots, const TextTable& texts,
                                     std::string_view text) {
  const std::size_t mask = slots.size() - 1;
  for (std::size_t at = hash_of_term(text) & mask; slots[at] != kEmptySlot; at = (at + 1) & mask)
    if (texts[slots[at]] == text) return slots[at];
  return std::nullopt;
}

}  // namespace

void fill_slot(std::vector<std::uint32_t>& slots, std::string_view text, std::uint32_t number) {
  const std::size_t mask = slots.size() - 1;
  std::size_t at = hash_of_term(text) & mask;
  while (slots[at] != kEmptySlot) at = (at + 1) & mask;
  slots[at] = number;
}

Result<std::shared_ptr<const Segment>> Segment::open(std::shared_ptr<const Bytes> bytes) {
  const std::string_view all = bytes->view();
  std::shared_ptr<Segment> segment(new Segment());
  SegmentHeader& header = segment->header_;
  if (all.size() >= sizeof header) std::memcpy(&header, all.data(), sizeof header);
  if (all.size() < sizeof header || !is_sound(header, all.size()))
    return fail(ErrorCode::bad_input, "not an index segment of this version");
  const auto text = [&](SegmentSection section) {
    const auto at = static_cast<std::size_t>(section);
    return all.substr(header.begins[at], header.begins[at + 1] - header.begins[at]);
  };
  const auto numbers = [&](SegmentSection section, std::size_t count) {
    return std::span(reinterpret_cast<const std::uint32_t*>(text(section).data()), count);
  };
  segment->document_ids_ = {numbers(SegmentSection::document_id_ends, header.documents),
                            text(SegmentSection::document_ids)};
  segment->chunk_ids_ = {numbers(SegmentSection::chunk_id_ends, header.chunks), text(SegmentSection::chunk_ids)};
  segment->terms_ = {numbers(SegmentSection::term_ends, header.terms), text(SegmentSection::terms)};
  segment->first_chunks_ = numbers(SegmentSection::first_chunks, header.documents + std::size_t{1});
  segment->chunk_ranks_ = numbers(SegmentSection::chunk_ranks, header.chunks);
  segment->documents_of_chunks_ = numbers(SegmentSection::documents_of_chunks, header.chunks);
  segment->lengths_ = numbers(SegmentSection::lengths, header.chunks);
  segment->entries_ = {reinterpret_cast<const TermEntry*>(text(SegmentSection::term_entries).data()), header.terms};
  segment->term_slots_ = numbers(SegmentSection::term_slots, slots_for(header.terms));
  segment->postings_ = text(SegmentSection::postings);
  segment->bytes_ = std::move(bytes);
  return segment;
}

std::optional<std::uint32_t> Segment::find(std::string_view term) const { return look_up(term_slots_, terms_, term); }

std::optional<std::uint32_t> Segment::find_document(std::string_view id) const {
  std::call_once(documents_known_, [this] {
    document_slots_.assign(slots_for(header_.documents), kEmptySlot);
    for (std::uint32_t document = 0; document < header_.documents; ++document)
      fill_slot(document_slots_, document_ids_[document], document);
  });
  return look_up(document_slots_, document_ids_, id);
}

PostingCursor Segment::postings(std::uint32_t term) const {
  return {postings_.data() + entries_[term].postings_begin, entries_[term].chunks};
}

}  // namespace onggi::index
