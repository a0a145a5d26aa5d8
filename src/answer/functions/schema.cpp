// See schema.h.
#include "answer/functions/schema.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "answer/functions/options.h"
#include "text/text.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

constexpr int kDepthMax = 16;
constexpr std::string_view kTypes = " object array string number integer boolean null ";
constexpr std::string_view kRules[] = {
    "type",    "properties", "required", "additionalProperties", "items",  "enum", "minItems", "maxItems", "minimum",
    "maximum", "maxLength",  "title",    "description",          "$schema"};

bool is_type(const json& value) {
  return value.is_string() && kTypes.contains(" " + value.get_ref<const std::string&>() + " ");
}

bool is_texts(const json& value) {
  return value.is_array() && std::ranges::all_of(value, [](const json& one) { return one.is_string(); });
}

// Whether a rule's value has the shape that it must have.
bool well_formed(const std::string& rule, const json& value) {
  if (rule == "type")
    return is_type(value) || (value.is_array() && !value.empty() && std::ranges::all_of(value, is_type));
  if (rule == "properties") return value.is_object();
  if (rule == "required") return is_texts(value);
  if (rule == "additionalProperties") return value.is_boolean();
  if (rule == "items") return value.is_object();
  if (rule == "enum") return value.is_array() && !value.empty();
  if (rule == "minimum" || rule == "maximum") return value.is_number();
  if (rule == "minItems" || rule == "maxItems" || rule == "maxLength") return value.is_number_unsigned();
  return true;
}

std::string below(std::string path, std::string_view name) { return path.append(".").append(name); }

Result<void> check_at(const json& schema, const std::string& path, int depth) {
  if (!schema.is_object()) return wrong_option("schema", path + " must be an object");
  if (depth > kDepthMax) return wrong_option("schema", "is nested deeper than " + std::to_string(kDepthMax));
  for (const auto& [rule, value] : schema.items()) {
    std::string at = path;
    at.append(": ").append(rule);
    if (std::ranges::find(kRules, rule) == std::end(kRules)) return wrong_option("schema", at += " is not known here");
    if (!well_formed(rule, value)) return wrong_option("schema", at += " is not well formed");
  }
  if (schema.contains("properties"))
    for (const auto& [name, property] : schema["properties"].items()) {
      ONGGI_CHECK(check_at(property, below(path, name), depth + 1));
    }
  return schema.contains("items") ? check_at(schema["items"], path + "[]", depth + 1) : Result<void>();
}

bool has_type(const json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "number") return value.is_number();
  if (type == "integer") return value.is_number_integer();
  if (type == "boolean") return value.is_boolean();
  return value.is_null();
}

bool has_one_type(const json& value, const json& type) {
  if (type.is_string()) return has_type(value, type.get<std::string>());
  return std::ranges::any_of(type, [&](const json& one) { return has_type(value, one.get<std::string>()); });
}

std::string misfit_at(const json& value, const json& schema, const std::string& path);

std::string object_misfit(const json& value, const json& schema, const std::string& path) {
  for (const json& name : schema.value("required", json::array()))
    if (!value.contains(name.get_ref<const std::string&>()))
      return path + "." + name.get<std::string>() + ": 빠졌습니다";
  const json properties = schema.value("properties", json::object());
  for (const auto& [name, one] : value.items()) {
    if (!properties.contains(name)) {
      if (properties.empty() || schema.value("additionalProperties", false)) continue;
      return path + ": 스키마에 없는 항목이 있습니다";
    }
    if (std::string found = misfit_at(one, properties[name], below(path, name)); !found.empty()) return found;
  }
  return {};
}

std::string array_misfit(const json& value, const json& schema, const std::string& path) {
  if (value.size() < schema.value("minItems", std::size_t{0})) return path + ": 항목이 모자랍니다";
  if (value.size() > schema.value("maxItems", SIZE_MAX)) return path + ": 항목이 너무 많습니다";
  if (!schema.contains("items")) return {};
  for (std::size_t at = 0; at < value.size(); ++at)
    if (std::string found = misfit_at(value[at], schema["items"], path + "[" + std::to_string(at) + "]");
        !found.empty())
      return found;
  return {};
}

std::string misfit_at(const json& value, const json& schema, const std::string& path) {
  if (schema.contains("type") && !has_one_type(value, schema["type"]))
    return path + ": 형식이 " + schema["type"].dump() + "이어야 합니다";
  if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end())
    return path + ": 다음 가운데 하나여야 합니다: " + schema["enum"].dump();
  if (value.is_number() && schema.contains("minimum") && value.get<double>() < schema["minimum"].get<double>())
    return path + ": 너무 작습니다";
  if (value.is_number() && schema.contains("maximum") && value.get<double>() > schema["maximum"].get<double>())
    return path + ": 너무 큽니다";
  if (value.is_string() && schema.contains("maxLength") &&
      count_code_points(value.get_ref<const std::string&>()) > schema["maxLength"].get<std::size_t>())
    return path + ": 너무 깁니다";
  if (value.is_object()) return object_misfit(value, schema, path);
  return value.is_array() ? array_misfit(value, schema, path) : std::string();
}

}  // namespace

Result<void> check_schema(const json& schema) { return check_at(schema, "$", 0); }

std::string misfit(const json& value, const json& schema) { return misfit_at(value, schema, "$"); }

}  // namespace onggi::answer_room
