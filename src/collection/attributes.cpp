// See attributes.h.
#include "collection/attributes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace onggi {
namespace {

using nlohmann::json;
using Kind = AttributeFilter::Kind;

bool is_in_order(const AttributeValue& left, const AttributeValue& right, Kind kind) {
  if (left.index() != right.index() || std::holds_alternative<bool>(left)) return false;
  switch (kind) {
    case Kind::gt:
      return left > right;
    case Kind::gte:
      return left >= right;
    case Kind::lt:
      return left < right;
    default:
      return left <= right;
  }
}

bool compares(const Attributes& attributes, const AttributeFilter& filter) {
  const auto found = attributes.find(filter.key);
  const bool negates = filter.kind == Kind::ne || filter.kind == Kind::nin;
  if (found == attributes.end()) return negates;
  const bool is_equal = std::ranges::find(filter.values, found->second) != filter.values.end();
  if (filter.kind == Kind::eq || filter.kind == Kind::in) return is_equal;
  if (negates) return !is_equal;
  return std::ranges::any_of(
      filter.values, [&](const AttributeValue& value) { return is_in_order(found->second, value, filter.kind); });
}

}  // namespace

std::string attributes_text(const Attributes& attributes) {
  json object = json::object();
  for (const auto& [key, value] : attributes) std::visit([&](const auto& one) { object[key] = one; }, value);
  return object.dump();
}

Result<Attributes> attributes_from_text(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return fail(ErrorCode::internal, "attributes of a file are not an object");
  Attributes attributes;
  for (const auto& [key, value] : object.items()) {
    if (value.is_boolean()) attributes[key] = value.get<bool>();
    else if (value.is_number()) attributes[key] = value.get<double>();
    else if (value.is_string()) attributes[key] = value.get<std::string>();
    else return fail(ErrorCode::internal, "an attribute of a file has no kind");
  }
  return attributes;
}

bool meets(const Attributes& attributes, const AttributeFilter& filter) {
  const auto is_met = [&](const AttributeFilter& one) { return meets(attributes, one); };
  if (filter.kind == Kind::all) return std::ranges::all_of(filter.filters, is_met);
  if (filter.kind == Kind::any) return std::ranges::any_of(filter.filters, is_met);
  return compares(attributes, filter);
}

}  // namespace onggi
