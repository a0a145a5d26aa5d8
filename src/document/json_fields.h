// Strict reading of one JSON object, and arrays out of lists. Inside of room document.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace onggi::document_room {

using nlohmann::json;

// Reads fields of one object and remembers the first that is wrong, so that callers check once.
class Fields {
 public:
  Fields(const json& object, std::string_view where) : object_(object), where_(where) {
    if (!object.is_object()) wrong("an object");
  }

  std::string text(const char* name) {
    const json* value = find(name);
    if (value == nullptr) return {};
    if (!value->is_string()) return wrong(name), std::string();
    return value->get<std::string>();
  }

  template <typename Integer>
  Integer integer(const char* name, Integer fallback = 0) {
    const json* value = find(name);
    if (value == nullptr) return fallback;
    if (!value->is_number_integer()) return wrong(name), fallback;
    if (value->is_number_unsigned()) {
      const auto wide = value->get<std::uint64_t>();
      if (!std::in_range<Integer>(wide)) wrong(name);
      return static_cast<Integer>(wide);
    }
    const auto wide = value->get<std::int64_t>();
    if (!std::in_range<Integer>(wide)) wrong(name);
    return static_cast<Integer>(wide);
  }

  double number(const char* name) {
    const json* value = find(name);
    if (value == nullptr) return 0;
    if (!value->is_number()) return wrong(name), 0.0;
    return value->get<double>();
  }

  bool flag(const char* name) {
    const json* value = find(name);
    if (value == nullptr) return false;
    if (!value->is_boolean()) return wrong(name), false;
    return value->get<bool>();
  }

  /// The value of a field, or nullptr when it is missing or null.
  const json* find(const char* name) {
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }

  /// Calls `read(item)` for each item of an array field and appends what it gives; the first error stops.
  template <typename T, typename Read>
  std::vector<T> list(const char* name, const Read& read) {
    std::vector<T> items;
    const json* value = find(name);
    if (value == nullptr) return items;
    if (!value->is_array()) return wrong(name), items;
    items.reserve(value->size());
    for (const json& item : *value) {
      Result<T> one = read(item);
      if (!one) return note(std::move(one).error()), items;
      items.push_back(*std::move(one));
    }
    return items;
  }

  template <typename T, typename Read>
  std::optional<T> optional(const char* name, const Read& read) {
    const json* value = find(name);
    if (value == nullptr) return std::nullopt;
    Result<T> one = read(*value);
    if (!one) return note(std::move(one).error()), std::nullopt;
    return *std::move(one);
  }

  void wrong(std::string_view name) {
    note({ErrorCode::bad_input,
          "the field " + where_ + "." + std::string(name) + " is missing or wrong",
          {},
          "bad_json"});
  }
  void note(Error error) {
    if (!error_) error_ = std::move(error);
  }

  template <typename T>
  Result<T> give(T value) {
    if (error_) return std::unexpected(*std::move(error_));
    return value;
  }

 private:
  const json& object_;
  std::string where_;
  std::optional<Error> error_;
};

template <typename T, typename Encode>
json array_of(const std::vector<T>& items, const Encode& encode) {
  json array = json::array();
  for (const T& item : items) array.push_back(encode(item));
  return array;
}

}  // namespace onggi::document_room
