// A SQLite file. One of the two files that know SOCI: it opens and owns the connection, statements go to the sqlite3
// handle that it gives.
//
// Why not SOCI's rows: measured with SOCI 4.0.3, a column without a declared type (COUNT(*), SUM, COALESCE) comes as
// text, INTEGER is cut to 32 bits, and the type of every row is guessed from the first. Ours follows each value.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <utility>

#include "base/file.h"
#include "store/connection.h"

namespace onggi::store {
namespace {

using namespace sqlite_api;  // SOCI includes sqlite3.h inside of this namespace

// Statements kept ready on a connection; rooms have some dozens each, lists of varying length add more.
constexpr std::size_t kStatementsMax = 256;

Error error_of(int code, const std::string& said) {
  const std::string message = "SQLite: " + said;
  switch (code & 0xFF) {  // the low byte is the primary code of an extended one
    case SQLITE_CONSTRAINT:
      return {ErrorCode::conflict, message, {}, "constraint"};
    case SQLITE_FULL:
      return {ErrorCode::unavailable, message + "; free some space and try again", {}, "disk_full"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::unavailable, message + "; another program holds the database", {}, "busy"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorCode::unavailable, message + "; make the home writable for this user", {}, "read_only"};
    case SQLITE_NOTADB:
      return {ErrorCode::bad_input, message, {}, "not_a_database"};
    case SQLITE_CORRUPT:
      return {ErrorCode::bad_input, message + "; restore it from a backup", {}, "database_damaged"};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
      return {ErrorCode::unavailable, message, {}, {}};
    case SQLITE_TOOBIG:
      return {ErrorCode::limit_exceeded, message, {}, {}};
    default:
      return {ErrorCode::internal, message, {}, {}};
  }
}

struct Finalise {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementPtr = std::unique_ptr<sqlite3_stmt, Finalise>;

// Parameters point into the caller's values, so they go when the statement is done.
class InUse {
 public:
  explicit InUse(sqlite3_stmt* statement) : statement_(statement) {}
  ~InUse() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  InUse(const InUse&) = delete;
  InUse& operator=(const InUse&) = delete;

 private:
  sqlite3_stmt* statement_;
};

struct Bind {
  sqlite3_stmt* statement;
  int index;
  int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
  int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, index, number); }
  int operator()(double number) const { return sqlite3_bind_double(statement, index, number); }
  int operator()(const std::string& text) const {
    return sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
};

SqlValue value_at(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return std::monostate{};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    default: {
      const void* bytes = sqlite3_column_blob(statement, column);  // text without a terminator
      const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
      return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), length);
    }
  }
}

std::shared_ptr<const std::vector<std::string>> names_of(sqlite3_stmt* statement) {
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(sqlite3_column_count(statement)));
  for (int i = 0; i < sqlite3_column_count(statement); ++i) names.emplace_back(sqlite3_column_name(statement, i));
  return std::make_shared<const std::vector<std::string>>(std::move(names));
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(std::unique_ptr<soci::session> session, sqlite3* handle)
      : session_(std::move(session)), handle_(handle) {}
  ~SqliteConnection() override { statements_.clear(); }  // before the handle closes

  Dialect dialect() const override { return Dialect::sqlite; }
  bool usable() const override { return usable_; }

  Result<void> begin(Access access) override {
    begun(access);
    // IMMEDIATE: the writer waits for its turn here, so that no statement after it can be busy.
    return command(access == Access::write ? "BEGIN IMMEDIATE" : "BEGIN");
  }
  Result<void> commit() override { return command("COMMIT"); }

  void roll_back() override {
    // A full disk rolls back by itself; a transaction that cannot end would poison the next user of the connection.
    if (sqlite3_get_autocommit(handle_) == 0 && !command("ROLLBACK")) usable_ = false;
  }

  Result<void> compact(const std::vector<std::string>&) override {
    begun(Access::write);
    statements_.clear();
    ONGGI_CHECK(command("VACUUM"));
    // SQLITE_CHECKPOINT_TRUNCATE waits for readers as long as the busy timeout says.
    int in_journal = 0, moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, &in_journal, &moved);
    return code == SQLITE_OK ? Result<void>{} : std::unexpected(last_error(code));
  }

  Result<void> command(const char* sql) {
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? Result<void>{} : std::unexpected(last_error(code));
  }

 protected:
  Result<std::vector<SqlRow>> run_query(std::string_view sql, const std::vector<SqlValue>& parameters) override {
    ONGGI_TRY(sqlite3_stmt * statement, prepared(sql, parameters.size()));
    const InUse in_use(statement);
    ONGGI_CHECK(bind(statement, parameters));
    const auto names = names_of(statement);
    std::vector<SqlRow> rows;
    int code = SQLITE_OK;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
      std::vector<SqlValue> values;
      values.reserve(names->size());
      for (int i = 0; i < static_cast<int>(names->size()); ++i) values.push_back(value_at(statement, i));
      rows.emplace_back(names, std::move(values));
    }
    if (code != SQLITE_DONE) return std::unexpected(last_error(code));
    return rows;
  }

  Result<std::int64_t> run_execute(std::string_view sql, const std::vector<SqlValue>& parameters) override {
    ONGGI_TRY(sqlite3_stmt * statement, prepared(sql, parameters.size()));
    const std::int64_t total = sqlite3_total_changes64(handle_);
    ONGGI_CHECK(step_to_end(statement, parameters));
    // CREATE TABLE and the like leave sqlite3_changes() at the number of the statement before.
    return sqlite3_total_changes64(handle_) == total ? 0 : std::int64_t{sqlite3_changes64(handle_)};
  }

  Result<void> run_execute_many(std::string_view sql, const std::vector<std::vector<SqlValue>>& rows) override {
    for (const auto& row : rows) {
      ONGGI_TRY(sqlite3_stmt * statement, prepared(sql, row.size()));
      ONGGI_CHECK(step_to_end(statement, row));
    }
    return {};
  }

  Result<void> run_exclusive(std::string_view) override { return {}; }

 private:
  // In a read, a refused change is our own mistake; in a write, somebody took the right away.
  Error last_error(int code) const {
    Error error = error_of(code, sqlite3_errmsg(handle_));
    if (error.reason == "read_only" && access() == Access::read)
      return {ErrorCode::internal, "a read tried to change the database", {}, {}};
    return error;
  }

  Result<sqlite3_stmt*> prepared(std::string_view sql, std::size_t parameters) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
      ONGGI_TRY(StatementPtr statement, prepare(sql));
      if (statements_.size() >= kStatementsMax) statements_.clear();
      found = statements_.emplace(std::string(sql), std::move(statement)).first;
    }
    sqlite3_stmt* statement = found->second.get();
    const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement));
    if (wanted != parameters)
      return fail(ErrorCode::internal, "a statement wants " + std::to_string(wanted) + " parameters and was given " +
                                           std::to_string(parameters));
    return statement;
  }

  Result<StatementPtr> prepare(std::string_view sql) {
    sqlite3_stmt* made = nullptr;
    const char* rest = nullptr;
    const int code =
        sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made, &rest);
    StatementPtr statement(made);
    if (code != SQLITE_OK) return std::unexpected(last_error(code));
    const auto left = sql.substr(static_cast<std::size_t>(rest - sql.data()));
    if (statement == nullptr || left.find_first_not_of(" \t\r\n;") != std::string_view::npos)
      return fail(ErrorCode::internal, "exactly one statement at a time");
    return statement;
  }

  Result<void> bind(sqlite3_stmt* statement, const std::vector<SqlValue>& parameters) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const std::string name = ":" + std::to_string(i + 1);
      const int index = sqlite3_bind_parameter_index(statement, name.c_str());
      if (index == 0) return fail(ErrorCode::internal, "a statement has no parameter " + name);
      const int code = std::visit(Bind{statement, index}, parameters[i]);
      if (code != SQLITE_OK) return std::unexpected(last_error(code));
    }
    return {};
  }

  Result<void> step_to_end(sqlite3_stmt* statement, const std::vector<SqlValue>& parameters) {
    const InUse in_use(statement);
    ONGGI_CHECK(bind(statement, parameters));
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    if (code != SQLITE_DONE) return std::unexpected(last_error(code));
    return {};
  }

  std::unique_ptr<soci::session> session_;  // owns the handle
  sqlite3* handle_;
  bool usable_ = true;
  std::map<std::string, StatementPtr, std::less<>> statements_;
};

// SQLite makes files 0644; what lies in a home is for its owner. And it opens what it cannot write without a word, or
// says only "unable to open" when the folder refuses the journal beside.
Result<void> make_private_file(const std::filesystem::path& path) {
  const FileDescriptor made(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!made && errno != EEXIST) return std::unexpected(system_error("create", path, errno));
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  for (const auto& needed : {path, folder})
    if (::faccessat(AT_FDCWD, needed.c_str(), R_OK | W_OK, AT_EACCESS) != 0)
      return std::unexpected(system_error("write to", needed, errno));
  return {};
}

// Not dynamic, and unseen by the checks of -fsanitize=vptr: SOCI does not export its type information. The factory that
// connect() names makes exactly this.
__attribute__((no_sanitize("vptr"))) sqlite3* handle_of(soci::session& session) {
  return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

Result<std::unique_ptr<SqliteConnection>> connect(const std::string& path) {
  try {
    auto session = std::make_unique<soci::session>(soci::sqlite3, "dbname=\"" + path + "\"");
    sqlite3* handle = handle_of(*session);
    return std::make_unique<SqliteConnection>(std::move(session), handle);
  } catch (const soci::sqlite3_soci_error& error) {
    return std::unexpected(error_of(error.result(), error.get_error_message()));
  } catch (const std::exception& error) {
    return fail(ErrorCode::unavailable, "SQLite could not open " + path + ": " + error.what());
  }
}

Result<void> prepare_connection(SqliteConnection& connection, Access access) {
  // The first statement that reads the file notices what is not a database.
  ONGGI_CHECK(connection.command("PRAGMA schema_version"));
  ONGGI_CHECK(connection.command("PRAGMA foreign_keys = ON"));
  ONGGI_CHECK(connection.command("PRAGMA trusted_schema = OFF"));
  if (access == Access::read) return connection.command("PRAGMA query_only = ON");
  ONGGI_CHECK(connection.command("PRAGMA journal_mode = WAL"));
  ONGGI_CHECK(connection.command("PRAGMA synchronous = FULL"));
  ONGGI_CHECK(connection.begin(Access::write));  // a read-only file or a foreign lock shows here
  connection.roll_back();
  return {};
}

}  // namespace

Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path, Access access, std::int32_t busy_timeout_ms) {
  if (path.find('"') != std::string::npos)  // SOCI's connection string puts it into double quotes and knows no escape
    return fail(ErrorCode::invalid_argument, "the path of a database cannot hold a double quote");
  ONGGI_CHECK(make_private_file(path));
  auto connection = connect(path);
  if (!connection) return within(path, std::move(connection).error());
  ONGGI_CHECK((*connection)->command(("PRAGMA busy_timeout = " + std::to_string(busy_timeout_ms)).c_str()));
  if (auto ready = prepare_connection(**connection, access); !ready) return within(path, std::move(ready).error());
  return *std::move(connection);
}

}  // namespace onggi::store
