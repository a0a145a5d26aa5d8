// A SELECT on a PostgreSQL server, page by page through a cursor of a read-only transaction. libpq itself, because
// SOCI's rows keep no bytes and guess types (see store/sqlite_connection.cpp).
#include "ingest/sources/postgresql_rows.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>

#include "ingest/sources/location.h"
#include "ingest/sources/sql_rows.h"

namespace onggi::sources {
namespace {

constexpr const char* kPage = "FETCH FORWARD 500 FROM onggi_rows";
constexpr Oid kBytea = 17;  // pg_type.dat of the server
// What a location may say. Others lead elsewhere (hostaddr, service) or read files (passfile).
constexpr std::array<std::string_view, 7> kKnown{"user",    "host",        "port",           "dbname",
                                                 "sslmode", "sslrootcert", "connect_timeout"};

struct Close {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Connection = std::unique_ptr<PGconn, Close>;
using Answer = std::unique_ptr<PGresult, Close>;

// What the server says of the query's own words (class 42) helps; other messages may quote values.
Error query_error(const PGresult* answer) {
  const char* state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
  const std::string code = state == nullptr ? "" : state;
  if (code == "57014")
    return {ErrorCode::timeout, "the query took longer than option statement_seconds allows", {}, {}};
  if (code.starts_with("08") || code.starts_with("57"))
    return {ErrorCode::unavailable, "PostgreSQL ended the connection (SQLSTATE " + code + ")", {}, {}};
  const char* said = PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
  const std::string words = code.starts_with("42") && said != nullptr ? std::string(": ") + said : "";
  return {ErrorCode::bad_input, "PostgreSQL does not take the query (SQLSTATE " + code + ")" + words, {}, "bad_query"};
}

class PostgresqlRows final : public RowCursor {
 public:
  PostgresqlRows(Connection connection, const Cancel& cancel) : connection_(std::move(connection)), cancel_(cancel) {}

  Result<void> begin(const std::string& query, std::int64_t seconds) {
    ONGGI_CHECK(run("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", PGRES_COMMAND_OK));
    ONGGI_CHECK(run("SET LOCAL statement_timeout = " + std::to_string(seconds * 1000), PGRES_COMMAND_OK));
    ONGGI_CHECK(run("DECLARE onggi_rows NO SCROLL CURSOR FOR " + query, PGRES_COMMAND_OK));
    ONGGI_CHECK(fetch());
    for (int c = 0; c < PQnfields(page_.get()); ++c) columns_.emplace_back(PQfname(page_.get(), c));
    return {};
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  Result<std::optional<RowValues>> next() override {
    if (row_ == PQntuples(page_.get())) ONGGI_CHECK(fetch());
    if (PQntuples(page_.get()) == 0) return std::optional<RowValues>();
    RowValues values;
    for (int c = 0; c < PQnfields(page_.get()); ++c) values.push_back(value(c));
    ++row_;
    return values;
  }

 private:
  // The extended protocol takes one statement, so nothing can be hung on to the query.
  Result<void> run(const std::string& sql, ExecStatusType wanted) {
    ONGGI_CHECK(cancel_.check());
    page_.reset(PQexecParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0));
    if (PQresultStatus(page_.get()) == wanted) return {};
    return std::unexpected(query_error(page_.get()));
  }

  Result<void> fetch() {
    row_ = 0;
    return run(kPage, PGRES_TUPLES_OK);
  }

  std::optional<std::string> value(int column) const {
    if (PQgetisnull(page_.get(), row_, column) != 0) return {};
    const char* text = PQgetvalue(page_.get(), row_, column);
    const auto length = static_cast<std::size_t>(PQgetlength(page_.get(), row_, column));
    if (PQftype(page_.get(), column) != kBytea) return std::string(text, length);
    std::size_t bytes = 0;
    unsigned char* raw = PQunescapeBytea(reinterpret_cast<const unsigned char*>(text), &bytes);
    std::string decoded(reinterpret_cast<const char*>(raw), raw == nullptr ? 0 : bytes);
    PQfreemem(raw);
    return decoded;
  }

  Connection connection_;
  const Cancel& cancel_;
  Answer page_;
  int row_ = 0;
  std::vector<std::string> columns_;
};

}  // namespace

Result<PostgresqlPlace> postgresql_place(const std::string& location) {
  const auto bad = [](const std::string& what) {
    return fail(ErrorCode::invalid_argument,
                "the location of a sql source is sqlite:/FILE or postgresql://...: " + what, "bad_location");
  };
  if (!location.starts_with("postgresql://") && !location.starts_with("postgres://")) return bad("it is neither");
  char* why = nullptr;
  const std::unique_ptr<PQconninfoOption, Close> options(PQconninfoParse(location.c_str(), &why));
  PQfreemem(why);  // it may quote the URL, which may hold a password
  if (!options) return bad("libpq cannot read the URL");
  PostgresqlPlace place{.port = "5432"};
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    const std::string name = option->keyword, value = option->val == nullptr ? "" : option->val;
    if (value.empty()) continue;
    if (name == "password")
      return fail(ErrorCode::invalid_argument, "give the password as the secret `password`, not in the location",
                  "password_in_location");
    if (std::ranges::find(kKnown, name) == kKnown.end()) return bad("the option " + name + " is not for sources");
    if (name == "host") place.host = value;
    if (name == "port") place.port = value;
  }
  if (place.host.empty() || place.host.contains(',')) return bad("name one host");
  if (place.host.starts_with('/')) place.socket_folder = place.host;
  return place;
}

Result<std::unique_ptr<RowCursor>> open_postgresql_rows(const ReaderParts& parts, const Cancel& cancel) {
  ONGGI_TRY(const PostgresqlPlace place, postgresql_place(parts.location));
  if (place.socket_folder.empty()) ONGGI_CHECK(ask_gate(*parts.gate, place.host, place.port, "source.sql"));
  const auto password = parts.secrets.find("password");
  // The last word counts: neither ~/.pgpass nor the environment adds anything.
  const std::array<const char*, 7> names{
      "dbname", "password", "passfile", "client_encoding", "fallback_application_name", "connect_timeout", nullptr};
  const std::array<const char*, 7> values{parts.location.c_str(),
                                          password == parts.secrets.end() ? "" : password->second.c_str(),
                                          "/dev/null",
                                          "UTF8",
                                          "onggi",
                                          "15",
                                          nullptr};
  Connection connection(PQconnectdbParams(names.data(), values.data(), 1));
  if (PQstatus(connection.get()) != CONNECTION_OK)
    return fail(ErrorCode::unavailable,
                "no connection to PostgreSQL at " + place.host + ":" + place.port +
                    "; look whether it runs, and whether user and password are right",
                "database_unreachable");
  auto rows = std::make_unique<PostgresqlRows>(std::move(connection), cancel);
  ONGGI_CHECK(rows->begin(parts.options.text("query"), parts.options.integer("statement_seconds")));
  return rows;
}

}  // namespace onggi::sources
