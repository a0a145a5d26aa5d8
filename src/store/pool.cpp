// A queue before a shelf of connections.
#include "store/pool.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace onggi::store {

Pool::Pool(Open open, std::int32_t connections_max, std::int32_t wait_ms)
    : open_(std::move(open)), connections_max_(std::max(connections_max, 1)), wait_ms_(wait_ms) {}

void Pool::wake_next() {
  if (!waiting_.empty() && lent_ < connections_max_) waiting_.front()->notify_one();
}

Result<std::unique_ptr<Connection>> Pool::idle_or_turn() {
  std::condition_variable mine;
  std::unique_lock lock(mutex_);
  waiting_.push_back(&mine);
  const bool came = mine.wait_for(lock, std::chrono::milliseconds(wait_ms_),
                                  [&] { return waiting_.front() == &mine && lent_ < connections_max_; });
  std::erase(waiting_, &mine);
  if (came) ++lent_;
  wake_next();
  if (!came)
    return fail(ErrorCode::unavailable,
                "all " + std::to_string(connections_max_) + " connections to the database were in use for " +
                    std::to_string(wait_ms_) + " ms; try again",
                "busy");
  std::unique_ptr<Connection> connection;
  if (!idle_.empty()) {
    connection = std::move(idle_.back());
    idle_.pop_back();
  }
  return connection;
}

Result<std::unique_ptr<Connection>> Pool::take() {
  ONGGI_TRY(auto connection, idle_or_turn());
  if (connection != nullptr) return connection;
  auto opened = open_();
  if (!opened) {
    const std::scoped_lock lock(mutex_);
    --lent_;
    wake_next();
  }
  return opened;
}

std::unique_ptr<Connection> Pool::take_idle() {
  const std::scoped_lock lock(mutex_);
  if (idle_.empty() || !waiting_.empty() || lent_ >= connections_max_) return nullptr;
  ++lent_;
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  std::vector<std::unique_ptr<Connection>> closing;  // closed after the lock is gone: closing may take a round trip
  const std::scoped_lock lock(mutex_);
  --lent_;
  if (connection->usable()) {
    idle_.push_back(std::move(connection));
  } else {
    closing.swap(idle_);
    closing.push_back(std::move(connection));
  }
  wake_next();
}

}  // namespace onggi::store
