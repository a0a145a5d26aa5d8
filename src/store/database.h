// SQL behind one small door: SQLite (WAL) inside a home, PostgreSQL for teams. Statements are written once and run on
// both.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace onggi {

/// What a column or a parameter holds. Text is UTF-8; bytes that are not text travel as base64 or live in blobs;
/// booleans are 0/1; times are UnixMs. NULL is std::monostate.
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string>;

/// One row of an answer, owning its values. Asking for a column that the statement does not give is our own mistake
/// (assertion).
class SqlRow {
 public:
  SqlRow(std::shared_ptr<const std::vector<std::string>> names, std::vector<SqlValue> values);
  bool is_null(std::string_view column) const;
  std::int64_t integer(std::string_view column) const;  // 0 for NULL
  double real(std::string_view column) const;           // 0 for NULL
  std::string text(std::string_view column) const;      // "" for NULL

 private:
  const SqlValue& at(std::string_view column) const;
  std::shared_ptr<const std::vector<std::string>> names_;  // shared by all rows of one answer
  std::vector<SqlValue> values_;
};

/// One connection in use, inside Database::read / write. Parameters are `:1`, `:2`, ... (each used once, in order) and
/// bound, never pasted; text is valid UTF-8 without zero bytes and numbers are finite, else invalid_argument. After a
/// statement failed, the transaction is lost: every further statement gives the same error and nothing is committed,
/// also when `work` goes on (so that SQLite and PostgreSQL agree); say `ON CONFLICT` where a collision is expected. Not
/// thread safe.
class SqlSession {
 public:
  virtual ~SqlSession() = default;

  /// Rows of a SELECT (or of a statement with RETURNING).
  /// Errors: conflict for a broken unique or check rule; unavailable for a full disk, a lost server, a lock that does
  /// not go away; else internal.
  virtual Result<std::vector<SqlRow>> query(std::string_view sql, const std::vector<SqlValue>& parameters = {}) = 0;

  /// Changes rows; gives how many.
  virtual Result<std::int64_t> execute(std::string_view sql, const std::vector<SqlValue>& parameters = {}) = 0;

  /// The same statement for each row of parameters, prepared once.
  virtual Result<void> execute_many(std::string_view sql, const std::vector<std::vector<SqlValue>>& rows) = 0;

  /// From here to the end of this write no other write that names the same rule runs, in any process; for rules that no
  /// constraint can say ("one owner stays"). PostgreSQL: an advisory lock; SQLite: nothing to do, the writer is alone.
  virtual Result<void> exclusive(std::string_view rule) = 0;

  enum class Dialect { sqlite, postgresql };
  virtual Dialect dialect() const = 0;
};

/// A pool of connections. Thread safe. SQLite: one writer at a time (a queue inside), readers beside it; every commit
/// is durable (synchronous=FULL), because an acknowledged upload must survive a kill. PostgreSQL: READ COMMITTED, as
/// the server is configured to make it durable; a lost server is looked for again once, before an error says so.
class Database {
 public:
  struct Options {
    std::string url;  // "sqlite:/path/onggi.db" or "postgresql://..." (as libpq takes it)
    std::int32_t connections_max = 8;
    std::int32_t busy_timeout_ms = 10'000;  // for a free connection, a lock, and retries together
  };

  /// Errors: invalid_argument (not such a URL); unavailable (no such folder, "read_only", "disk_full", server not
  /// there); bad_input when the file is not a database ("not_a_database", "database_damaged"); unsupported (PostgreSQL
  /// before 15 or not UTF-8).
  static Result<std::shared_ptr<Database>> open(const Options& options);
  virtual ~Database() = default;

  /// Runs `work` on a connection for reading; all its statements see the same moment. Changing something is our own
  /// mistake (internal).
  template <typename T>
  Result<T> read(const std::function<Result<T>(SqlSession&)>& work) {
    std::optional<Result<T>> answer;
    ONGGI_CHECK(run(Mode::read, [&](SqlSession& session) -> Result<void> { return settle(answer, work(session)); }));
    return *std::move(answer);
  }

  /// Runs `work` in one transaction: committed when it gives a value, rolled back when it gives an error or throws. May
  /// run `work` again after a deadlock or a lost server, so `work` changes nothing but the database. Not inside of
  /// another write of the same thread (internal): it would wait for itself.
  template <typename T>
  Result<T> write(const std::function<Result<T>(SqlSession&)>& work) {
    std::optional<Result<T>> answer;
    ONGGI_CHECK(run(Mode::write, [&](SqlSession& session) -> Result<void> { return settle(answer, work(session)); }));
    return *std::move(answer);
  }

  /// Shorthands for one statement: a SELECT (or WITH ... SELECT) reads, everything else is a write of its own.
  Result<std::vector<SqlRow>> query(std::string_view sql, const std::vector<SqlValue>& parameters = {});
  Result<std::int64_t> execute(std::string_view sql, const std::vector<SqlValue>& parameters = {});

  /// Names of all tables and of their columns that hold text, for who must look everywhere (erasure).
  struct TextColumns {
    std::string table;
    std::vector<std::string> columns;  // that hold text
    std::vector<std::string> key;      // of the primary key; may be empty
  };
  Result<std::vector<TextColumns>> text_columns();

  /// Rewrites what lies on disk, so that nothing of removed or changed rows can be read from the database's files any
  /// more. SQLite: the whole file (VACUUM), and the journal is emptied. PostgreSQL: these tables (VACUUM FULL), while
  /// nobody can use them; the server's own write-ahead log, replicas and backups are its administrator's.
  /// Errors: unavailable ("busy": somebody reads; "disk_full": as much room as the database has is needed for a while).
  /// Cost: seconds a gigabyte.
  virtual Result<void> compact(const std::vector<std::string>& tables) = 0;

  virtual SqlSession::Dialect dialect() const = 0;

  /// Another number after every commit, at once for this process's own, within a tenth of a second for another's: what
  /// was read at the same one still holds (remembered.h). None: the database cannot tell (PostgreSQL), or not now.
  virtual std::optional<std::uint64_t> version() = 0;

 protected:
  enum class Mode { read, write };
  virtual Result<void> run(Mode mode, const std::function<Result<void>(SqlSession&)>& work) = 0;

 private:
  template <typename T>
  static Result<void> settle(std::optional<Result<T>>& answer, Result<T> given) {
    answer.emplace(std::move(given));
    if (!*answer) return std::unexpected(answer->error());
    return {};
  }
};

}  // namespace onggi
