// Inside of room: a vector out of a server's answer.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

namespace onggi::model {

/// `values`, as many as `row`, to length 1; false when an entry is not a number or the vector is zero or not finite.
inline bool read_unit_vector(const nlohmann::json& values, std::span<float> row) {
  double square = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!values[i].is_number()) return false;
    row[i] = values[i].get<float>();
    square += static_cast<double>(row[i]) * static_cast<double>(row[i]);
  }
  if (!std::isfinite(square) || square <= 0) return false;
  const auto factor = static_cast<float>(1 / std::sqrt(square));
  for (float& value : row) value *= factor;
  return true;
}

}  // namespace onggi::model
