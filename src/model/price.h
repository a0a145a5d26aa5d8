// What a model costs: whole numbers alone, so that sums are exact.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi {

/// In millionths of the company's currency (onggi.toml: model.currency) for a million tokens: 1250000000 is 1,250 a
/// million.
struct ModelPrice {
  std::int64_t prompt = 0, completion = 0;
  std::int64_t cached = 0;  // of the prompt's tokens that were not computed again

  friend bool operator==(const ModelPrice&, const ModelPrice&) = default;
};

struct TokensTaken {
  std::int64_t prompt = 0, cached = 0, completion = 0;  // cached: of the prompt's
};

/// In millionths of the currency, the nearest one, halves up; what is more than 2^62 is that.
std::int64_t cost_micros(const ModelPrice& price, const TokensTaken& taken);

/// "1250", "0.15": millionths. Errors: invalid_argument: not such a number, below 0, above a thousand million, or with
/// more than six digits behind the point.
Result<std::int64_t> micros_of(std::string_view text);
/// The shortest text of which micros_of() gives `micros`.
std::string text_of_micros(std::int64_t micros);

/// Errors: invalid_argument: a price below 0 or above a thousand million.
Result<void> check(const ModelPrice& price);

}  // namespace onggi
