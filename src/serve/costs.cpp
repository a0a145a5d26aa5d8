// See costs.h; and /api/usage and /api/model-prices, where it is read and set.
#include "serve/costs.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "access/meters.h"
#include "monitor/spending.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

json encode(const Spent& spent) {
  return {{"calls", spent.calls},
          {"prompt_tokens", spent.prompt_tokens},
          {"cached_tokens", spent.cached_tokens},
          {"completion_tokens", spent.completion_tokens},
          {"computed_ms", spent.computed_us / 1'000},
          {"cost_micros", spent.cost_micros}};
}

/// What people call what a row is about; keys that are gone have none.
Result<std::map<std::string, std::string>> key_names(const Call& call) {
  std::map<std::string, std::string> names;
  ONGGI_TRY(const auto keys, call.rooms.people.keys(PersonId()));
  for (const ApiKey& key : keys) names[key.id.str()] = key.name;
  return names;
}

Result<json> encode_rows(const Call& call, const std::vector<Spending::Row>& rows, Spending::By by) {
  Logins logins(call.rooms.people);
  std::map<std::string, std::string> keys;
  if (by == Spending::By::key) {
    ONGGI_TRY(keys, key_names(call));
  }
  json list = json::array();
  for (const Spending::Row& row : rows) {
    json one = encode(row.spent);
    one["id"] = row.name;
    one["currency"] = row.currency;
    one["name"] = row.name;
    if (by == Spending::By::person) one["name"] = logins.of(PersonId(row.name));
    if (by == Spending::By::key) one["name"] = keys[row.name];
    list.push_back(std::move(one));
  }
  return list;
}

json encode(const ModelPrice& price) {
  return {{"prompt", text_of_micros(price.prompt)},
          {"cached", text_of_micros(price.cached)},
          {"completion", text_of_micros(price.completion)},
          {"hour", text_of_micros(price.hour)}};
}

Result<std::int64_t> amount_in(const Fields& fields, std::string_view name, std::int64_t otherwise) {
  ONGGI_TRY(const auto text, fields.text_if(name));
  if (!text) return otherwise;
  const auto micros = micros_of(*text);
  if (!micros) return bad_field(name, micros.error().message);
  return *micros;
}

Result<std::optional<ModelPrice>> price_in(const Fields& fields) {
  const json* given = fields.find("price");
  if (given == nullptr) return std::optional<ModelPrice>();
  if (!given->is_object()) return bad_field("price", "is an object with prompt, completion and hour, or null");
  const Fields inner(*given);
  ModelPrice price;
  ONGGI_TRY(price.prompt, amount_in(inner, "prompt", 0));
  ONGGI_TRY(price.completion, amount_in(inner, "completion", 0));
  ONGGI_TRY(price.cached, amount_in(inner, "cached", price.prompt));
  ONGGI_TRY(price.hour, amount_in(inner, "hour", 0));
  return std::optional(price);
}

}  // namespace

Cost count_spent(const Call& call, const std::string& model, const std::string& application, const WorkTaken& taken) {
  const std::string key = call.viewer.key ? call.viewer.key->id.str() : std::string();
  return charge(call.rooms.models, call.rooms.spending,
                {.model = model, .person = call.viewer.person, .key = key, .application = application}, taken);
}

Cost count_answer(const Call& call, const Answer& answer, const std::string& application) {
  if (answer.prompt_tokens + answer.completion_tokens == 0) return {};
  return count_spent(call, answer.model, application, taken_by(answer));
}

Result<Response> get_usage(const Call& call) {
  const std::string month = std::string(call.request.query_value("month").value_or(month_of(system_clock().now_ms())));
  const auto by = spending_by_from(call.request.query_value("by").value_or("model"));
  if (!by) return bad_field("by", by.error().message);
  ONGGI_TRY(const auto rows, call.rooms.spending.of_month(month, *by));
  ONGGI_TRY(json list, encode_rows(call, rows, *by));
  return json_response(200, {{"month", month},
                             {"by", to_string(*by)},
                             {"currency", call.rooms.spending.currency()},
                             {"rows", std::move(list)}});
}

Result<Response> list_model_prices(const Call& call) {
  ONGGI_TRY(const auto entries, call.rooms.models.list());
  json list = json::array();
  for (const ModelEntry& entry : entries) {
    ONGGI_TRY(const auto price, call.rooms.models.price(entry.id));
    list.push_back({{"model", entry.id}, {"kind", entry.kind}, {"price", price ? encode(*price) : json()}});
  }
  return json_response(200, {{"currency", call.rooms.spending.currency()}, {"models", std::move(list)}});
}

Result<Response> set_model_price(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string model, fields.text("model"));
  call.deed.object = "model:" + model;
  ONGGI_TRY(const auto price, price_in(fields));
  ONGGI_CHECK(call.rooms.models.set_price(model, price));
  return json_response(200, {{"model", model}, {"price", price ? encode(*price) : json()}});
}

}  // namespace onggi::serve_room
