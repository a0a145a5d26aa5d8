// Pages of OpenAI's lists: `limit`, `order`, `after`, `before`. Inside of room serve.
#pragma once

#include <nlohmann/json.hpp>

#include "collection/cursor.h"
#include "serve/fields.h"

namespace onggi::serve_room {

/// Errors: invalid_argument about the field.
Result<Cursor> cursor_of(const Request& request, const IntegerRange& limits);

/// {"object":"list","data","first_id","last_id","has_more"}; `encode` gives objects with an id.
template <typename T, typename Encode>
nlohmann::json page_of(const Paged<T>& page, const Encode& encode) {
  nlohmann::json data = nlohmann::json::array();
  for (const T& item : page.items) data.push_back(encode(item));
  const nlohmann::json first = data.empty() ? nlohmann::json() : data.front()["id"];
  const nlohmann::json last = data.empty() ? nlohmann::json() : data.back()["id"];
  return {{"object", "list"},
          {"data", std::move(data)},
          {"first_id", first},
          {"last_id", last},
          {"has_more", page.has_more}};
}

}  // namespace onggi::serve_room
