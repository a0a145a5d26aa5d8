// One open connection as the pool sees it: a session that begins and ends transactions.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace onggi::store {

enum class Access { read, write };

// Reasons that the pool acts on; a caller sees them only when trying again did not help.
inline constexpr std::string_view kContention = "contention";   // deadlock or serialisation failure: run the work again
inline constexpr std::string_view kServerLost = "server_lost";  // before the commit: a fresh connection may do it

/// What both engines share: parameters are checked, and the first failed statement ends the transaction's life.
class Connection : public SqlSession {
 public:
  virtual Result<void> begin(Access access) = 0;
  virtual Result<void> commit() = 0;  // in doubt when the server goes meanwhile: unavailable, "commit_unknown"
  virtual void roll_back() = 0;
  /// As Database::compact(). Not inside of a transaction.
  virtual Result<void> compact(const std::vector<std::string>& tables) = 0;
  virtual bool usable() const = 0;  // false: to be closed, not given back

  /// Another for each connection of this process.
  std::uint64_t serial() const { return serial_; }

  /// The error of the first statement that failed since begin().
  const std::optional<Error>& failure() const { return failure_; }

  Result<std::vector<SqlRow>> query(std::string_view sql, const std::vector<SqlValue>& parameters) final {
    ONGGI_CHECK(noted(before(parameters)));
    return noted(run_query(sql, parameters));
  }
  Result<std::int64_t> execute(std::string_view sql, const std::vector<SqlValue>& parameters) final {
    ONGGI_CHECK(noted(before(parameters)));
    return noted(run_execute(sql, parameters));
  }
  Result<void> execute_many(std::string_view sql, const std::vector<std::vector<SqlValue>>& rows) final {
    for (const auto& row : rows) ONGGI_CHECK(noted(before(row)));
    return noted(run_execute_many(sql, rows));
  }
  Result<void> exclusive(std::string_view rule) final {
    if (access_ == Access::read) return noted(Result<void>(fail(ErrorCode::internal, "a read cannot lock a rule")));
    ONGGI_CHECK(noted(before({std::string(rule)})));
    return noted(run_exclusive(rule));
  }

 protected:
  virtual Result<std::vector<SqlRow>> run_query(std::string_view sql, const std::vector<SqlValue>& parameters) = 0;
  virtual Result<std::int64_t> run_execute(std::string_view sql, const std::vector<SqlValue>& parameters) = 0;
  virtual Result<void> run_execute_many(std::string_view sql, const std::vector<std::vector<SqlValue>>& rows) = 0;
  virtual Result<void> run_exclusive(std::string_view rule) = 0;

  void begun(Access access) {
    access_ = access;
    failure_.reset();
  }
  Access access() const { return access_; }

 private:
  Result<void> before(const std::vector<SqlValue>& parameters) const;

  template <typename T>
  Result<T> noted(Result<T> result) {
    if (!result && !failure_) failure_ = result.error();
    return result;
  }

  static std::uint64_t next_serial() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
  }

  const std::uint64_t serial_ = next_serial();
  Access access_ = Access::read;
  std::optional<Error> failure_;
};

/// `path` is made (mode 0600) when missing; journal in WAL. A reader refuses changes.
Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path, Access access, std::int32_t busy_timeout_ms);

Result<std::unique_ptr<Connection>> open_postgresql(const std::string& url, std::int32_t busy_timeout_ms);

}  // namespace onggi::store
