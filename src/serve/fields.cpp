// Fields out of JSON and queries.
#include "serve/fields.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json_depth.h"
#include "serve/error.h"

namespace onggi::serve_room {
namespace {

std::string range_text(const IntegerRange& range) {
  return "must be a whole number from " + std::to_string(range.min) + " to " + std::to_string(range.max);
}

Result<std::optional<Label>> to_label(std::string_view name, const std::optional<std::string>& text) {
  if (!text) return std::optional<Label>();
  const auto label = label_from(*text);
  if (!label) return bad_field(name, "must be O, S or C");
  return label;
}

}  // namespace

Fields::Fields(nlohmann::json object) : object_(std::make_unique<nlohmann::json>(std::move(object))) {}
Fields::Fields(Fields&&) noexcept = default;
Fields& Fields::operator=(Fields&&) noexcept = default;
Fields::~Fields() = default;

Result<Fields> Fields::parse(std::string_view body) {
  if (json_depth(body) > kJsonDepthMax)
    return fail(ErrorCode::invalid_argument,
                "the body is nested deeper than " + std::to_string(kJsonDepthMax) + " levels", "bad_json");
  auto json = nlohmann::json::parse(body, nullptr, false);
  if (json.is_discarded()) return fail(ErrorCode::invalid_argument, "the body is not JSON in UTF-8", "bad_json");
  if (!json.is_object()) return fail(ErrorCode::invalid_argument, "the body is not a JSON object", "bad_json");
  return Fields(std::move(json));
}

const nlohmann::json* Fields::find(std::string_view name) const {
  const auto found = object_->find(name);
  return found == object_->end() || found->is_null() ? nullptr : &*found;
}

Result<std::string> Fields::text(std::string_view name) const {
  ONGGI_TRY(auto value, text_if(name));
  if (!value || value->empty()) return bad_field(name, "is required");
  return *std::move(value);
}

Result<std::optional<std::string>> Fields::text_if(std::string_view name) const {
  const nlohmann::json* value = find(name);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string()) return bad_field(name, "must be a string");
  return std::optional(value->get<std::string>());
}

Result<std::int64_t> Fields::integer(std::string_view name, const IntegerRange& range) const {
  const nlohmann::json* value = find(name);
  if (value == nullptr) return range.fallback;
  // A number above INT64_MAX would wrap to a negative one.
  const bool too_large =
      value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  if (!value->is_number_integer() || too_large) return bad_field(name, range_text(range));
  const auto number = value->get<std::int64_t>();
  if (number < range.min || number > range.max) return bad_field(name, range_text(range));
  return number;
}

Result<double> Fields::real(std::string_view name, const RealRange& range) const {
  const nlohmann::json* value = find(name);
  if (value == nullptr) return range.fallback;
  const double number = value->is_number() ? value->get<double>() : std::nan("");
  if (!(number >= range.min && number <= range.max))
    return bad_field(
        name, "must be a number from " + nlohmann::json(range.min).dump() + " to " + nlohmann::json(range.max).dump());
  return number;
}

Result<bool> Fields::flag(std::string_view name, bool fallback) const {
  const nlohmann::json* value = find(name);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) return bad_field(name, "must be true or false");
  return value->get<bool>();
}

Result<std::vector<std::string>> Fields::texts(std::string_view name) const {
  std::vector<std::string> values;
  const nlohmann::json* list = find(name);
  if (list == nullptr) return values;
  if (!list->is_array()) return bad_field(name, "must be a list of strings");
  for (const nlohmann::json& value : *list) {
    if (!value.is_string()) return bad_field(name, "must be a list of strings");
    values.push_back(value.get<std::string>());
  }
  return values;
}

Result<std::optional<Label>> Fields::label(std::string_view name) const {
  ONGGI_TRY(const auto text, text_if(name));
  return to_label(name, text);
}

Result<std::optional<Role>> Fields::role(std::string_view name) const {
  ONGGI_TRY(const auto text, text_if(name));
  if (!text) return std::optional<Role>();
  const auto role = role_from(*text);
  if (!role) return bad_field(name, "must be reader, editor, manager, auditor, admin or owner");
  return role;
}

Result<std::int64_t> query_integer(const Request& request, std::string_view name, const IntegerRange& range) {
  const auto text = request.query_value(name);
  if (!text) return range.fallback;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number < range.min || number > range.max)
    return bad_field(name, range_text(range));
  return number;
}

Result<std::optional<Label>> query_label(const Request& request, std::string_view name) {
  const auto text = request.query_value(name);
  return to_label(name, text ? std::optional<std::string>(*text) : std::nullopt);
}

std::string dump(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Response json_response(int status, const nlohmann::json& body) { return Response::json_text(status, dump(body)); }

}  // namespace onggi::serve_room
