// Posting lists: where a term occurs and how heavily, in blocks of 128 so that a reader can skip.
//
// A list is chunk numbers, ascending, with a weighted term frequency each. Block: the gaps between chunk numbers as
// varints, then the frequencies as varints. A list of more than one block begins with a table of (last chunk, end of
// block), from which seek() finds the block to decode.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace onggi::index {

struct Posting {
  std::uint32_t chunk = 0;
  std::uint32_t frequency = 0;  // in units of weights.h
};

/// Appends a list; chunk numbers must ascend.
void append_postings(std::string& bytes, const std::vector<Posting>& postings);

/// Reads one list from front to back. Trusts the bytes. 1 KiB in size: kept in a vector while a query runs.
class PostingCursor {
 public:
  static constexpr std::uint32_t kBlock = 128;
  static constexpr std::uint32_t kEnd = UINT32_MAX;  // chunk() behind the last posting

  PostingCursor(const char* bytes, std::uint32_t count);

  std::uint32_t chunk() const { return chunks_[at_]; }
  std::uint32_t frequency() const { return frequencies_[at_]; }

  void next() {
    if (++at_ == filled_) load(block_ + 1);
  }

  /// Moves to the first posting of chunk `target` or later; never back.
  void seek(std::uint32_t target);

 private:
  void load(std::uint32_t block);
  std::uint32_t last_of(std::uint32_t block) const;

  const char* table_;
  const unsigned char* data_;
  std::uint32_t count_, blocks_, block_ = 0, at_ = 0, filled_ = 0;
  std::array<std::uint32_t, kBlock + 1> chunks_;
  std::array<std::uint32_t, kBlock + 1> frequencies_;
};

}  // namespace onggi::index
