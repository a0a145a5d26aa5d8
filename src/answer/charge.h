// What a finished call of a model cost, counted for who asked.
#pragma once

#include <cstdint>
#include <string>

#include "model/price.h"
#include "model/registry.h"
#include "monitor/spending.h"

namespace onggi {

struct Cost {
  std::int64_t micros = 0;
  std::string currency;  // empty: the model has no price
};

/// One call, at the price of now. What is built in writes without a model's id and is not counted. A price that cannot
/// be read is logged, and the call counted at none. Thread safe. Cost: no database on the way, but after somebody
/// changed it.
Cost charge(ModelRegistry& models, Spending& spending, const Spending::Who& who, const WorkTaken& taken);

}  // namespace onggi
