// Encoding of traces.
#include "monitor/json.h"

#include <nlohmann/json.hpp>

namespace onggi {

namespace {

/// Null: the model has no price.
nlohmann::json encode_cost(const Trace& trace) {
  if (trace.currency.empty()) return nullptr;
  return {{"micros", trace.cost_micros}, {"currency", trace.currency}};
}

}  // namespace

nlohmann::json to_json(const Trace& trace) {
  return {{"id", trace.id.str()},
          {"way", to_string(trace.way)},
          {"time_ms", trace.time_ms},
          {"request_id", trace.request_id},
          {"belongs_to", trace.belongs_to},
          {"exchange", trace.exchange},
          {"application", trace.application},
          {"model", trace.model},
          {"prompt", trace.prompt},
          {"outcome", trace.outcome},
          {"abstained", trace.abstained},
          {"refused", trace.refused},
          {"label", to_string(trace.label)},
          {"usage", {{"prompt_tokens", trace.prompt_tokens}, {"completion_tokens", trace.completion_tokens}}},
          {"cost", encode_cost(trace)},
          {"times", {{"retrieve_us", trace.retrieve_us}, {"first_us", trace.first_us}, {"whole_us", trace.whole_us}}},
          {"rating", trace.rating},
          {"hidden", trace.hidden},
          {"has_text", !trace.text.empty()}};
}

}  // namespace onggi
