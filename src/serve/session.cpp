// /api/session: who is logged in, logging in and out.
#include <nlohmann/json.hpp>

#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

constexpr Right kRights[] = {Right::ask,         Right::write_documents, Right::manage_people,
                             Right::manage_keys, Right::manage_labels,   Right::correct_documents,
                             Right::read_audit,  Right::manage_system,   Right::see_unmasked};

Result<nlohmann::json> session_of(const Call& call, const PersonId& id) {
  ONGGI_TRY(const Person person, call.rooms.people.get(id));
  nlohmann::json rights = nlohmann::json::array();
  for (const Right right : kRights)
    if (allows(person.role, right)) rights.push_back(to_string(right));
  return nlohmann::json{{"person", encode(person)}, {"rights", std::move(rights)}, {"version", ONGGI_VERSION}};
}

/// The browser forgets it with the window; the server decides how long the token itself is good.
std::string cookie(std::string_view token, bool secure, bool gone) {
  return "onggi_session=" + std::string(token) + "; HttpOnly; SameSite=Strict; Path=/" + (secure ? "; Secure" : "") +
         (gone ? "; Max-Age=0" : "");
}

}  // namespace

Result<Response> get_session(const Call& call) {
  ONGGI_TRY(const nlohmann::json session, session_of(call, call.viewer.person));
  return json_response(200, session);
}

Result<Response> log_in(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string login, fields.text("login"));
  ONGGI_TRY(const std::string password, fields.text("password"));
  auto token = call.rooms.people.log_in(login, password);
  if (!token && token.error().code == ErrorCode::limit_exceeded) token.error().reason = "too_many_failures";
  if (!token) return std::unexpected(std::move(token).error());
  ONGGI_TRY(const Viewer viewer, call.rooms.people.viewer_of_token(*token));
  call.deed.actor = viewer.person.str();
  ONGGI_TRY(const nlohmann::json session, session_of(call, viewer.person));
  Response response = json_response(200, session);
  response.headers.emplace_back("Set-Cookie", cookie(*token, call.request.secure, false));
  return response;
}

Result<Response> log_out(const Call& call) {
  if (const auto token = call.request.cookie("onggi_session"); !token.empty())
    ONGGI_CHECK(call.rooms.people.log_out(token));
  Response response = Response::empty();
  response.headers.emplace_back("Set-Cookie", cookie("", call.request.secure, true));
  return response;
}

}  // namespace onggi::serve_room
