// The vectors of one segment: rows of half floats in the order of chunk numbers, read in place like the segment itself.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/bytes.h"

namespace onggi::index {

class Vectors {
 public:
  /// Errors: bad_input when the bytes are not vectors of this format, or of another number of dimensions, or for a
  /// segment of fewer chunks.
  static Result<std::shared_ptr<const Vectors>> open(std::shared_ptr<const Bytes> bytes, std::uint32_t dimensions,
                                                     std::uint32_t chunks);

  std::uint32_t rows() const { return static_cast<std::uint32_t>(chunks_.size()); }
  std::uint32_t chunk_of(std::uint32_t row) const { return chunks_[row]; }
  /// The chunks of all rows.
  const std::uint32_t* chunks() const { return chunks_.data(); }
  const std::uint16_t* row(std::uint32_t row) const { return values_.data() + std::size_t{row} * dimensions_; }
  std::uint32_t dimensions() const { return dimensions_; }
  const Bytes& bytes() const { return *bytes_; }

 private:
  Vectors() = default;
  std::shared_ptr<const Bytes> bytes_;  // shared as in Segment
  std::uint32_t dimensions_ = 0;
  std::span<const std::uint32_t> chunks_;
  std::span<const std::uint16_t> values_;
};

/// Collects rows in ascending order of chunk numbers and gives the bytes.
class VectorsBuilder {
 public:
  explicit VectorsBuilder(std::uint32_t dimensions) : dimensions_(dimensions) {}
  /// Scales to unit length. A vector of zeros (a text without any known word) points nowhere and is left out.
  void add(std::uint32_t chunk, std::span<const float> vector);
  void add(std::uint32_t chunk, const std::uint16_t* halves);
  bool empty() const { return chunks_.empty(); }
  std::uint32_t rows() const { return static_cast<std::uint32_t>(chunks_.size()); }
  std::string bytes() &&;

 private:
  std::uint32_t dimensions_;
  std::vector<std::uint32_t> chunks_;
  std::vector<std::uint16_t> values_;
};

/// The vector scaled to length 1; empty when it has no direction.
std::vector<float> unit_vector(std::span<const float> vector);

}  // namespace onggi::index
