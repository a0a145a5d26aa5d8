// Connections that are lent one by one, first come, first served.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "store/connection.h"

namespace onggi::store {

/// Thread safe. Fair, because SQLite's own waiting lets a busy thread starve the others. Who is next is woken alone:
/// thousands may wait.
class Pool {
 public:
  using Open = std::function<Result<std::unique_ptr<Connection>>()>;
  Pool(Open open, std::int32_t connections_max, std::int32_t wait_ms);

  /// An idle connection or a new one. Errors: unavailable ("busy") when none got free in time; those of opening.
  Result<std::unique_ptr<Connection>> take();

  /// An idle connection that nobody waits for; null: there is none now.
  std::unique_ptr<Connection> take_idle();

  /// Back into the pool; closed when it is not usable, together with the idle ones, which lost the same server.
  void give_back(std::unique_ptr<Connection> connection);

 private:
  Result<std::unique_ptr<Connection>> idle_or_turn();  // null: the caller's turn to open one
  void wake_next();

  const Open open_;
  const std::int32_t connections_max_;
  const std::int32_t wait_ms_;
  std::mutex mutex_;
  std::deque<std::condition_variable*> waiting_;  // in order of arrival; each of one caller, who removes it
  std::int32_t lent_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace onggi::store
