// Inside of room: reads fields of a server's answer that may be missing, null or of another type. Servers differ.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace onggi::model {

using OrderedJson = nlohmann::ordered_json;  // a schema's properties keep their order

/// Null where there is none.
inline const OrderedJson* member(const OrderedJson& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

inline std::string text_of(const OrderedJson& object, const char* name) {
  const OrderedJson* found = member(object, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

inline std::int32_t number_of(const OrderedJson& object, const char* name) {
  const OrderedJson* found = member(object, name);
  return found != nullptr && found->is_number_integer() ? found->get<std::int32_t>() : 0;
}

/// A request's body: what is not UTF-8 is replaced.
inline std::string dumped(const OrderedJson& body) {
  return body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace onggi::model
