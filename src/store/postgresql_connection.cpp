// A PostgreSQL session. One of the two files that know SOCI: it opens and owns the connection, statements go to the
// libpq handle that it gives (why: sqlite_connection.cpp; libpq's pipeline also sends many rows in one round trip).
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "store/connection.h"
#include "store/sql_text.h"

namespace onggi::store {
namespace {

constexpr std::size_t kStatementsMax = 256;  // prepared on a connection; the server keeps a plan for each
constexpr std::size_t kPipelineRows = 256;   // their answers fit into the socket's buffer, so neither side blocks
constexpr int kOldestServer = 150'000;       // 15.0: what the tests run against

// Types of the server's catalogue (pg_type.dat) that our statements meet.
enum : Oid {
  kBool = 16,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kFloat4 = 700,
  kFloat8 = 701,
  kNumeric = 1700
};

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string() : std::string(text);
}

// The server's words may quote values ("invalid input syntax for type bigint: ..."), so only those about the statement
// itself (class 42) and the names of constraints are passed on.
Error error_of(const PGresult* result, Access access) {
  const std::string state = field(result, PG_DIAG_SQLSTATE);
  const std::string message = "PostgreSQL: error " + state;
  const std::string_view kind = std::string_view(state).substr(0, 2);
  if (kind == "23")
    return {ErrorCode::conflict, message + ", constraint " + field(result, PG_DIAG_CONSTRAINT_NAME), {}, "constraint"};
  if (state == "40001" || state == "40P01") return {ErrorCode::unavailable, message, {}, std::string(kContention)};
  if (state == "53100")
    return {ErrorCode::unavailable, message + ": its disk is full; free some space and try again", {}, "disk_full"};
  if (state == "55P03") return {ErrorCode::unavailable, message + ": a lock did not go away", {}, "busy"};
  if (state == "25006" && access == Access::read)
    return {ErrorCode::internal, "a read tried to change the database", {}, {}};
  if (state == "25006") return {ErrorCode::unavailable, message + ": the server is read-only", {}, "read_only"};
  if (kind == "08" || state == "57P01" || state == "57P02" || state == "57P03")
    return {ErrorCode::unavailable, message + ": the server went away", {}, std::string(kServerLost)};
  if (kind == "53" || kind == "57" || kind == "58") return {ErrorCode::unavailable, message, {}, {}};
  if (kind == "42") return {ErrorCode::internal, message + ": " + field(result, PG_DIAG_MESSAGE_PRIMARY), {}, {}};
  return {ErrorCode::internal, message, {}, {}};
}

Error server_lost() {
  return {ErrorCode::unavailable, "PostgreSQL: the connection to the server was lost", {}, std::string(kServerLost)};
}

// Parameters in the text form that libpq sends, with their types: without a type the server takes `x = :1` for 32 bits.
class Encoded {
 public:
  explicit Encoded(const std::vector<SqlValue>& parameters) {
    texts_.reserve(parameters.size());
    for (const SqlValue& value : parameters) std::visit(*this, value);
    for (std::size_t i = 0; i < texts_.size(); ++i) pointers_.push_back(types_[i] == 0 ? nullptr : texts_[i].c_str());
  }

  void operator()(std::monostate) { add(0, {}); }
  void operator()(std::int64_t number) { add(kInt8, std::to_string(number)); }
  void operator()(const std::string& text) { add(kText, text); }
  void operator()(double number) {
    std::array<char, 40> buffer{};  // the shortest form that reads back as the same number
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    add(kFloat8, std::string(buffer.data(), end.ptr));
  }

  int count() const { return static_cast<int>(texts_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* values() const { return pointers_.data(); }
  std::string signature() const {
    std::string letters;
    for (const Oid type : types_) letters += type == 0 ? 'n' : type == kInt8 ? 'i' : type == kText ? 't' : 'd';
    return letters;
  }

 private:
  void add(Oid type, std::string text) {
    types_.push_back(type);
    texts_.push_back(std::move(text));
  }
  std::vector<Oid> types_;
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
};

// SUM over bigint is numeric here and an integer in SQLite: whole numbers that fit become integers.
SqlValue number_of(std::string_view text) {
  std::int64_t whole = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return whole;
  double real = 0;
  std::from_chars(text.data(), text.data() + text.size(), real);
  return real;
}

SqlValue value_at(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return std::monostate{};
  const std::string_view text(PQgetvalue(result, row, column),
                              static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case kBool:
      return std::int64_t{text == "t" ? 1 : 0};
    case kInt2:
    case kInt4:
    case kInt8:
    case kNumeric:
      return number_of(text);
    case kFloat4:
    case kFloat8: {
      double real = 0;
      std::from_chars(text.data(), text.data() + text.size(), real);
      return real;
    }
    default:
      return std::string(text);
  }
}

std::vector<SqlRow> rows_of(const PGresult* result) {
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(PQnfields(result)));
  for (int i = 0; i < PQnfields(result); ++i) names.emplace_back(PQfname(result, i));
  const auto shared = std::make_shared<const std::vector<std::string>>(std::move(names));
  std::vector<SqlRow> rows;
  rows.reserve(static_cast<std::size_t>(PQntuples(result)));
  for (int row = 0; row < PQntuples(result); ++row) {
    std::vector<SqlValue> values;
    values.reserve(shared->size());
    for (int i = 0; i < PQnfields(result); ++i) values.push_back(value_at(result, row, i));
    rows.emplace_back(shared, std::move(values));
  }
  return rows;
}

std::int64_t changed_by(PGresult* result) {
  const std::string_view text = PQcmdTuples(result);  // empty for CREATE TABLE and the like
  std::int64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return PQresultStatus(result) == PGRES_TUPLES_OK && PQnfields(result) > 0 &&
                 std::string_view(PQcmdStatus(result)).starts_with("SELECT")
             ? 0
             : count;
}

class PostgresqlConnection final : public Connection {
 public:
  PostgresqlConnection(std::unique_ptr<soci::session> session, PGconn* handle)
      : session_(std::move(session)), handle_(handle) {}

  Dialect dialect() const override { return Dialect::postgresql; }
  bool usable() const override { return usable_ && PQstatus(handle_) == CONNECTION_OK; }

  Result<void> begin(Access access) override {
    begun(access);
    return command(access == Access::write ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                           : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }

  Result<void> commit() override {
    auto done = command("COMMIT");
    if (done || done.error().reason != kServerLost) return done;
    return fail(ErrorCode::unavailable,
                "PostgreSQL: the server went away during the commit; look whether the change is there",
                "commit_unknown");
  }

  void roll_back() override {
    if (!usable() || PQtransactionStatus(handle_) == PQTRANS_IDLE) return;
    if (!command("ROLLBACK")) usable_ = false;
  }

  Result<void> compact(const std::vector<std::string>& tables) override {
    begun(Access::write);
    for (const std::string& table : tables) {
      char* quoted = PQescapeIdentifier(handle_, table.data(), table.size());
      if (quoted == nullptr) return fail(ErrorCode::internal, "the name of a table cannot be quoted");
      auto done = command(("VACUUM FULL " + std::string(quoted)).c_str());
      PQfreemem(quoted);
      ONGGI_CHECK(done);
    }
    return {};
  }

  Result<void> command(const char* sql) {
    ONGGI_TRY(const Answer answer, checked(PQexec(handle_, sql)));
    return {};
  }

  PGconn* handle() const { return handle_; }

 protected:
  Result<std::vector<SqlRow>> run_query(std::string_view sql, const std::vector<SqlValue>& parameters) override {
    ONGGI_TRY(const Answer answer, run_prepared(sql, parameters));
    return rows_of(answer.get());
  }

  Result<std::int64_t> run_execute(std::string_view sql, const std::vector<SqlValue>& parameters) override {
    ONGGI_TRY(const Answer answer, run_prepared(sql, parameters));
    return changed_by(answer.get());
  }

  Result<void> run_execute_many(std::string_view sql, const std::vector<std::vector<SqlValue>>& rows) override {
    for (std::size_t from = 0; from < rows.size(); from += kPipelineRows) {
      const std::size_t until = std::min(rows.size(), from + kPipelineRows);
      std::vector<Encoded> encoded;
      std::vector<std::string> names;  // prepared before the pipeline opens; rows with other types have other names
      for (std::size_t i = from; i < until; ++i) {
        encoded.emplace_back(rows[i]);
        ONGGI_TRY(names.emplace_back(), prepared(sql, encoded.back()));
      }
      ONGGI_CHECK(run_pipeline(names, encoded));
    }
    return {};
  }

  Result<void> run_exclusive(std::string_view rule) override {
    // Rules of two homes in one database, each in its own schema, do not wait for each other.
    ONGGI_TRY(const Answer answer,
              run_prepared("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':' || :1, 0))",
                           {std::string(rule)}));
    return {};
  }

 private:
  Result<Answer> checked(PGresult* result) {
    Answer answer(result);
    const ExecStatusType status = PQresultStatus(result);  // of null: PGRES_FATAL_ERROR
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return answer;
    if (PQstatus(handle_) != CONNECTION_OK) return std::unexpected(server_lost());
    if (result == nullptr) return fail(ErrorCode::unavailable, "PostgreSQL: out of memory for an answer");
    // A plan that was made before another process migrated the schema; a fresh connection makes it anew.
    if (field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery") {
      usable_ = false;
      return fail(ErrorCode::unavailable, "PostgreSQL: the schema changed meanwhile", std::string(kContention));
    }
    return std::unexpected(error_of(result, access()));
  }

  Result<Answer> run_prepared(std::string_view sql, const std::vector<SqlValue>& parameters) {
    const Encoded encoded(parameters);
    ONGGI_TRY(const std::string name, prepared(sql, encoded));
    return checked(PQexecPrepared(handle_, name.c_str(), encoded.count(), encoded.values(), nullptr, nullptr, 0));
  }

  Result<std::string> prepared(std::string_view sql, const Encoded& parameters) {
    std::string key = parameters.signature();
    key += ' ';
    key += sql;
    if (const auto found = statements_.find(key); found != statements_.end()) return found->second;
    const DollarStatement statement = with_dollars(sql);
    if (statement.parameters != static_cast<std::size_t>(parameters.count()))
      return fail(ErrorCode::internal, "a statement wants " + std::to_string(statement.parameters) +
                                           " parameters and was given " + std::to_string(parameters.count()));
    ONGGI_CHECK(make_room());
    std::string name = "onggi_" + std::to_string(++last_name_);
    ONGGI_TRY(const Answer answer, checked(PQprepare(handle_, name.c_str(), statement.text.c_str(), parameters.count(),
                                                     parameters.types())));
    statements_.emplace(std::move(key), name);
    return name;
  }

  Result<void> make_room() {
    if (statements_.size() < kStatementsMax) return {};
    statements_.clear();
    return command("DEALLOCATE ALL");
  }

  Result<void> run_pipeline(const std::vector<std::string>& names, const std::vector<Encoded>& rows) {
    if (PQenterPipelineMode(handle_) == 0) return std::unexpected(server_lost());
    bool sent = true;
    for (std::size_t i = 0; i < rows.size() && sent; ++i)
      sent =
          PQsendQueryPrepared(handle_, names[i].c_str(), rows[i].count(), rows[i].values(), nullptr, nullptr, 0) != 0;
    sent = sent && PQpipelineSync(handle_) != 0;
    Result<void> done = sent ? read_pipeline() : std::unexpected(server_lost());
    if (PQexitPipelineMode(handle_) == 0) usable_ = false;
    return done;
  }

  // Answers come one a row, each followed by a null, and end with the synchronisation point.
  Result<void> read_pipeline() {
    Result<void> done;
    int nulls = 0;
    while (nulls < 2) {
      PGresult* result = PQgetResult(handle_);
      nulls = result == nullptr ? nulls + 1 : 0;
      if (result == nullptr) continue;
      const ExecStatusType status = PQresultStatus(result);
      if (status == PGRES_PIPELINE_SYNC || status == PGRES_PIPELINE_ABORTED) {
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC) return done;
      } else if (auto answer = checked(result); !answer && done) {
        done = std::unexpected(std::move(answer).error());
      }
    }
    return done ? Result<void>(std::unexpected(server_lost())) : done;
  }

  std::unique_ptr<soci::session> session_;  // owns the handle
  PGconn* handle_;
  bool usable_ = true;
  std::uint64_t last_name_ = 0;
  std::map<std::string, std::string, std::less<>> statements_;  // types and text → name on the server
};

// Not dynamic, and unseen by the checks of -fsanitize=vptr: SOCI does not export its type information. The factory that
// connect() names makes exactly this.
__attribute__((no_sanitize("vptr"))) PGconn* handle_of(soci::session& session) {
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

Result<std::unique_ptr<PostgresqlConnection>> connect(const std::string& url) {
  try {
    auto session = std::make_unique<soci::session>(soci::postgresql, url);
    PGconn* handle = handle_of(*session);
    return std::make_unique<PostgresqlConnection>(std::move(session), handle);
  } catch (const std::exception&) {
    // SOCI's text repeats the connection string, and that may hold a password.
    return fail(ErrorCode::unavailable,
                "PostgreSQL: no connection to the server; check that it runs and the address, user and password",
                std::string(kServerLost));
  }
}

Result<void> check_server(PostgresqlConnection& connection, std::int32_t busy_timeout_ms) {
  const char* encoding = PQparameterStatus(connection.handle(), "server_encoding");
  if (PQserverVersion(connection.handle()) < kOldestServer)
    return fail(ErrorCode::unsupported, "PostgreSQL: the server is older than version 15");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8")
    return fail(ErrorCode::unsupported,
                "PostgreSQL: the database's encoding is not UTF8; make it with ENCODING 'UTF8'");
  ONGGI_CHECK(connection.command("SET client_encoding = 'UTF8'"));
  ONGGI_CHECK(connection.command("SET client_min_messages = warning"));
  return connection.command(("SET lock_timeout = " + std::to_string(busy_timeout_ms)).c_str());
}

// Without a limit a connection to a host that drops packets would hang for minutes.
std::string with_timeout(const std::string& url) {
  if (url.find("connect_timeout") != std::string::npos) return url;
  return url + (url.find('?') == std::string::npos ? "?" : "&") + "connect_timeout=10";
}

}  // namespace

Result<std::unique_ptr<Connection>> open_postgresql(const std::string& url, std::int32_t busy_timeout_ms) {
  ONGGI_TRY(auto connection, connect(with_timeout(url)));
  ONGGI_CHECK(check_server(*connection, busy_timeout_ms));
  return connection;
}

}  // namespace onggi::store
