// Permission ids made from what they stand for, and the one query that says which of them a viewer meets.
#include "access/permissions.h"

#include <algorithm>
#include <utility>

#include "access/people_rows.h"
#include "base/hash.h"
#include "store/text_list.h"

namespace onggi {
namespace {

constexpr std::size_t kPrincipalsMax = 1000;  // of one permission; more people than that are a group
constexpr std::size_t kPrincipalBytesMax = 128;
constexpr std::string_view kEveryone = "everyone";
constexpr std::string_view kPerson = "person:";
constexpr std::string_view kGroup = "group:";

bool is_principal(std::string_view text) {
  if (text.size() > kPrincipalBytesMax) return false;
  return text == kEveryone || (text.starts_with(kPerson) && text.size() > kPerson.size()) ||
         (text.starts_with(kGroup) && text.size() > kGroup.size());
}

Result<void> check_principals(const std::vector<std::string>& principals) {
  if (principals.size() > kPrincipalsMax)
    return fail(ErrorCode::limit_exceeded, "a permission names " + std::to_string(principals.size()) +
                                               " principals, the limit is " + std::to_string(kPrincipalsMax) +
                                               ": make a group");
  if (!std::ranges::all_of(principals, is_principal))
    return fail(ErrorCode::invalid_argument, "a principal is everyone, person:<id> or group:<id>");
  return {};
}

PermissionId id_of(Label label, const std::vector<std::string>& principals) {
  std::vector<std::string_view> parts = {to_string(label)};
  parts.insert(parts.end(), principals.begin(), principals.end());
  return PermissionId("perm_" + sha256_hex_parts(parts).substr(0, 32));
}

std::string placeholders(std::size_t before, std::size_t count) {
  std::string text;
  for (std::size_t i = 1; i <= count; ++i) text += (i == 1 ? ":" : ", :") + std::to_string(before + i);
  return text;
}

Result<std::string> principal_for(SqlSession& session, std::string_view name) {
  if (name == kEveryone) return std::string(kEveryone);
  const bool group = name.starts_with(kGroup);
  const std::string_view rest = group                       ? name.substr(kGroup.size())
                                : name.starts_with(kPerson) ? name.substr(kPerson.size())
                                                            : name;
  ONGGI_TRY(const auto rows, session.query(group ? "SELECT id FROM people_groups WHERE name = :1"
                                                 : "SELECT id FROM people WHERE login = :1",
                                           {std::string(rest)}));
  if (rows.empty()) return fail(ErrorCode::not_found, (group ? "no group '" : "no person '") + std::string(rest) + "'");
  return std::string(group ? kGroup : kPerson) + rows.front().text("id");
}

// A group that was removed is shown by its id: nobody is in it any more.
Result<std::string> name_for(SqlSession& session, const std::string& principal) {
  const bool group = principal.starts_with(kGroup);
  if (principal == kEveryone) return principal;
  const std::string id = principal.substr(group ? kGroup.size() : kPerson.size());
  ONGGI_TRY(const auto rows, session.query(group ? "SELECT name AS name FROM people_groups WHERE id = :1"
                                                 : "SELECT login AS name FROM people WHERE id = :1",
                                           {id}));
  if (rows.empty()) return principal;
  return std::string(group ? kGroup : kPerson) + rows.front().text("name");
}

Result<Label> label_in(const SqlRow& row) {
  const std::int64_t label = row.integer("label");
  if (label < 0 || label > 2) return fail(ErrorCode::internal, "a permission has an unknown label");
  return static_cast<Label>(label);
}

Result<Permission> permission_in(SqlSession& session, const PermissionId& id) {
  ONGGI_TRY(const auto rows, session.query("SELECT label FROM permissions WHERE id = :1", {id.str()}));
  if (rows.empty()) return fail(ErrorCode::not_found, "no permission " + id.str());
  ONGGI_TRY(const Label label, label_in(rows.front()));
  Permission permission{id, label, {}};
  ONGGI_TRY(const auto principals,
            session.query("SELECT principal FROM permission_principals WHERE permission_id = :1", {id.str()}));
  for (const SqlRow& row : principals) permission.principals.push_back(row.text("principal"));
  std::ranges::sort(permission.principals);
  return permission;
}

}  // namespace

Permissions::Permissions(std::shared_ptr<Database> database) : database_(std::move(database)) {}

Result<PermissionId> Permissions::intern(SqlSession& session, Label label, std::vector<std::string> principals) {
  std::ranges::sort(principals);
  principals.erase(std::ranges::unique(principals).begin(), principals.end());
  ONGGI_CHECK(check_principals(principals));
  PermissionId id = id_of(label, principals);
  ONGGI_TRY(const auto known, session.query("SELECT id FROM permissions WHERE id = :1", {id.str()}));
  if (!known.empty()) return id;
  ONGGI_CHECK(session.execute("INSERT INTO permissions (id, label) VALUES (:1, :2) ON CONFLICT DO NOTHING",
                              {id.str(), static_cast<std::int64_t>(label)}));
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(principals.size());
  for (const std::string& principal : principals)
    rows.push_back({id.str(), principal, static_cast<std::int64_t>(label)});
  ONGGI_CHECK(session.execute_many(
      "INSERT INTO permission_principals (permission_id, principal, label) VALUES (:1, :2, :3) ON CONFLICT DO NOTHING",
      rows));
  return id;
}

Result<PermissionId> Permissions::intern(Label label, std::vector<std::string> principals) {
  return database_->write<PermissionId>([&](SqlSession& session) { return intern(session, label, principals); });
}

Result<std::vector<std::string>> Permissions::resolve(const std::vector<std::string>& names) const {
  return database_->read<std::vector<std::string>>([&](SqlSession& session) -> Result<std::vector<std::string>> {
    std::vector<std::string> principals;
    for (const std::string& name : names) {
      ONGGI_TRY(principals.emplace_back(), principal_for(session, name));
    }
    return principals;
  });
}

Result<std::vector<std::string>> Permissions::names_of(const PermissionId& id) const {
  return database_->read<std::vector<std::string>>([&](SqlSession& session) -> Result<std::vector<std::string>> {
    ONGGI_TRY(const Permission permission, permission_in(session, id));
    std::vector<std::string> names;
    for (const std::string& principal : permission.principals) {
      ONGGI_TRY(names.emplace_back(), name_for(session, principal));
    }
    std::ranges::sort(names);
    return names;
  });
}

Result<Permission> Permissions::get(const PermissionId& id) const {
  return database_->read<Permission>([&](SqlSession& session) { return permission_in(session, id); });
}

Result<std::map<PermissionId, Label>> Permissions::labels_of(const std::vector<PermissionId>& ids) const {
  std::map<PermissionId, Label> labels;
  if (ids.empty()) return labels;
  ONGGI_TRY(const auto rows,
            database_->query("SELECT id, label FROM permissions WHERE id IN " + text_list_sql(database_->dialect(), 1),
                             {text_list(ids)}));
  for (const SqlRow& row : rows) {
    ONGGI_TRY(const Label label, label_in(row));
    labels.emplace(row.text("id"), label);
  }
  return labels;
}

Result<std::vector<PermissionId>> Permissions::visible_to(const Viewer& viewer, std::optional<Label> only) const {
  if (viewer.principals.empty()) return std::vector<PermissionId>{};
  std::vector<SqlValue> parameters = {static_cast<std::int64_t>(viewer.clearance)};
  parameters.insert(parameters.end(), viewer.principals.begin(), viewer.principals.end());
  std::string sql = "SELECT permission_id AS id FROM permission_principals WHERE label <= :1 AND principal IN (" +
                    placeholders(1, viewer.principals.size()) + ")";
  if (only) {
    parameters.emplace_back(static_cast<std::int64_t>(*only));
    sql += " AND label = :" + std::to_string(parameters.size());
  }
  ONGGI_TRY(const auto rows, database_->query(sql, parameters));
  std::vector<PermissionId> ids;
  ids.reserve(rows.size());
  for (const SqlRow& row : rows) ids.emplace_back(row.text("id"));
  std::ranges::sort(ids);  // one that several principals open comes several times
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return ids;
}

Result<bool> Permissions::is_visible(const Viewer& viewer, const PermissionId& id) const {
  if (viewer.principals.empty()) return false;
  std::vector<SqlValue> parameters = {id.str(), static_cast<std::int64_t>(viewer.clearance)};
  parameters.insert(parameters.end(), viewer.principals.begin(), viewer.principals.end());
  ONGGI_TRY(const auto rows,
            database_->query("SELECT permission_id FROM permission_principals WHERE permission_id = :1 AND label <= :2 "
                             "AND principal IN (" +
                                 placeholders(2, viewer.principals.size()) + ") LIMIT 1",
                             parameters));
  return !rows.empty();
}

}  // namespace onggi
