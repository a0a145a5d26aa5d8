// Vectors as bytes: what a graph is walked by. A row is its half floats scaled so that the greatest magnitude is 127
// and rounded, so that a cosine moves by about 0.001. Half the memory of half floats and, with VNNI, a quarter of the
// time; what a walk finds is scored again by half floats.
//
// Dot products are sums of whole numbers: every machine gives the same, so every machine builds the same graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace onggi::index {

/// Beside the bytes of a row: value ≈ byte × scale; what its bytes sum to is needed where it is multiplied as a query.
struct CodeScale {
  float scale = 0;
  std::int32_t sum = 0;
};

/// Rows of bytes that somebody else owns, padded with zeros.
struct Codes {
  const CodeScale* scales = nullptr;
  const std::int8_t* bytes = nullptr;
  std::size_t stride = 0;
  const std::int8_t* row(std::uint32_t number) const { return bytes + number * stride; }
};

/// Vectors of more dimensions have no codes: sums of their products leave 32 bits.
constexpr std::uint32_t kCodeDimensionsMax = 32'768;

/// Bytes of a row: a multiple of 64, which is a cache line and the widest register.
constexpr std::size_t code_stride(std::size_t dimensions) { return (dimensions + 63) / 64 * 64; }

/// Writes the code of a row of half floats: code_stride() bytes.
CodeScale encode_row(std::span<const std::uint16_t> halves, std::int8_t* code);

/// What rows are compared with. Keeps its memory between uses.
class CodeQuery {
 public:
  void set(std::span<const float> vector);
  /// Refers to the row, which must stay.
  void set(const Codes& codes, std::uint32_t row);

  /// The cosines with `rows`, if both sides are of unit length.
  void nearness(const Codes& codes, std::span<const std::uint32_t> rows, float* to) const;
  float nearness(const Codes& codes, std::uint32_t row) const;

 private:
  std::vector<std::int8_t> own_;
  const std::int8_t* values_ = nullptr;
  CodeScale scale_;
};

}  // namespace onggi::index
