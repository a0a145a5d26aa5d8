// Inverts documents: tokens chunk by chunk → posting lists term by term, without a sort of occurrences. Each term gets
// a number when it is first met; a second pass deals the postings out to their terms, whose order alone is sorted.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "index/index.h"
#include "index/postings.h"
#include "index/segment_builder.h"

namespace onggi::index {

class Inverter {
 public:
  /// So many tokens will come, at most.
  void reserve(std::size_t tokens) { entries_.reserve(tokens); }
  /// The next chunk; gives its length, in units of weights.h.
  std::uint32_t add(const IndexedChunk& chunk);
  /// Adds all terms in their order.
  void finish(SegmentBuilder& builder) const;

 private:
  /// Where a term was seen last.
  struct Seen {
    std::uint32_t occasion = 0;  // chunk and field
    std::uint32_t position = 0, units = 0;
    std::uint32_t at = 0;  // its entry in entries_
  };
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t term = UINT32_MAX, size = 0;
    std::size_t begin = 0;  // of its text in texts_
  };
  struct Entry {
    std::uint32_t term, frequency;
  };

  void add_field(const std::vector<Token>& tokens, std::uint32_t (*units)(TokenKind));
  void add_occurrence(std::uint32_t term, std::uint32_t position, std::uint32_t units);
  std::uint32_t number(std::string_view term, std::uint64_t hash);
  std::string_view text(std::uint32_t term) const;
  void grow();
  std::vector<std::uint32_t> in_order() const;

  std::vector<Slot> slots_ = std::vector<Slot>(64);
  // Texts beside each other: in their tokens they lie all over memory.
  std::string texts_;
  std::vector<std::size_t> text_ends_;  // of each term
  std::vector<Seen> seen_;
  std::vector<Entry> entries_;                       // of all chunks, one after another
  std::vector<std::size_t> chunk_begins_;            // into entries_
  std::vector<std::uint64_t> hashes_;                // of the field's tokens
  std::vector<std::uint32_t> numbers_;               // of the field's terms
  std::uint32_t occasion_ = 0, first_occasion_ = 0;  // now; of the chunk
};

}  // namespace onggi::index
