// /api/groups: names for everybody, members for those who manage people.
#include <nlohmann/json.hpp>

#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

constexpr std::size_t kNameBytesMax = 128;

/// Group names are the company's own words; the audit log holds ids only.
Result<void> note_group(const Call& call, std::string_view name) {
  ONGGI_TRY(const auto groups, call.rooms.people.groups());
  for (const Group& group : groups)
    if (group.name == name) call.deed.object = "group:" + group.id.str();
  return {};
}

Result<std::string> member_of(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  return fields.text("member");
}

}  // namespace

Result<Response> list_groups(const Call& call) {
  ONGGI_TRY(const auto found, call.rooms.people.groups());
  const bool with_members = allows(call.viewer.role, Right::manage_people);
  nlohmann::json groups = nlohmann::json::array();
  for (const Group& group : found) groups.push_back(encode(group, with_members));
  return json_response(200, {{"groups", std::move(groups)}});
}

Result<Response> add_group(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string name, fields.text("name"));
  if (name.size() > kNameBytesMax) return bad_field("name", "must have at most 128 bytes");
  ONGGI_TRY(const Group group, call.rooms.people.add_group(name));
  call.deed.object = "group:" + group.id.str();
  return json_response(201, encode(group, true));
}

Result<Response> remove_group(const Call& call) {
  const std::string_view name = call.request.parameter("name");
  ONGGI_CHECK(note_group(call, name));
  ONGGI_CHECK(call.rooms.people.remove_group(name));
  return Response::empty();
}

Result<Response> join_group(const Call& call) {
  const std::string_view name = call.request.parameter("name");
  ONGGI_CHECK(note_group(call, name));
  ONGGI_TRY(const std::string member, member_of(call));
  ONGGI_CHECK(call.rooms.people.join(name, member));
  return Response::empty();
}

Result<Response> leave_group(const Call& call) {
  const std::string_view name = call.request.parameter("name");
  ONGGI_CHECK(note_group(call, name));
  ONGGI_TRY(const std::string member, member_of(call));
  ONGGI_CHECK(call.rooms.people.leave(name, member));
  return Response::empty();
}

}  // namespace onggi::serve_room
