// Groups of people and of groups; never in a circle.
#include <algorithm>
#include <map>
#include <utility>

#include "access/people.h"
#include "access/people_rows.h"

namespace onggi {
namespace {

constexpr std::size_t kGroupNameBytesMax = 128;
constexpr std::string_view kPerson = "person:";
constexpr std::string_view kGroup = "group:";

Result<GroupId> group_named(SqlSession& session, std::string_view name) {
  ONGGI_TRY(const auto rows, session.query("SELECT id FROM people_groups WHERE name = :1", {std::string(name)}));
  if (rows.empty()) return fail(ErrorCode::not_found, "no group '" + std::string(name) + "'");
  return GroupId(rows.front().text("id"));
}

// "person:<login>" or "group:<name>" → the principal that is stored.
Result<std::string> principal_named(SqlSession& session, std::string_view member) {
  if (member.starts_with(kGroup)) {
    ONGGI_TRY(const GroupId id, group_named(session, member.substr(kGroup.size())));
    return principal_of(id);
  }
  if (!member.starts_with(kPerson))
    return fail(ErrorCode::invalid_argument, "a member is written person:<login> or group:<name>");
  const std::string login(member.substr(kPerson.size()));
  ONGGI_TRY(const auto rows, session.query("SELECT id FROM people WHERE login = :1", {login}));
  if (rows.empty()) return fail(ErrorCode::not_found, "no person '" + login + "'");
  return principal_of(PersonId(rows.front().text("id")));
}

Result<bool> add_member(SqlSession& session, std::string_view group, std::string_view member) {
  ONGGI_CHECK(session.exclusive("groups"));  // two joins at once could close a circle that neither sees
  ONGGI_TRY(const GroupId id, group_named(session, group));
  ONGGI_TRY(const std::string principal, principal_named(session, member));
  ONGGI_TRY(const auto above, groups_above(session, principal_of(id)));
  if (principal == principal_of(id) || std::ranges::binary_search(above, principal))
    return fail(
        ErrorCode::conflict,
        "group '" + std::string(group) + "' is already inside of '" + std::string(member) + "': it would hold itself",
        "group_cycle");
  ONGGI_CHECK(session.execute("INSERT INTO group_members (group_id, member) VALUES (:1, :2) ON CONFLICT DO NOTHING",
                              {id.str(), principal}));
  return true;
}

Result<std::vector<Group>> all_groups(SqlSession& session) {
  ONGGI_TRY(const auto groups, session.query("SELECT id, name FROM people_groups"));
  ONGGI_TRY(
      const auto members,
      session.query("SELECT m.group_id AS group_id, 'person:' || p.login AS member FROM group_members m JOIN "
                    "people p ON m.member = 'person:' || p.id UNION ALL SELECT m.group_id AS group_id, 'group:' "
                    "|| g.name AS member FROM group_members m JOIN people_groups g ON m.member = 'group:' || g.id"));
  std::map<std::string, std::vector<std::string>> members_of;
  for (const SqlRow& row : members) members_of[row.text("group_id")].push_back(row.text("member"));
  std::vector<Group> found;
  for (const SqlRow& row : groups) {
    Group group{GroupId(row.text("id")), row.text("name"), std::move(members_of[row.text("id")])};
    std::ranges::sort(group.members);
    found.push_back(std::move(group));
  }
  std::ranges::sort(found, {}, &Group::name);
  return found;
}

}  // namespace

Result<Group> People::add_group(std::string_view name) {
  ONGGI_CHECK(check_name("a group's name", name, kGroupNameBytesMax));
  Group group{GroupId(new_id("group")), std::string(name), {}};
  ONGGI_TRY(const std::int64_t rows, database_->execute("INSERT INTO people_groups (id, name) VALUES (:1, :2) ON "
                                                        "CONFLICT (name) DO NOTHING",
                                                        {group.id.str(), group.name}));
  if (rows == 0) return fail(ErrorCode::conflict, "there is a group '" + group.name + "' already");
  return group;
}

Result<void> People::remove_group(std::string_view name) {
  ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.exclusive("groups"));
    ONGGI_TRY(const GroupId id, group_named(session, name));
    // Permissions that name the group stay: its id never comes again, so they open nothing.
    ONGGI_CHECK(
        session.execute("DELETE FROM group_members WHERE group_id = :1 OR member = :2", {id.str(), principal_of(id)}));
    ONGGI_CHECK(session.execute("DELETE FROM people_groups WHERE id = :1", {id.str()}));
    return true;
  }));
  return {};
}

Result<std::vector<Group>> People::groups() const { return database_->read<std::vector<Group>>(all_groups); }

Result<void> People::join(std::string_view group, std::string_view member) {
  ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) { return add_member(session, group, member); }));
  return {};
}

Result<void> People::leave(std::string_view group, std::string_view member) {
  ONGGI_TRY(const std::int64_t rows, database_->write<std::int64_t>([&](SqlSession& session) -> Result<std::int64_t> {
    ONGGI_TRY(const GroupId id, group_named(session, group));
    ONGGI_TRY(const std::string principal, principal_named(session, member));
    return session.execute("DELETE FROM group_members WHERE group_id = :1 AND member = :2", {id.str(), principal});
  }));
  return rows == 1 ? Result<void>{}
                   : fail(ErrorCode::not_found, std::string(member) + " is not in group '" + std::string(group) + "'");
}

}  // namespace onggi
