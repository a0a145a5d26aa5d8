// The file of the built-in embedder: words, their tags and their vectors, used where it lies on disk.
//
// Layout (little endian): a head of 64 bytes, then u32 form_offsets[forms + 1], u32 first_entry[forms + 1], u32
// entries[entries] (tag << 24 | row), f32 scales[rows], the forms in UTF-8 sorted by bytes, i8
// vectors[rows][dimensions]. data/embedder/README.md tells how the numbers were made.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::model {

/// Numbered as in the file; the order of KEPT in scripts/make_embedder.py.
enum class WordTag : std::uint8_t {
  NNG,
  NNP,
  NNB,
  NR,
  NP,
  VV,
  VA,
  VX,
  VCP,
  VCN,
  MM,
  MAG,
  MAJ,
  IC,
  XPN,
  XSN,
  XSV,
  XSA,
  XSM,
  XR,
  none
};

WordTag word_tag_from(
    std::string_view sejong);  // `none` for particles, endings, symbols and unknown names; NNBC is NNB

/// Mapped read-only: opening touches every byte once through a small buffer, afterwards only the rows in use are in
/// memory. Thread safe.
class StaticTable {
 public:
  /// Errors: not_found; bad_input with reason "not_an_embedder" or "checksum".
  static Result<StaticTable> open(const std::string& file);
  StaticTable(StaticTable&& other) noexcept;
  StaticTable& operator=(StaticTable&& other) noexcept;
  StaticTable(const StaticTable&) = delete;
  StaticTable& operator=(const StaticTable&) = delete;
  ~StaticTable();

  /// Row of a word, or -1. Words with several tags: the one nearest to `tag` in grammar, so that a verb that another
  /// dictionary calls an adjective is still found. Cost: about 17 comparisons.
  std::int32_t find(std::string_view form, WordTag tag) const;

  /// sum += factor * vector of `row` (frequency weight included).
  void add(std::int32_t row, float factor, std::span<float> sum) const;

  std::size_t dimensions() const { return dimensions_; }
  float typical_length() const { return typical_length_; }  // of the vector of a middling word
  std::uint64_t checksum() const { return checksum_; }

 private:
  StaticTable() = default;
  Result<void> place(const std::string& file, std::uint64_t body_bytes);
  std::string_view form(std::size_t index) const;

  const char* map_ = nullptr;
  std::size_t map_bytes_ = 0;
  std::size_t dimensions_ = 0, rows_ = 0, forms_ = 0, entries_count_ = 0, blob_bytes_ = 0;
  float typical_length_ = 0;
  std::uint64_t checksum_ = 0;
  std::span<const std::uint32_t> form_offsets_, first_entry_, entries_;
  std::span<const float> scales_;
  std::string_view blob_;
  std::span<const std::int8_t> vectors_;
};

}  // namespace onggi::model
