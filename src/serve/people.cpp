// /api/people: who is there, and their passwords.
#include <nlohmann/json.hpp>

#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

/// Nobody gives more than they have: only an owner makes or changes owners.
Result<void> may_touch(const Call& call, Role role) {
  if (role != Role::owner || call.viewer.role == Role::owner) return {};
  return fail(ErrorCode::not_allowed, "only an owner may make or change an owner", "owner_only");
}

Result<Person> named_person(const Call& call) {
  ONGGI_TRY(Person person, call.rooms.people.find(call.request.parameter("login")));
  call.deed.object = "person:" + person.id.str();
  return person;
}

/// Wrong words count like a failed login, so that a stolen session cannot try passwords without end.
Result<void> check_present_password(const Call& call, const Person& person, const Fields& fields) {
  ONGGI_TRY(const std::string present, fields.text("present_password"));
  auto token = call.rooms.people.log_in(person.login, present);
  if (token) return call.rooms.people.log_out(*token);
  if (token.error().code == ErrorCode::limit_exceeded) token.error().reason = "too_many_failures";
  if (token.error().code == ErrorCode::unauthenticated)
    return fail(ErrorCode::not_allowed, "the present password is wrong", "password_wrong");
  return std::unexpected(std::move(token).error());
}

}  // namespace

Result<Response> list_people(const Call& call) {
  ONGGI_TRY(const auto found, call.rooms.people.list());
  nlohmann::json people = nlohmann::json::array();
  for (const Person& person : found) people.push_back(encode(person));
  return json_response(200, {{"people", std::move(people)}});
}

Result<Response> add_person(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  People::NewPerson wanted;
  ONGGI_TRY(wanted.login, fields.text("login"));
  ONGGI_TRY(auto display_name, fields.text_if("display_name"));
  ONGGI_TRY(const auto role, fields.role("role"));
  ONGGI_TRY(const auto clearance, fields.label("clearance"));
  ONGGI_TRY(auto password, fields.text_if("password"));
  wanted.display_name = std::move(display_name).value_or(wanted.login);
  wanted.role = role.value_or(Role::reader);
  wanted.clearance = clearance.value_or(Label::open);
  wanted.password = std::move(password).value_or("");
  ONGGI_CHECK(may_touch(call, wanted.role));
  ONGGI_TRY(const Person person, call.rooms.people.add(wanted));
  call.deed.object = "person:" + person.id.str();
  return json_response(201, encode(person));
}

Result<Response> change_person(const Call& call) {
  ONGGI_TRY(Person person, named_person(call));
  ONGGI_CHECK(may_touch(call, person.role));
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(auto display_name, fields.text_if("display_name"));
  ONGGI_TRY(const auto role, fields.role("role"));
  ONGGI_TRY(const auto clearance, fields.label("clearance"));
  ONGGI_TRY(person.active, fields.flag("active", person.active));
  person.display_name = std::move(display_name).value_or(person.display_name);
  person.role = role.value_or(person.role);
  person.clearance = clearance.value_or(person.clearance);
  ONGGI_CHECK(may_touch(call, person.role));
  ONGGI_CHECK(call.rooms.people.update(person));
  return json_response(200, encode(person));
}

Result<Response> set_password(const Call& call) {
  const std::string_view login = call.request.parameter("login");
  const bool own = login == call.viewer.login;
  if (!own && !allows(call.viewer.role, Right::manage_people))
    return fail(ErrorCode::not_allowed, "this needs the right manage_people", "right_missing");
  ONGGI_TRY(const Person person, named_person(call));
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string password, fields.text("password"));
  if (own) {
    ONGGI_CHECK(check_present_password(call, person, fields));
  } else {
    ONGGI_CHECK(may_touch(call, person.role));
  }
  ONGGI_CHECK(call.rooms.people.set_password(person.id, password));
  return Response::empty();
}

}  // namespace onggi::serve_room
