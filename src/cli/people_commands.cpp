// onggi user, group, key.
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>

#include "access/json.h"
#include "cli/commands.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

std::string first_line(const std::string& text) { return text.substr(0, text.find_first_of("\r\n")); }

json person_json(const Person& person) {
  return {{"id", person.id.str()},
          {"login", person.login},
          {"display_name", person.display_name},
          {"role", to_string(person.role)},
          {"clearance", to_string(person.clearance)},
          {"active", person.active}};
}

Result<void> read_role(const UserCommand& command, Role& role, Label& clearance) {
  if (!command.role.empty()) {
    const auto known = role_from(command.role);
    if (!known)
      return fail(ErrorCode::invalid_argument, "a role is reader, corrector, editor, manager, auditor, admin or owner");
    role = *known;
  }
  if (!command.clearance.empty()) {
    ONGGI_TRY(clearance, read_label(command.clearance));
  }
  return {};
}

Result<void> list_people(CliRooms& rooms, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto people, rooms.people.list());
  json list = json::array();
  for (const Person& person : people) {
    if (common.json) list.push_back(person_json(person));
    else
      io.out << person.login << '\t' << to_string(person.role) << '\t' << to_string(person.clearance) << '\t'
             << (person.active ? "" : say(io, "중지", "disabled")) << '\t' << person.display_name << '\n';
  }
  if (common.json) io.out << json{{"people", std::move(list)}}.dump() << '\n';
  return {};
}

Result<void> add_person(CliRooms& rooms, const UserCommand& command, CliIo& io) {
  People::NewPerson person{.login = command.login, .display_name = command.display_name};
  ONGGI_CHECK(read_role(command, person.role, person.clearance));
  if (command.password_from_input) person.password = first_line(io.input);
  ONGGI_TRY(const Person added, rooms.people.add(person));
  return note_deed(rooms, "person.add", "person:" + added.id.str());
}

Result<void> change_person(CliRooms& rooms, const UserCommand& command, CliIo& io) {
  ONGGI_TRY(Person person, rooms.people.find(command.login));
  ONGGI_CHECK(read_role(command, person.role, person.clearance));
  if (!command.display_name.empty()) person.display_name = command.display_name;
  if (command.verb == "disable") person.active = false;
  ONGGI_CHECK(rooms.people.update(person));
  if (command.password_from_input) ONGGI_CHECK(rooms.people.set_password(person.id, first_line(io.input)));
  return note_deed(rooms, command.password_from_input ? "person.password" : "person.change",
                   "person:" + person.id.str());
}

Result<void> list_groups(CliRooms& rooms, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto groups, rooms.people.groups());
  json list = json::array();
  for (const Group& one : groups) {
    if (common.json) {
      list.push_back({{"id", one.id.str()}, {"name", one.name}, {"members", one.members}});
      continue;
    }
    io.out << one.name << '\t';
    for (const std::string& member : one.members) io.out << member << ' ';
    io.out << '\n';
  }
  if (common.json) io.out << json{{"groups", std::move(list)}}.dump() << '\n';
  return {};
}

Result<void> change_group(CliRooms& rooms, const GroupCommand& command) {
  if (command.verb == "remove") ONGGI_CHECK(rooms.people.remove_group(command.name));
  if (command.verb == "join") ONGGI_CHECK(rooms.people.join(command.name, command.member));
  if (command.verb == "leave") ONGGI_CHECK(rooms.people.leave(command.name, command.member));
  if (command.verb == "add") {
    ONGGI_TRY([[maybe_unused]] const Group added, rooms.people.add_group(command.name));
  }
  return note_deed(rooms, "group." + command.verb, "group:" + command.name);
}

/// "이번 달 12,000/1,000,000 토큰" and what else limits the key.
std::string use_line(const ApiKey& key, const CliIo& io) {
  const KeyTerms& terms = key.terms;
  std::string line = scopes_text(terms.scopes);
  for (const std::string& model : terms.models) line += " " + model;
  if (terms.requests_per_minute > 0) line += " rpm=" + std::to_string(terms.requests_per_minute);
  if (terms.tokens_per_minute > 0) line += " tpm=" + std::to_string(terms.tokens_per_minute);
  line += std::string("\t") + say(io, "이번 달 ", "this month ") + std::to_string(key.month_tokens);
  if (terms.tokens_per_month > 0) line += "/" + std::to_string(terms.tokens_per_month);
  line += std::string(say(io, " 토큰, 요청 ", " tokens, ")) + std::to_string(key.month_requests) +
          std::string(say(io, "건", " requests"));
  return line;
}

Result<void> list_keys(CliRooms& rooms, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto keys, rooms.people.keys({}));
  json list = json::array();
  for (const ApiKey& one : keys) {
    ONGGI_TRY(const Person person, rooms.people.get(one.person));
    if (common.json) list.push_back(to_json(one, person.login));
    else
      io.out << one.id.str() << '\t' << person.login << '\t' << one.prefix << "…\t"
             << (one.active ? "" : say(io, "폐기", "revoked")) << '\t' << one.name << '\t' << use_line(one, io) << '\n';
  }
  if (common.json) io.out << json{{"keys", std::move(list)}}.dump() << '\n';
  return {};
}

Result<void> add_key(CliRooms& rooms, const KeyCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const Person person, rooms.people.find(command.login));
  KeyTerms terms{.models = command.models,
                 .requests_per_minute = command.requests_per_minute,
                 .tokens_per_minute = command.tokens_per_minute,
                 .tokens_per_month = command.tokens_per_month};
  if (!command.scopes.empty()) {
    ONGGI_TRY(terms.scopes, scopes_from(command.scopes));
  }
  const auto expires = command.expires.empty() ? std::optional<UnixMs>(0) : end_of_day(command.expires);
  if (!expires) return fail(ErrorCode::invalid_argument, "--expires is a day such as 2027-03-31");
  ONGGI_TRY(const auto created, rooms.people.add_key(person.id, command.name, *expires, terms));
  ONGGI_CHECK(note_deed(rooms, "key.add", "key:" + created.key.id.str()));
  if (common.json) io.out << json{{"id", created.key.id.str()}, {"secret", created.secret}}.dump() << '\n';
  else io.out << created.secret << '\n';
  if (!common.quiet) io.err << say(io, "이 키는 다시 보여 드리지 않습니다.\n", "This key is not shown again.\n");
  return {};
}

}  // namespace

Done user(const UserCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  if (command.verb == "list") ONGGI_CHECK(list_people(*rooms, common, io));
  else if (command.verb == "add") ONGGI_CHECK(add_person(*rooms, command, io));
  else ONGGI_CHECK(change_person(*rooms, command, io));
  return 0;
}

Done group(const GroupCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  if (command.verb == "list") ONGGI_CHECK(list_groups(*rooms, common, io));
  else ONGGI_CHECK(change_group(*rooms, command));
  return 0;
}

Done key(const KeyCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  if (command.verb == "list") ONGGI_CHECK(list_keys(*rooms, common, io));
  else if (command.verb == "add") ONGGI_CHECK(add_key(*rooms, command, common, io));
  else {
    ONGGI_CHECK(rooms->people.revoke_key(KeyId(command.id)));
    ONGGI_CHECK(note_deed(*rooms, "key.revoke", "key:" + command.id));
  }
  return 0;
}

}  // namespace onggi::cli_room
