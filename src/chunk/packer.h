// Parts into chunks, headings, clauses and table headers into the lead; inside of room chunk.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "chunk/atoms.h"
#include "chunk/chunk.h"
#include "chunk/sections.h"
#include "document/clause.h"

namespace onggi::chunk {

/// What a strategy decides.
struct Way {
  std::function<std::vector<Part>(std::size_t element)> parts;  // in order, covering the element
  Articles articles = Articles::together;
  bool across_headings = false;  // a chunk is filled up whatever begins
  enum class Groups : std::uint8_t {
    ignored,
    kept,   // what belongs together stays together where a chunk can hold it
    apart,  // and a new group begins a chunk, unless the one before is under tokens_min
  } groups = Groups::ignored;
};

/// Packs sections one after the other; a short one joins its neighbour as long as no heading of level 1 or 2 lies
/// between. Within a long section the next chunk begins with the last sentences of the one before (overlap).
class Packer {
 public:
  Packer(const CleanText& text, const TokenCounter& counter, const ChunkOptions& options, Way way)
      : text_(text), counter_(counter), options_(options), way_(std::move(way)) {}

  std::vector<Chunk> pack();

 private:
  bool may_join(const Section& section) const;
  bool only_headings() const;
  void join_lead(const Section& section);
  void add_section(const Section& section);
  std::vector<Atom> atoms_of_section(const Section& section);
  void add_groups(std::span<const Atom> atoms, std::size_t depth, const Section& section);
  void add_together(std::span<const Atom> atoms, std::size_t depth, const Section& section);
  void add_atoms(std::span<const Atom> atoms, const Section& section);
  void next_chunk(const Section& section, const Atom& coming, std::int32_t coming_tokens, bool may_overlap);
  std::vector<Atom> overlap_atoms(const Atom& coming);
  void push(const Atom& atom);
  void begin_lead(const std::vector<std::string>& path);
  void flush();
  Chunk make_chunk() const;

  std::int32_t lead_reserve() const;
  std::int32_t used() const { return lead_tokens_ + clause_tokens_ + header_tokens_ + body_tokens_; }
  std::int32_t room_beside(const Atom& first);
  std::int32_t room_beside_any(std::size_t element) const;
  std::int32_t room_beside_labels(std::size_t element) const;
  ByteRange header_of(std::size_t element) const;
  std::int32_t header_tokens(std::size_t element) const;
  bool repeats_header(const Atom& first) const;
  std::string clause_label(const Atom& first);

  const CleanText& text_;
  const TokenCounter& counter_;
  const ChunkOptions& options_;
  Way way_;
  std::vector<Chunk> chunks_;
  std::vector<Atom> atoms_;        // of the chunk that is being filled
  std::int32_t body_tokens_ = 0;   // of them, with one for each joint
  std::vector<std::string> path_;  // headings above all of them
  std::string lead_, clause_;      // clause_: in which the first atom begins, with what joins it to the lead
  std::int32_t lead_tokens_ = 0, clause_tokens_ = 0;
  struct {
    std::size_t element = SIZE_MAX, begin = 0;
    Clause clause;
  } clause_read_;                   // where clause_label() has read to
  std::int32_t header_tokens_ = 0;  // of the table header that the lead repeats
};

}  // namespace onggi::chunk
