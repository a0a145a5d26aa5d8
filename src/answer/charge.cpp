// See charge.h.
#include "answer/charge.h"

#include "answer/answer.h"
#include "base/log.h"

namespace onggi {

Cost charge(ModelRegistry& models, Spending& spending, const Spending::Who& who, const WorkTaken& taken) {
  if (who.model.empty() || who.model == kExtractiveModel) return {};
  Cost cost;
  const auto price = models.price(who.model);
  if (!price) log(LogLevel::warning, "a model's price cannot be read", {{"error", describe(price.error())}});
  else if (*price) cost = {.micros = cost_micros(**price, taken), .currency = spending.currency()};
  spending.note(who, {.calls = 1,
                      .prompt_tokens = taken.prompt,
                      .cached_tokens = taken.cached,
                      .completion_tokens = taken.completion,
                      .computed_us = taken.computed_us,
                      .cost_micros = cost.micros});
  return cost;
}

}  // namespace onggi
