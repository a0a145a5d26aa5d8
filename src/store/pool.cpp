// A queue of tickets before a shelf of connections.
#include "store/pool.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace onggi::store {

Pool::Pool(Open open, std::int32_t connections_max, std::int32_t wait_ms)
    : open_(std::move(open)), connections_max_(std::max(connections_max, 1)), wait_ms_(wait_ms) {}

void Pool::leave(std::uint64_t ticket) {
  std::erase(waiting_, ticket);
  changed_.notify_all();
}

Result<std::unique_ptr<Connection>> Pool::idle_or_turn() {
  std::unique_lock lock(mutex_);
  const std::uint64_t ticket = ++last_ticket_;
  waiting_.push_back(ticket);
  const bool came = changed_.wait_for(lock, std::chrono::milliseconds(wait_ms_),
                                      [&] { return waiting_.front() == ticket && lent_ < connections_max_; });
  leave(ticket);
  if (!came)
    return fail(ErrorCode::unavailable,
                "all " + std::to_string(connections_max_) + " connections to the database were in use for " +
                    std::to_string(wait_ms_) + " ms; try again",
                "busy");
  ++lent_;
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
    changed_.notify_all();
  }
  return opened;
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
  changed_.notify_all();
}

}  // namespace onggi::store
