// Rows, and transactions over a pool of connections.
#include "store/database.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include "base/blocking.h"
#include "base/clock.h"
#include "store/connection.h"
#include "store/pool.h"
#include "store/unremembered.h"

namespace onggi {

SqlRow::SqlRow(std::shared_ptr<const std::vector<std::string>> names, std::vector<SqlValue> values)
    : names_(std::move(names)), values_(std::move(values)) {}

const SqlValue& SqlRow::at(std::string_view column) const {
  const auto found = std::ranges::find(*names_, column);
  ONGGI_ASSERT(found != names_->end(), "a statement gives the columns that its caller asks for");
  return values_[static_cast<std::size_t>(found - names_->begin())];
}

bool SqlRow::is_null(std::string_view column) const { return std::holds_alternative<std::monostate>(at(column)); }

std::int64_t SqlRow::integer(std::string_view column) const {
  const SqlValue& value = at(column);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* real = std::get_if<double>(&value)) return std::llround(*real);  // the sum of a real column
  ONGGI_ASSERT(is_null(column), "a column that is asked for as a number holds one");
  return 0;
}

double SqlRow::real(std::string_view column) const {
  const SqlValue& value = at(column);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
  ONGGI_ASSERT(is_null(column), "a column that is asked for as a number holds one");
  return 0;
}

std::string SqlRow::text(std::string_view column) const {
  const SqlValue& value = at(column);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  ONGGI_ASSERT(is_null(column), "a column that is asked for as text holds text");
  return {};
}

namespace {

using store::Access;
using store::Connection;
using store::Pool;

// The connection goes back whatever happens, also when the work throws.
class Lent {
 public:
  Lent(Pool& pool, std::unique_ptr<Connection> connection) : pool_(pool), connection_(std::move(connection)) {}
  ~Lent() {
    if (begun_) connection_->roll_back();
    pool_.give_back(std::move(connection_));
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  Connection& operator*() { return *connection_; }
  Result<void> begin(Access access) {
    ONGGI_CHECK(connection_->begin(access));
    begun_ = true;
    return {};
  }
  Result<void> commit() {
    ONGGI_CHECK(connection_->commit());
    begun_ = false;
    return {};
  }

 private:
  Pool& pool_;
  std::unique_ptr<Connection> connection_;
  bool begun_ = false;
};

// A write inside of a write would wait for itself until the timeout; this notices it at once.
class WritingHere {
 public:
  explicit WritingHere(const Database* database) { databases().push_back(database); }
  ~WritingHere() { databases().pop_back(); }
  WritingHere(const WritingHere&) = delete;
  WritingHere& operator=(const WritingHere&) = delete;
  static bool already(const Database* database) {
    return std::ranges::find(databases(), database) != databases().end();
  }

 private:
  static std::vector<const Database*>& databases() {
    thread_local std::vector<const Database*> writing;
    return writing;
  }
};

void pause_before(std::int32_t attempt) {
  thread_local std::minstd_rand random(std::random_device{}());  // two that collided must not collide in step
  const std::int32_t longest_ms = 1 << std::min(attempt, 7);
  std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution(1, longest_ms)(random)));
}

struct Pools {
  std::shared_ptr<Pool> readers;  // the same pool as `writer` for PostgreSQL
  std::shared_ptr<Pool> writers;
};

thread_local int unremembered = 0;

/// Counts commits: those of this process as they end, those of others when it looks (SQLite: PRAGMA data_version, which
/// a connection's own commits leave as it is; so the one that writes for this process is asked). Thread safe.
class Watcher {
 public:
  explicit Watcher(std::shared_ptr<Pool> writers) : writers_(std::move(writers)) {}

  void committed() { ++number_; }

  std::optional<std::uint64_t> version() {
    if (const std::unique_lock lock(mutex_, std::try_to_lock); lock && look_again_ <= std::chrono::steady_clock::now())
      look();
    if (blind_) return std::nullopt;
    return number_.load();
  }

 private:
  // One process holds a home: others are somebody's own tools. A look takes longer than the rest of a remembered read.
  static constexpr auto kLookAgain = std::chrono::milliseconds(100);

  void look() {
    auto connection = writers_->take_idle();
    if (connection == nullptr) return;  // nobody else commits while it writes
    const std::uint64_t serial = connection->serial();
    const auto rows = connection->query("PRAGMA data_version", {});
    writers_->give_back(std::move(connection));
    blind_ = !rows || rows->empty();
    if (blind_) return;
    const std::int64_t told = rows->front().integer("data_version");
    // The numbers of two connections have nothing to do with each other.
    if (serial != serial_ || told != told_) ++number_;
    serial_ = serial;
    told_ = told;
    look_again_ = std::chrono::steady_clock::now() + kLookAgain;
  }

  std::shared_ptr<Pool> writers_;  // the database's own
  std::atomic<std::uint64_t> number_{0};
  std::atomic<bool> blind_{false};
  std::mutex mutex_;  // of the rest
  SteadyTime look_again_;
  std::uint64_t serial_ = 0;
  std::int64_t told_ = 0;
};

class PooledDatabase final : public Database {
 public:
  PooledDatabase(Pools pools, std::unique_ptr<Watcher> watcher, SqlSession::Dialect dialect,
                 std::int32_t busy_timeout_ms)
      : pools_(std::move(pools)), watcher_(std::move(watcher)), dialect_(dialect), busy_timeout_(busy_timeout_ms) {}

  std::optional<std::uint64_t> version() override { return watcher_ ? watcher_->version() : std::nullopt; }

  SqlSession::Dialect dialect() const override { return dialect_; }

  Result<void> compact(const std::vector<std::string>& tables) override {
    before_blocking();
    if (WritingHere::already(this)) return fail(ErrorCode::internal, "compacting was begun inside of a write");
    ONGGI_TRY(auto connection, pools_.writers->take());
    auto done = connection->compact(tables);
    pools_.writers->give_back(std::move(connection));
    return done;
  }

 protected:
  Result<void> run(Mode mode, const std::function<Result<void>(SqlSession&)>& work) override {
    before_blocking();
    if (mode == Mode::read) return run_until_settled(Access::read, work);
    if (WritingHere::already(this))
      return fail(ErrorCode::internal, "a write was begun inside of a write of the same thread");
    const WritingHere here(this);
    return run_until_settled(Access::write, work);
  }

 private:
  Result<void> run_until_settled(Access access, const std::function<Result<void>(SqlSession&)>& work) {
    const auto give_up = std::chrono::steady_clock::now() + busy_timeout_;
    bool lost_before = false;
    for (std::int32_t attempt = 1;; ++attempt) {
      std::string reason;
      Result<void> done = run_once(access, work, reason);
      const bool lost = reason == store::kServerLost;
      const bool again = reason == store::kContention || (lost && !std::exchange(lost_before, lost));
      if (done || !again || std::chrono::steady_clock::now() > give_up) return done;
      pause_before(attempt);
    }
  }

  // `reason` is that of the connection's own failure: `work` may have given another error for it.
  Result<void> run_once(Access access, const std::function<Result<void>(SqlSession&)>& work, std::string& reason) {
    Pool& pool = access == Access::read ? *pools_.readers : *pools_.writers;
    ONGGI_TRY(auto connection, pool.take());
    Lent lent(pool, std::move(connection));
    if (auto begun = lent.begin(access); !begun) {
      reason = begun.error().reason;
      return begun;
    }
    Result<void> done = work(*lent);
    const auto& failure = (*lent).failure();
    if (failure) reason = failure->reason;
    if (!done) return done;
    if (failure) return std::unexpected(*failure);
    done = lent.commit();
    // Also where it is in doubt.
    if (watcher_ && access == Access::write && !UnrememberedWrites::here()) watcher_->committed();
    if (!done) reason = done.error().reason;
    return done;
  }

  Pools pools_;
  std::unique_ptr<Watcher> watcher_;  // null: the database cannot tell
  SqlSession::Dialect dialect_;
  std::chrono::milliseconds busy_timeout_;
};

Result<std::shared_ptr<Database>> open_file(const std::string& path, const Database::Options& options) {
  const std::int32_t wait_ms = options.busy_timeout_ms;
  const auto opener = [path, wait_ms](Access access) {
    return [path, wait_ms, access] { return store::open_sqlite(path, access, wait_ms); };
  };
  const Pools pools{std::make_shared<Pool>(opener(Access::read), options.connections_max, wait_ms),
                    std::make_shared<Pool>(opener(Access::write), 1, wait_ms)};
  ONGGI_TRY(auto first, pools.writers->take());  // what is wrong with the file is said now, not at the first write
  pools.writers->give_back(std::move(first));
  return std::make_shared<PooledDatabase>(pools, std::make_unique<Watcher>(pools.writers), SqlSession::Dialect::sqlite,
                                          wait_ms);
}

Result<std::shared_ptr<Database>> open_server(const Database::Options& options) {
  const auto pool = std::make_shared<Pool>(
      [url = options.url, wait_ms = options.busy_timeout_ms] { return store::open_postgresql(url, wait_ms); },
      options.connections_max, options.busy_timeout_ms);
  ONGGI_TRY(auto first, pool->take());
  pool->give_back(std::move(first));
  return std::make_shared<PooledDatabase>(Pools{pool, pool}, nullptr, SqlSession::Dialect::postgresql,
                                          options.busy_timeout_ms);
}

bool only_reads(std::string_view sql) {
  const std::size_t begin = std::min(sql.find_first_not_of(" \t\r\n"), sql.size());
  std::string word;
  for (const char letter : sql.substr(begin, 6))
    word += static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter);
  return word == "select" || word.starts_with("with ") || word.starts_with("with\n");
}

}  // namespace

UnrememberedWrites::UnrememberedWrites() { ++unremembered; }
UnrememberedWrites::~UnrememberedWrites() { --unremembered; }
bool UnrememberedWrites::here() { return unremembered > 0; }

Result<std::shared_ptr<Database>> Database::open(const Options& options) {
  static constexpr std::string_view kFile = "sqlite:";
  const std::string& url = options.url;
  if (url.starts_with(kFile) && url.size() > kFile.size() && url[kFile.size()] != ':')
    return open_file(url.substr(kFile.size()), options);
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return open_server(options);
  return fail(
      ErrorCode::invalid_argument,
      "the database's address is neither sqlite:/path/onggi.db nor postgresql://...");  // it may hold a password
}

Result<std::vector<SqlRow>> Database::query(std::string_view sql, const std::vector<SqlValue>& parameters) {
  const std::function<Result<std::vector<SqlRow>>(SqlSession&)> work = [&](SqlSession& session) {
    return session.query(sql, parameters);
  };
  return only_reads(sql) ? read(work) : write(work);
}

Result<std::int64_t> Database::execute(std::string_view sql, const std::vector<SqlValue>& parameters) {
  return write<std::int64_t>([&](SqlSession& session) { return session.execute(sql, parameters); });
}

}  // namespace onggi
