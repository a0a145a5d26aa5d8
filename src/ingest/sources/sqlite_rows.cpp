// A SELECT on a file of SQLite, opened for reading alone.
#include <sqlite3.h>

#include "ingest/sources/location.h"
#include "ingest/sources/sql_rows.h"

namespace onggi::sources {
namespace {

constexpr int kStepsBetweenLooks = 10'000;
constexpr int kBusyMs = 10'000;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

class SqliteRows final : public RowCursor {
 public:
  explicit SqliteRows(const Cancel& cancel, std::chrono::seconds limit) : cancel_(cancel.with_timeout(limit)) {}

  Result<void> begin(const std::string& file, const std::string& query) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK)
      return fail(ErrorCode::unavailable, "SQLite cannot open " + file + "; look whether it is there and readable",
                  "database_unreachable");
    sqlite3_busy_timeout(opened, kBusyMs);
    sqlite3_progress_handler(opened, kStepsBetweenLooks, look, this);
    sqlite3_stmt* made = nullptr;
    const char* rest = nullptr;
    const int prepared = sqlite3_prepare_v2(opened, query.c_str(), static_cast<int>(query.size()) + 1, &made, &rest);
    statement_.reset(made);
    if (prepared != SQLITE_OK) return refused(sqlite3_errmsg(opened));
    const bool more = std::string_view(rest).find_first_not_of("; \t\r\n") != std::string_view::npos;
    if (made == nullptr || more || sqlite3_stmt_readonly(made) == 0 || sqlite3_column_count(made) == 0)
      return refused("it is not one SELECT");
    for (int c = 0; c < sqlite3_column_count(made); ++c) columns_.emplace_back(sqlite3_column_name(made, c));
    return {};
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  Result<std::optional<RowValues>> next() override {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_DONE) return std::optional<RowValues>();
    if (code != SQLITE_ROW) {
      ONGGI_CHECK(cancel_.check());
      return fail(code == SQLITE_BUSY ? ErrorCode::unavailable : ErrorCode::bad_input,
                  "SQLite stopped reading (code " + std::to_string(code) + ")", "bad_query");
    }
    RowValues values;
    for (int c = 0; c < static_cast<int>(columns_.size()); ++c) values.push_back(value(c));
    return values;
  }

 private:
  static int look(void* self) { return static_cast<SqliteRows*>(self)->cancel_.check() ? 0 : 1; }

  static std::unexpected<Error> refused(const std::string& why) {
    return fail(ErrorCode::bad_input, "SQLite does not take the query: " + why, "bad_query");
  }

  std::optional<std::string> value(int column) const {
    if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return {};
    const void* bytes = sqlite3_column_blob(statement_.get(), column);
    const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return length == 0 ? std::string() : std::string(static_cast<const char*>(bytes), length);
  }

  Cancel cancel_;
  std::unique_ptr<sqlite3, Close> database_;
  std::unique_ptr<sqlite3_stmt, Close> statement_;
  std::vector<std::string> columns_;
};

}  // namespace

Result<std::unique_ptr<RowCursor>> open_sqlite_rows(const ReaderParts& parts, const Cancel& cancel) {
  auto rows = std::make_unique<SqliteRows>(cancel, std::chrono::seconds(parts.options.integer("statement_seconds")));
  ONGGI_CHECK(rows->begin(sqlite_file(parts.location), parts.options.text("query")));
  return rows;
}

}  // namespace onggi::sources
