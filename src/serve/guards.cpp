// /api/guards: what guards do, who said so, and trying it.
#include <nlohmann/json.hpp>

#include "answer/json.h"
#include "prompt/guards.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kTriedBytesMax = 64U << 10U, kMessageMax = 1'000, kVersions = 100;

json encode(const KeptGuardPolicy& kept, Logins& logins) {
  return {{"number", kept.number},
          {"by", logins.of(kept.by)},
          {"time_ms", kept.time_ms},
          {"message", kept.message},
          {"policy", to_json(kept.policy)}};
}

Result<GuardPolicy> policy_in(const Fields& fields) {
  const json* policy = fields.find("policy");
  if (policy == nullptr) return bad_field("policy", "is missing");
  return guard_policy_from(*policy);
}

}  // namespace

Result<Response> get_guards(const Call& call) {
  ONGGI_TRY(const auto set, call.rooms.guards.in_use());
  json rules = json::array();
  for (const GuardRule& rule : call.rooms.guards.shipped().rules()) rules.push_back(to_json(rule));
  return json_response(200, {{"number", set->number()}, {"policy", to_json(set->policy())}, {"rules", rules}});
}

Result<Response> list_guard_versions(const Call& call) {
  ONGGI_TRY(const auto kept, call.rooms.guards.kept(kVersions));
  Logins logins(call.rooms.people);
  json versions = json::array();
  for (const KeptGuardPolicy& one : kept) versions.push_back(encode(one, logins));
  return json_response(200, {{"versions", std::move(versions)}});
}

Result<Response> change_guards(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const GuardPolicy policy, policy_in(fields));
  ONGGI_TRY(const auto message, fields.text_if("message"));
  if (message && count_code_points(*message) > kMessageMax) return bad_field("message", "has at most 1000 characters");
  ONGGI_TRY(const std::int64_t before, fields.integer("number", {.min = 0, .max = INT64_MAX, .fallback = -1}));
  if (before < 0) return bad_field("number", "is missing: the version that was changed");
  ONGGI_TRY(const std::int64_t number,
            call.rooms.guards.change(policy, message.value_or(""), call.viewer.person, before));
  call.deed.object = "guards:" + std::to_string(number);
  return get_guards(call);
}

// With a policy that is not in use yet, or the one that is.
Result<Response> try_guards(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string text, fields.text("text"));
  if (text.size() > kTriedBytesMax)
    return fail(ErrorCode::limit_exceeded, "text has at most " + std::to_string(kTriedBytesMax) + " bytes");
  ONGGI_TRY(const auto at, fields.text_if("place"));
  ONGGI_TRY(const GuardPlace place, guard_place_from(at.value_or("question")));
  std::shared_ptr<const GuardSet> set;
  if (fields.find("policy") != nullptr) {
    ONGGI_TRY(const GuardPolicy policy, policy_in(fields));
    ONGGI_TRY(set, call.rooms.guards.with(policy));
  } else {
    ONGGI_TRY(set, call.rooms.guards.in_use());
  }
  const auto decisions = set->look(text, place);
  json list = json::array();
  for (const GuardDecision& decision : decisions) {
    json one = to_json(decision);
    one["start"] = count_utf16(std::string_view(text).substr(0, decision.bytes.begin));
    one["end"] = count_utf16(std::string_view(text).substr(0, decision.bytes.end));
    list.push_back(std::move(one));
  }
  return json_response(200, {{"decisions", std::move(list)}, {"text", set->passed(text, place)}});
}

}  // namespace onggi::serve_room
