// Posting lists: where a term occurs and how heavily, in blocks of 128 so that a reader can skip.
//
// A list is chunk numbers, ascending, with a weighted term frequency each. A full block is packed: gaps between chunk
// numbers and frequencies (divided by what divides them all) in as many bits as the greatest needs, laid out over four
// lanes so that four numbers are unpacked at once (Lemire & Boytsov, "Decoding billions of integers per second through
// vectorization", 2015). The last, shorter block is varints. A list of more than one block begins with a table of them,
// from which seek() finds the block to decode and a search bounds the scores in it ("block max", Ding & Suel 2011).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace onggi::index {

struct Posting {
  std::uint32_t chunk;
  std::uint32_t frequency;  // in units of weights.h
};

/// What a block holds, as its table says.
struct PostingBlock {
  std::uint32_t last = 0;                           // chunk
  std::uint32_t end = 0;                            // of its bytes, behind the table
  std::uint32_t frequency_max = 0, length_min = 0;  // bound the score of each posting in it
};

/// Appends a list; chunk numbers must ascend. `lengths`: of all chunks.
void append_postings(std::string& bytes, std::span<const Posting> postings, std::span<const std::uint32_t> lengths);

/// Reads one list from front to back. Trusts the bytes. 1 KiB in size: kept in a vector while a query runs.
class PostingCursor {
 public:
  static constexpr std::uint32_t kBlock = 128;
  static constexpr std::uint32_t kEnd = UINT32_MAX;  // chunk() behind the last posting

  PostingCursor(const char* bytes, std::uint32_t count);

  std::uint32_t chunk() const { return chunks_[at_]; }
  std::uint32_t frequency() {
    if (!frequencies_known_) unpack_frequencies();
    return frequencies_[at_];
  }

  void next() {
    if (++at_ == filled_) load(block_ + 1);
  }

  /// Moves to the first posting of chunk `target` or later; never back.
  void seek(std::uint32_t target) {
    if (chunks_[at_] < target) seek_on(target);
  }

  /// The block in which the first posting of `target` or later lies, at or behind the present one, without decoding it;
  /// null: there is none. Lists of one block have no table and give null too, `has_table()` tells.
  const PostingBlock* block_of(std::uint32_t target) const;
  bool has_table() const { return blocks_ > 1; }
  const PostingBlock* blocks_end() const { return table_ + blocks_; }

  /// The postings of the present block from the present one on, and moving behind them.
  std::span<const std::uint32_t> block_chunks() const { return {chunks_.data() + at_, filled_ - at_}; }
  std::span<const std::uint32_t> block_frequencies() {
    if (!frequencies_known_) unpack_frequencies();
    return {frequencies_.data() + at_, filled_ - at_};
  }
  void skip(std::uint32_t postings) {
    at_ += postings;
    if (at_ == filled_) load(block_ + 1);
  }

 private:
  void load(std::uint32_t block);
  void seek_on(std::uint32_t target);
  void unpack_frequencies();
  std::uint32_t find_block(std::uint32_t from, std::uint32_t target) const;

  const PostingBlock* table_;
  const unsigned char* data_;
  const unsigned char* frequencies_at_ = nullptr;
  std::uint32_t count_, blocks_, block_ = 0, at_ = 0, filled_ = 0;
  bool frequencies_known_ = false;
  alignas(16) std::array<std::uint32_t, kBlock + 4> chunks_;
  alignas(16) std::array<std::uint32_t, kBlock + 4> frequencies_;
};

}  // namespace onggi::index
