// What a model costs: whole numbers alone, so that sums are exact.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi {

struct Completion;

/// In millionths of the company's currency (onggi.toml: model.currency) for a million tokens: 1250000000 is 1,250 a
/// million.
struct ModelPrice {
  std::int64_t prompt = 0, completion = 0;
  std::int64_t cached = 0;  // of the prompt's tokens that were not computed again
  std::int64_t hour = 0;    // for an hour that a model of this process computes; of servers nothing is known

  friend bool operator==(const ModelPrice&, const ModelPrice&) = default;
};

/// What calls of a model took.
struct WorkTaken {
  std::int64_t prompt = 0, cached = 0, completion = 0;  // tokens; cached: of the prompt's
  std::int64_t computed_us = 0;                         // in this process

  WorkTaken& operator+=(const WorkTaken& more);
};
WorkTaken taken_by(const Completion& completion);

/// In millionths of the currency, the nearest one, halves up; what is more than 2^62 is that.
std::int64_t cost_micros(const ModelPrice& price, const WorkTaken& taken);

/// "1250", "0.15": millionths. Errors: invalid_argument: not such a number, below 0, above a thousand million, or with
/// more than six digits behind the point.
Result<std::int64_t> micros_of(std::string_view text);
/// The shortest text of which micros_of() gives `micros`.
std::string text_of_micros(std::int64_t micros);

/// `kind`: as ModelInfo's. Errors: invalid_argument: a price below 0 or above a thousand million, or for an hour of
/// what does not compute in this process.
Result<void> check(const ModelPrice& price, std::string_view kind);

}  // namespace onggi
