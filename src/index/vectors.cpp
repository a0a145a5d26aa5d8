// Layout: 16-byte header (magic, dimensions, rows), chunk numbers (u32 each), padding to 16 bytes, rows of half floats.
#include "index/vectors.h"

#include <array>
#include <cmath>

#include "index/half.h"

namespace onggi::index {
namespace {

struct Header {
  std::array<char, 8> magic{'o', 'n', 'g', 'g', 'i', 'v', 'e', '1'};
  std::uint32_t dimensions = 0, rows = 0;
};

std::size_t values_begin(std::uint32_t rows) { return (sizeof(Header) + rows * sizeof(std::uint32_t) + 15) / 16 * 16; }

}  // namespace

Result<std::shared_ptr<const Vectors>> Vectors::open(std::shared_ptr<const Bytes> bytes, std::uint32_t dimensions,
                                                     std::uint32_t chunks) {
  const std::string_view all = bytes->view();
  Header header;
  const Header expected;
  if (all.size() >= sizeof header) std::memcpy(&header, all.data(), sizeof header);
  const std::size_t begin = values_begin(header.rows);
  const std::size_t values = std::size_t{header.rows} * header.dimensions;
  if (all.size() < sizeof header || header.magic != expected.magic || header.dimensions != dimensions ||
      header.rows > chunks || all.size() != begin + values * sizeof(std::uint16_t))
    return fail(ErrorCode::bad_input, "not vectors of this index");
  std::shared_ptr<Vectors> vectors(new Vectors());
  vectors->dimensions_ = dimensions;
  vectors->chunks_ = {reinterpret_cast<const std::uint32_t*>(all.data() + sizeof header), header.rows};
  vectors->values_ = {reinterpret_cast<const std::uint16_t*>(all.data() + begin), values};
  vectors->bytes_ = std::move(bytes);
  return vectors;
}

std::vector<float> unit_vector(std::span<const float> vector) {
  double squares = 0;
  for (const float value : vector) squares += static_cast<double>(value) * static_cast<double>(value);
  if (!(squares > 1e-20) || !std::isfinite(squares)) return {};
  std::vector<float> unit(vector.begin(), vector.end());
  const auto scale = static_cast<float>(1.0 / std::sqrt(squares));
  for (float& value : unit) value *= scale;
  return unit;
}

void VectorsBuilder::add(std::uint32_t chunk, std::span<const float> vector) {
  const std::vector<float> unit = unit_vector(vector);
  if (unit.empty()) return;
  chunks_.push_back(chunk);
  for (const float value : unit) values_.push_back(to_half(value));
}

void VectorsBuilder::add(std::uint32_t chunk, const std::uint16_t* halves) {
  chunks_.push_back(chunk);
  values_.insert(values_.end(), halves, halves + dimensions_);
}

std::string VectorsBuilder::bytes() && {
  Header header;
  header.dimensions = dimensions_;
  header.rows = static_cast<std::uint32_t>(chunks_.size());
  std::string bytes(values_begin(header.rows) + values_.size() * sizeof(std::uint16_t), '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  if (chunks_.empty()) return bytes;
  std::memcpy(bytes.data() + sizeof header, chunks_.data(), chunks_.size() * sizeof(std::uint32_t));
  std::memcpy(bytes.data() + values_begin(header.rows), values_.data(), values_.size() * sizeof(std::uint16_t));
  return bytes;
}

}  // namespace onggi::index
