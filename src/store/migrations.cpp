// Runs numbered SQL once, under one lock, and notices when history was rewritten.
#include "store/migrations.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/clock.h"
#include "base/hash.h"

namespace onggi {
namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations (room TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, "
    "hash TEXT NOT NULL, applied_ms BIGINT NOT NULL, PRIMARY KEY (room, number))";

std::string label_of(const Migration& migration) {
  std::string number = std::to_string(migration.number);
  number.insert(0, 4 - std::min<std::size_t>(4, number.size()), '0');
  return std::string(migration.room) + "/" + number + "_" + std::string(migration.name);
}

std::string_view trimmed_right(std::string_view line) {
  const std::size_t end = line.find_last_not_of(" \t\r");
  return end == std::string_view::npos ? std::string_view() : line.substr(0, end + 1);
}

// Statements end with ";" at a line's end; lines of comment end nothing.
std::vector<std::string> statements_of(std::string_view sql) {
  std::vector<std::string> statements;
  std::string statement;
  while (!sql.empty()) {
    const std::size_t end = std::min(sql.find('\n'), sql.size() - 1);
    const std::string_view line = trimmed_right(sql.substr(0, sql[end] == '\n' ? end : end + 1));
    sql.remove_prefix(end + 1);
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || line.substr(first).starts_with("--")) continue;
    statement.append(line).append("\n");
    if (!line.ends_with(';')) continue;
    statement.erase(statement.size() - 2);
    statements.push_back(std::exchange(statement, {}));
  }
  if (!statement.empty()) statements.push_back(std::move(statement));
  return statements;
}

Result<std::map<std::pair<std::string, std::int64_t>, std::string>> applied(SqlSession& session) {
  ONGGI_TRY(const auto rows, session.query("SELECT room, number, hash FROM schema_migrations"));
  std::map<std::pair<std::string, std::int64_t>, std::string> hashes;
  for (const SqlRow& row : rows) hashes[{row.text("room"), row.integer("number")}] = row.text("hash");
  return hashes;
}

Result<void> apply(SqlSession& session, const Migration& migration) {
  for (const std::string& statement : statements_of(migration.sql)) ONGGI_CHECK(session.execute(statement));
  ONGGI_CHECK(session.execute(
      "INSERT INTO schema_migrations (room, number, name, hash, applied_ms) VALUES (:1, :2, :3, :4, :5)",
      {std::string(migration.room), std::int64_t{migration.number}, std::string(migration.name),
       sha256_hex(migration.sql), system_clock().now_ms()}));
  return {};
}

Result<bool> apply_if_missing(SqlSession& session, const Migration& migration) {
  ONGGI_CHECK(session.exclusive("schema"));
  ONGGI_TRY(const auto hashes, applied(session));
  const auto found = hashes.find({std::string(migration.room), migration.number});
  if (found == hashes.end()) {
    ONGGI_CHECK(apply(session, migration));
    return true;
  }
  if (found->second != sha256_hex(migration.sql))
    return fail(ErrorCode::conflict, "the migration's text changed after it ran; a new one must follow it instead",
                "migration_changed");
  return false;
}

Result<bool> make_table(SqlSession& session) {
  ONGGI_CHECK(session.exclusive("schema"));
  ONGGI_CHECK(session.execute(kTable));
  return true;
}

Result<bool> check_not_newer(SqlSession& session, std::span<const Migration> migrations) {
  std::map<std::string, std::int64_t> newest;
  for (const Migration& migration : migrations) {
    std::int64_t& number = newest[std::string(migration.room)];
    number = std::max<std::int64_t>(number, migration.number);
  }
  ONGGI_TRY(const auto rows, session.query("SELECT room, MAX(number) AS number FROM schema_migrations GROUP BY room"));
  for (const SqlRow& row : rows) {
    const auto known = newest.find(row.text("room"));
    if (known != newest.end() && row.integer("number") > known->second)
      return fail(ErrorCode::conflict,
                  "the database was used by a newer onggi (" + known->first + " " +
                      std::to_string(row.integer("number")) + ", known here: " + std::to_string(known->second) +
                      "); install that version or restore a backup",
                  "database_newer");
  }
  return true;
}

}  // namespace

Result<void> migrate(Database& database, std::span<const Migration> migrations) {
  ONGGI_CHECK(database.write<bool>(make_table));
  ONGGI_CHECK(database.read<bool>([&](SqlSession& session) { return check_not_newer(session, migrations); }));
  for (const Migration& migration : migrations) {
    auto done = database.write<bool>([&](SqlSession& session) { return apply_if_missing(session, migration); });
    if (!done) return within("migration " + label_of(migration), std::move(done).error());
  }
  return {};
}

}  // namespace onggi
