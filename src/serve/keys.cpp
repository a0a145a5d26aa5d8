// /api/keys: API keys; the secret of one is shown once.
#include "serve/keys.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "access/json.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {
constexpr std::size_t kNameBytesMax = 128;
constexpr std::int64_t kNumberMax = 1'000'000'000'000;

Result<KeyTerms> decode_terms(const Fields& fields) {
  KeyTerms terms;
  ONGGI_TRY(const auto scopes, fields.texts("scopes"));
  if (!scopes.empty()) {
    auto known = scopes_from(scopes);
    if (!known) return bad_field("scopes", known.error().message);
    terms.scopes = *known;
  }
  ONGGI_TRY(terms.models, fields.texts("models"));
  const IntegerRange range{.min = 0, .max = kNumberMax, .fallback = 0};
  ONGGI_TRY(terms.requests_per_minute, fields.integer("requests_per_minute", range));
  ONGGI_TRY(terms.tokens_per_minute, fields.integer("tokens_per_minute", range));
  ONGGI_TRY(terms.tokens_per_month, fields.integer("tokens_per_month", range));
  return terms;
}

/// A key makes no key that may more than itself; and limits that the company set for all keys are lifted by those who
/// manage keys alone.
Result<void> may_make(const Call& call, const KeyTerms& terms) {
  const auto& shown = call.viewer.key;
  if (shown && (shown->terms.are_limited() || shown->expires_ms != 0))
    return fail(ErrorCode::not_allowed, "a limited or expiring key makes no keys: log in for it",
                "insufficient_permissions");
  if (allows(call.viewer.role, Right::manage_keys)) return {};
  const MinuteLimits& set = call.rooms.meters.defaults().key;
  const bool above = (set.requests > 0 && terms.requests_per_minute > set.requests) ||
                     (set.tokens > 0 && terms.tokens_per_minute > set.tokens);
  if (!above) return {};
  return fail(ErrorCode::not_allowed, "a limit above that of [limits] needs the right manage_keys", "right_missing");
}

}  // namespace

Result<Response> make_key(const Call& call, const std::string& name, UnixMs expires_ms, const KeyTerms& terms) {
  ONGGI_CHECK(may_make(call, terms));
  ONGGI_TRY(const auto created, call.rooms.people.add_key(call.viewer.person, name, expires_ms, terms));
  call.deed.object = "key:" + created.key.id.str();
  Logins logins(call.rooms.people);
  return json_response(201, {{"key", to_json(created.key, logins.of(created.key.person))}, {"secret", created.secret}});
}

Result<Response> list_keys(const Call& call) {
  const bool all = call.request.query_value("all") == "true";
  if (all && !allows(call.viewer.role, Right::manage_keys))
    return fail(ErrorCode::not_allowed, "this needs the right manage_keys", "right_missing");
  ONGGI_TRY(const auto found, call.rooms.people.keys(all ? PersonId() : call.viewer.person));
  Logins logins(call.rooms.people);
  nlohmann::json keys = nlohmann::json::array();
  for (const ApiKey& key : found) keys.push_back(to_json(key, logins.of(key.person)));
  return json_response(200, {{"keys", std::move(keys)}});
}

Result<Response> add_key(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string name, fields.text("name"));
  if (name.size() > kNameBytesMax) return bad_field("name", "must have at most 128 bytes");
  ONGGI_TRY(const std::int64_t expires, fields.integer("expires_ms", {.min = 0, .max = INT64_MAX, .fallback = 0}));
  ONGGI_TRY(const KeyTerms terms, decode_terms(fields));
  return make_key(call, name, expires, terms);
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
