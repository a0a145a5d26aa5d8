// A segment: an immutable piece of the index, read in place from one run of bytes (heap or mapped file).
//
// Layout (little endian, sections 8-byte aligned): header, then the sections of SegmentSection. A document's chunks are
// neighbours, so a document is a range of chunk numbers and what a person may see is decided once a document.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "index/bytes.h"
#include "index/postings.h"

namespace onggi::index {

struct TermEntry {
  std::uint64_t postings_begin = 0;  // into the postings section
  std::uint32_t chunks = 0;          // how many hold the term
  std::uint32_t frequency_max = 0;   // with length_min: bounds the term's score from above, whatever the averages are
  std::uint32_t length_min = 0;
  std::uint32_t reserved = 0;
};

/// Different for different terms of the same size up to eight bytes, which most are. A term's number is looked for from
/// there on, in a power of two of slots at least half of which are empty.
inline std::uint64_t hash_of_term(std::string_view term) {
  const auto load = [&]<typename Word>(std::size_t at, Word word) -> std::uint64_t {
    std::memcpy(&word, term.data() + at, sizeof word);
    return word;
  };
  constexpr std::uint64_t kOdd = 0xD6E8FEB86659FD93ULL;
  const std::size_t size = term.size();
  std::uint64_t state = 0x9E3779B97F4A7C15ULL ^ size, last = 0;
  for (std::size_t at = 0; at + 8 < size; at += 8) {
    state = (state ^ load(at, std::uint64_t{})) * kOdd;
    state ^= state >> 32U;
  }
  if (size >= 8) last = load(size - 8, std::uint64_t{});
  else if (size >= 4) last = load(0, std::uint32_t{}) | load(size - 4, std::uint32_t{}) << 32U;
  else if (size > 0)
    last = load(0, std::uint8_t{}) | load(size / 2, std::uint8_t{}) << 8U | load(size - 1, std::uint8_t{}) << 16U;
  state = (state ^ last) * kOdd;
  return state ^ (state >> 32U);
}
constexpr std::uint32_t slots_for(std::uint32_t terms) { return std::bit_ceil(terms * 2U + 1U); }
constexpr std::uint32_t kEmptySlot = UINT32_MAX;
void fill_slot(std::vector<std::uint32_t>& slots, std::string_view text, std::uint32_t number);

enum class SegmentSection : std::uint8_t {
  document_id_ends,
  document_ids,
  first_chunks,
  chunk_id_ends,
  chunk_ids,
  chunk_ranks,
  documents_of_chunks,
  lengths,
  term_ends,
  terms,
  term_entries,
  term_slots,
  postings,
  count_
};
constexpr std::size_t kSegmentSections = static_cast<std::size_t>(SegmentSection::count_);

struct SegmentHeader {
  std::array<char, 8> magic{'o', 'n', 'g', 'g', 'i', 's', 'e', 'g'};
  std::uint32_t format = 3;
  std::uint32_t documents = 0, chunks = 0, terms = 0;
  std::array<std::uint64_t, kSegmentSections + 1> begins{};  // the last one is the end of the bytes
};

/// Texts behind each other, each named by its number.
struct TextTable {
  std::span<const std::uint32_t> ends;
  std::string_view blob;
  std::string_view operator[](std::uint32_t number) const {
    const std::uint32_t begin = number == 0 ? 0 : ends[number - 1];
    return blob.substr(begin, ends[number] - begin);
  }
};

class Segment {
 public:
  /// Takes bytes whose checksum was right. Errors: bad_input when they are not a segment of this format.
  static Result<std::shared_ptr<const Segment>> open(std::shared_ptr<const Bytes> bytes);

  std::uint32_t documents() const { return header_.documents; }
  std::uint32_t chunks() const { return header_.chunks; }
  std::uint32_t terms() const { return header_.terms; }

  std::string_view document_id(std::uint32_t document) const { return document_ids_[document]; }
  std::string_view chunk_id(std::uint32_t chunk) const { return chunk_ids_[chunk]; }
  /// Place of the chunk's id among those of the segment: equal scores are ordered by it.
  std::uint32_t chunk_rank(std::uint32_t chunk) const { return chunk_ranks_[chunk]; }
  std::string_view term(std::uint32_t term) const { return terms_[term]; }
  const TermEntry& entry(std::uint32_t term) const { return entries_[term]; }
  std::uint32_t document_of(std::uint32_t chunk) const { return documents_of_chunks_[chunk]; }
  /// The document's chunks are [first_chunk(d), first_chunk(d + 1)).
  std::uint32_t first_chunk(std::uint32_t document) const { return first_chunks_[document]; }
  /// Weighted number of tokens, in twentieths.
  std::uint32_t length(std::uint32_t chunk) const { return lengths_[chunk]; }
  std::span<const std::uint32_t> lengths() const { return lengths_; }

  std::optional<std::uint32_t> find(std::string_view term) const;
  /// The first call makes a table of 8 bytes a document.
  std::optional<std::uint32_t> find_document(std::string_view id) const;
  PostingCursor postings(std::uint32_t term) const;

  const Bytes& bytes() const { return *bytes_; }

 private:
  Segment() = default;
  SegmentHeader header_;
  std::shared_ptr<const Bytes> bytes_;  // shared: a saved segment and its unsaved twin may both be in use by searches
  TextTable document_ids_, chunk_ids_, terms_;
  std::span<const std::uint32_t> first_chunks_, chunk_ranks_, documents_of_chunks_, lengths_;
  std::span<const TermEntry> entries_;
  std::span<const std::uint32_t> term_slots_;
  std::string_view postings_;
  mutable std::once_flag documents_known_;
  mutable std::vector<std::uint32_t> document_slots_;
};

}  // namespace onggi::index
