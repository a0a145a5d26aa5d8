// What a test takes for granted: where it does not hold, the test ends with the error.
#pragma once

#include <stdexcept>

#include "base/result.h"

namespace onggi {

template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return *std::move(result);
}
inline void must(Result<void> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
}

}  // namespace onggi
