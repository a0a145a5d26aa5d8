// /api/keys: API keys; the secret of one is shown once.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {
constexpr std::size_t kNameBytesMax = 128;
}

Result<Response> list_keys(const Call& call) {
  const bool all = call.request.query_value("all") == "true";
  if (all && !allows(call.viewer.role, Right::manage_keys))
    return fail(ErrorCode::not_allowed, "this needs the right manage_keys", "right_missing");
  ONGGI_TRY(const auto found, call.rooms.people.keys(all ? PersonId() : call.viewer.person));
  Logins logins(call.rooms.people);
  nlohmann::json keys = nlohmann::json::array();
  for (const ApiKey& key : found) keys.push_back(encode(key, logins));
  return json_response(200, {{"keys", std::move(keys)}});
}

Result<Response> add_key(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string name, fields.text("name"));
  if (name.size() > kNameBytesMax) return bad_field("name", "must have at most 128 bytes");
  ONGGI_TRY(const std::int64_t expires, fields.integer("expires_ms", {.min = 0, .max = INT64_MAX, .fallback = 0}));
  ONGGI_TRY(const auto created, call.rooms.people.add_key(call.viewer.person, name, expires));
  call.deed.object = "key:" + created.key.id.str();
  Logins logins(call.rooms.people);
  return json_response(201, {{"key", encode(created.key, logins)}, {"secret", created.secret}});
}

Result<Response> revoke_key(const Call& call) {
  const KeyId id{std::string(call.request.parameter("key_id"))};
  call.deed.object = "key:" + id.str();
  const bool of_all = allows(call.viewer.role, Right::manage_keys);
  ONGGI_TRY(const auto keys, call.rooms.people.keys(of_all ? PersonId() : call.viewer.person));
  if (std::ranges::find(keys, id, &ApiKey::id) == keys.end()) return fail(ErrorCode::not_found, "no such key");
  ONGGI_CHECK(call.rooms.people.revoke_key(id));
  return Response::empty();
}

}  // namespace onggi::serve_room
