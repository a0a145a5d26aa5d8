// People: adding, finding, changing, and what a person resolves to.
#include "access/people.h"

#include <algorithm>
#include <utility>

#include "access/people_rows.h"

namespace onggi {
namespace {

constexpr std::size_t kLoginBytesMax = 64;
constexpr std::size_t kDisplayNameBytesMax = 256;
constexpr std::size_t kPasswordCharactersMin = 10;
constexpr std::size_t kPasswordBytesMax = 1024;

Result<void> check_login(std::string_view login) {
  const bool known = std::ranges::all_of(login, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
  if (known && !login.empty() && login.size() <= kLoginBytesMax) return {};
  return fail(ErrorCode::invalid_argument, "a login has 1 to 64 of a-z, 0-9, '.', '_' and '-'");
}

Result<void> check_display_name(std::string_view name) {
  return name.empty() ? Result<void>{} : check_name("a display name", name, kDisplayNameBytesMax);
}

Result<void> check_password(std::string_view password) {
  const auto characters =
      std::ranges::count_if(password, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  if (static_cast<std::size_t>(characters) < kPasswordCharactersMin || password.size() > kPasswordBytesMax)
    return fail(ErrorCode::invalid_argument, "a password has at least 10 characters and at most 1024 bytes");
  return {};
}

Result<Person> find_by(Database& database, std::string_view column, const std::string& value) {
  const std::string sql =
      "SELECT " + std::string(kPersonColumns) + " FROM people WHERE " + std::string(column) + " = :1";
  ONGGI_TRY(const auto rows, database.query(sql, {value}));
  if (rows.empty()) return fail(ErrorCode::not_found, "no person with this " + std::string(column));
  return person_of(rows.front());
}

Result<void> check_owner_stays(SqlSession& session, const Person& changed) {
  if (changed.role == Role::owner && changed.active) return {};
  ONGGI_CHECK(session.exclusive("owners"));
  ONGGI_TRY(const auto rows,
            session.query("SELECT id FROM people WHERE role = 'owner' AND active = 1 ORDER BY id LIMIT 2"));
  if (rows.size() == 1 && rows.front().text("id") == changed.id.str())
    return fail(ErrorCode::conflict, "this is the last owner; make another one first", "last_owner");
  return {};
}

}  // namespace

Result<void> check_name(std::string_view what, std::string_view name, std::size_t bytes_max) {
  const bool printable =
      std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (printable && !name.empty() && name.size() <= bytes_max) return {};
  return fail(ErrorCode::invalid_argument,
              std::string(what) + " has 1 to " + std::to_string(bytes_max) + " bytes of printable text");
}

Result<Person> person_of(const SqlRow& row) {
  const auto role = role_from(row.text("role"));
  const std::int64_t clearance = row.integer("clearance");
  if (!role || clearance < 0 || clearance > 2)
    return fail(ErrorCode::internal, "a person has an unknown role or label");
  Person person;
  person.id = PersonId(row.text("id"));
  person.login = row.text("login");
  person.display_name = row.text("display_name");
  person.role = *role;
  person.clearance = static_cast<Label>(clearance);
  person.active = row.integer("active") != 0;
  person.created_ms = row.integer("created_ms");
  return person;
}

Result<std::vector<std::string>> groups_above(SqlSession& session, const std::string& principal) {
  // UNION, not UNION ALL: it ends also where rows that were put in by hand make a cycle.
  ONGGI_TRY(const auto rows,
            session.query("WITH RECURSIVE above (principal) AS (SELECT 'group:' || group_id FROM group_members WHERE "
                          "member = :1 UNION SELECT 'group:' || m.group_id FROM group_members m JOIN above a ON "
                          "m.member = a.principal) SELECT principal FROM above",
                          {principal}));
  std::vector<std::string> groups;
  groups.reserve(rows.size());
  for (const SqlRow& row : rows) groups.push_back(row.text("principal"));
  std::ranges::sort(groups);
  return groups;
}

Result<Viewer> viewer_in(SqlSession& session, const Person& person, std::string_view through) {
  Viewer viewer;
  viewer.person = person.id;
  viewer.login = person.login;
  viewer.role = person.role;
  viewer.clearance = person.clearance;
  viewer.through = through;
  ONGGI_TRY(viewer.principals, groups_above(session, principal_of(person.id)));
  viewer.principals.push_back(principal_of(person.id));
  viewer.principals.emplace_back("everyone");
  std::ranges::sort(viewer.principals);
  return viewer;
}

People::People(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock)
    : database_(std::move(database)),
      key_hash_key_(vault.subkey("keys")),
      clock_(clock),
      passwords_(std::make_shared<PasswordWork>()),
      uses_(std::make_shared<UseNotes>()),
      shown_keys_(std::make_shared<ShownKeys>()) {}

Result<Person> People::add(const NewPerson& person) {
  ONGGI_CHECK(check_login(person.login));
  ONGGI_CHECK(check_display_name(person.display_name));
  std::string password_hash;
  if (!person.password.empty()) {
    ONGGI_CHECK(check_password(person.password));
    ONGGI_TRY(password_hash, passwords_->hash(person.password));
  }
  Person added{PersonId(new_id("person")), person.login, person.display_name, person.role,
               person.clearance,           true,         clock_.now_ms()};
  ONGGI_TRY(const std::int64_t rows,
            database_->execute("INSERT INTO people (id, login, display_name, role, clearance, password_hash, active, "
                               "created_ms) VALUES (:1, :2, :3, :4, :5, :6, 1, :7) ON CONFLICT (login) DO NOTHING",
                               {added.id.str(), added.login, added.display_name, std::string(to_string(added.role)),
                                static_cast<std::int64_t>(added.clearance), password_hash, added.created_ms}));
  if (rows == 0) return fail(ErrorCode::conflict, "the login " + person.login + " is taken", "login_taken");
  return added;
}

Result<Person> People::find(std::string_view login) const { return find_by(*database_, "login", std::string(login)); }

Result<Person> People::get(const PersonId& id) const { return find_by(*database_, "id", id.str()); }

Result<std::vector<Person>> People::list() const {
  ONGGI_TRY(const auto rows, database_->query("SELECT " + std::string(kPersonColumns) + " FROM people"));
  std::vector<Person> people;
  for (const SqlRow& row : rows) {
    ONGGI_TRY(people.emplace_back(), person_of(row));
  }
  std::ranges::sort(people, {}, &Person::login);  // here, because the engines' collations differ
  return people;
}

Result<void> People::update(const Person& person) {
  ONGGI_CHECK(check_display_name(person.display_name));
  ONGGI_TRY(const bool found, database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(check_owner_stays(session, person));
    ONGGI_TRY(const std::int64_t rows,
              session.execute(
                  "UPDATE people SET display_name = :1, role = :2, clearance = :3, active = :4 WHERE id = "
                  ":5",
                  {person.display_name, std::string(to_string(person.role)),
                   static_cast<std::int64_t>(person.clearance), std::int64_t{person.active ? 1 : 0}, person.id.str()}));
    if (!person.active) ONGGI_CHECK(session.execute("DELETE FROM sessions WHERE person_id = :1", {person.id.str()}));
    return rows == 1;
  }));
  return found ? Result<void>{} : fail(ErrorCode::not_found, "no person " + person.id.str());
}

Result<void> People::set_password(const PersonId& id, std::string_view password) {
  ONGGI_CHECK(check_password(password));
  ONGGI_TRY(const std::string hash, passwords_->hash(password));
  ONGGI_TRY(const bool found, database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_TRY(const std::int64_t rows,
              session.execute("UPDATE people SET password_hash = :1 WHERE id = :2", {hash, id.str()}));
    // Whoever learned the old password is out.
    ONGGI_CHECK(session.execute("DELETE FROM sessions WHERE person_id = :1", {id.str()}));
    return rows == 1;
  }));
  return found ? Result<void>{} : fail(ErrorCode::not_found, "no person " + id.str());
}

Result<Viewer> People::viewer_of(const PersonId& id, std::string_view through) const {
  return database_->read<Viewer>([&](SqlSession& session) -> Result<Viewer> {
    ONGGI_TRY(const auto rows,
              session.query("SELECT " + std::string(kPersonColumns) + " FROM people WHERE id = :1 AND active = 1",
                            {id.str()}));
    if (rows.empty()) return fail(ErrorCode::unauthenticated, "nobody active has this id");
    ONGGI_TRY(const Person person, person_of(rows.front()));
    return viewer_in(session, person, through);
  });
}

}  // namespace onggi
