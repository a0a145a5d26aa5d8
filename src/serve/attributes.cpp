// See attributes.h.
#include "serve/attributes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "serve/error.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;
using Kind = AttributeFilter::Kind;

constexpr std::size_t kPairsMax = 16, kKeyMax = 64, kTextMax = 512;  // code points
constexpr std::size_t kFiltersMax = 100, kDepthMax = 8, kListedMax = 1'000;
constexpr double kWholeMax = 9'007'199'254'740'992;  // up to here each whole number is one of its own

constexpr std::array<std::pair<std::string_view, Kind>, 10> kKinds = {{{"eq", Kind::eq},
                                                                       {"ne", Kind::ne},
                                                                       {"gt", Kind::gt},
                                                                       {"gte", Kind::gte},
                                                                       {"lt", Kind::lt},
                                                                       {"lte", Kind::lte},
                                                                       {"in", Kind::in},
                                                                       {"nin", Kind::nin},
                                                                       {"and", Kind::all},
                                                                       {"or", Kind::any}}};

std::unexpected<Error> bad_filter(std::string what) { return bad_field("filters", std::move(what)); }

bool is_text(const json& value) {
  return value.is_string() && count_code_points(value.get_ref<const std::string&>()) <= kTextMax;
}

std::optional<AttributeValue> value_of(const json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number() && std::isfinite(value.get<double>())) return value.get<double>();
  if (is_text(value)) return value.get<std::string>();
  return std::nullopt;
}

Result<const json*> pairs_of(const Fields& fields, std::string_view name) {
  const json* pairs = fields.find(name);
  if (pairs == nullptr) return pairs;
  if (!pairs->is_object() || pairs->size() > kPairsMax) return bad_field(name, "is an object of at most 16 pairs");
  for (const auto& [key, value] : pairs->items())
    if (count_code_points(key) > kKeyMax) return bad_field(name, "has keys of at most 64 characters");
  return pairs;
}

class FilterReader {
 public:
  Result<AttributeFilter> read(const json& object, std::size_t depth) {
    if (++count_ > kFiltersMax || depth > kDepthMax) return bad_filter("has at most 100 filters, 8 in depth");
    if (!object.is_object()) return bad_filter("is an object with type");
    const auto type = object.find("type");
    if (type == object.end() || !type->is_string()) return bad_filter("is an object with type");
    const std::string_view named = type->get_ref<const std::string&>();
    const auto kind = std::ranges::find(kKinds, named, &std::pair<std::string_view, Kind>::first);
    if (kind == kKinds.end()) return bad_filter("has a type of eq, ne, gt, gte, lt, lte, in, nin, and, or");
    if (kind->second == Kind::all || kind->second == Kind::any) return compound(object, kind->second, depth);
    return comparison(object, kind->second);
  }

 private:
  Result<AttributeFilter> compound(const json& object, Kind kind, std::size_t depth) {
    AttributeFilter filter{.kind = kind, .key = {}, .values = {}, .filters = {}};
    const auto filters = object.find("filters");
    if (filters == object.end() || !filters->is_array() || filters->empty())
      return bad_filter("of type and, or has a list of filters");
    for (const json& one : *filters) {
      ONGGI_TRY(AttributeFilter inner, read(one, depth + 1));
      filter.filters.push_back(std::move(inner));
    }
    return filter;
  }

  static Result<AttributeFilter> comparison(const json& object, Kind kind) {
    const auto key = object.find("key");
    const auto value = object.find("value");
    if (key == object.end() || !key->is_string() || value == object.end())
      return bad_filter("that compares has key and value");
    AttributeFilter filter{.kind = kind, .key = key->get<std::string>(), .values = {}, .filters = {}};
    const bool takes_list = kind == Kind::in || kind == Kind::nin;
    if (takes_list != value->is_array() || (takes_list && value->size() > kListedMax))
      return bad_filter("of type in, nin has a list of at most 1000 values, each other one value");
    const json list = takes_list ? *value : json::array({*value});
    for (const json& one : list) {
      auto known = value_of(one);
      if (!known) return bad_filter("compares texts, numbers and truths");
      filter.values.push_back(*std::move(known));
    }
    return filter;
  }

  std::size_t count_ = 0;
};

}  // namespace

Result<std::map<std::string, std::string>> decode_metadata(const Fields& fields) {
  std::map<std::string, std::string> metadata;
  ONGGI_TRY(const json* pairs, pairs_of(fields, "metadata"));
  if (pairs == nullptr) return metadata;
  for (const auto& [key, value] : pairs->items()) {
    if (!is_text(value)) return bad_field("metadata", "has values that are texts of at most 512 characters");
    metadata[key] = value.get<std::string>();
  }
  return metadata;
}

Result<Attributes> decode_attributes(const Fields& fields) {
  Attributes attributes;
  ONGGI_TRY(const json* pairs, pairs_of(fields, "attributes"));
  if (pairs == nullptr) return attributes;
  for (const auto& [key, value] : pairs->items()) {
    auto known = value_of(value);
    if (!known) return bad_field("attributes", "has values that are texts of at most 512 characters, numbers, truths");
    attributes[key] = *std::move(known);
  }
  return attributes;
}

json encode(const Attributes& attributes) {
  json object = json::object();
  for (const auto& [key, value] : attributes) {
    const double* number = std::get_if<double>(&value);
    if (number != nullptr && std::trunc(*number) == *number && std::abs(*number) <= kWholeMax)
      object[key] = static_cast<std::int64_t>(*number);
    else std::visit([&](const auto& one) { object[key] = one; }, value);
  }
  return object;
}

Result<std::optional<AttributeFilter>> decode_filters(const Fields& fields) {
  const json* object = fields.find("filters");
  if (object == nullptr) return std::optional<AttributeFilter>();
  ONGGI_TRY(AttributeFilter filter, FilterReader().read(*object, 1));
  return std::optional(std::move(filter));
}

}  // namespace onggi::serve_room
