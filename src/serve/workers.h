// Threads on which rooms work for requests, and what all connections share. Inside of room serve.
#pragma once

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "net/loop.h"
#include "serve/edge.h"
#include "serve/serve.h"

namespace onggi::serve_room {

/// Whether work may be turned away: not that of a request that was let in.
enum class Must { no, yes };

/// A pool whose queue has an end.
class Workers {
 public:
  Workers(std::size_t threads, std::int32_t waiting_max)
      : pool_(threads), room_(static_cast<std::int32_t>(threads) + waiting_max) {}

  /// False when too many wait already.
  template <typename Work>
  bool post(Work work, Must must = Must::no) {
    if (taken_.fetch_add(1) >= room_ && must == Must::no) {
      taken_.fetch_sub(1);
      return false;
    }
    boost::asio::post(pool_, [this, work = std::move(work)]() mutable {
      work();
      taken_.fetch_sub(1);
    });
    return true;
  }
  void join() { pool_.join(); }

 private:
  boost::asio::thread_pool pool_;
  std::atomic<std::int32_t> taken_{0};
  const std::int32_t room_;
};

/// Threads for work that mostly waits for others: one each, made when none is idle, gone when idle for a while.
class WaitingWorkers {
 public:
  WaitingWorkers(std::size_t threads_max, std::size_t waiting_max)
      : threads_max_(threads_max), waiting_max_(waiting_max) {}
  ~WaitingWorkers() { join(); }
  WaitingWorkers(const WaitingWorkers&) = delete;
  WaitingWorkers& operator=(const WaitingWorkers&) = delete;

  /// False when all threads are busy and too many wait already. `must`: it was let in before, and waits at worst.
  bool post(std::function<void()> work, Must must = Must::no);
  /// Ends when all that was posted is done.
  void join();

 private:
  void work_on();

  const std::size_t threads_max_, waiting_max_;
  std::mutex mutex_;  // of what follows
  std::condition_variable came_, left_;
  std::deque<std::function<void()>> waiting_;
  std::size_t threads_ = 0, busy_ = 0;
  bool ending_ = false;
};

/// Calls to models, which mostly wait: on fibers of the connections' loops, so that thousands need no threads; what
/// blocks goes on in threads.
class Calls {
 public:
  Calls(std::size_t threads_max, std::size_t waiting_max)
      : calls_max_(static_cast<std::int64_t>(threads_max + waiting_max)), threads_(threads_max, waiting_max) {}

  /// On `loop`'s thread. `heavy`: in a thread from the first instruction. False when too many are there already.
  bool start(net::Loop& loop, bool heavy, std::function<void()> work);
  void join() { threads_.join(); }

 private:
  const std::int64_t calls_max_;
  std::atomic<std::int64_t> calls_{0};
  WaitingWorkers threads_;
};

/// How a server asks a connection to end.
enum class StopHow {
  soon,  // idle: close; a stream: cancel; else after this answer
  now,   // cancel whatever it is
  hard,  // close the socket
};

class Stoppable {
 public:
  virtual ~Stoppable() = default;
  virtual void stop(StopHow how) = 0;  // any thread
};

/// The connections that are open.
class OpenConnections {
 public:
  void add(Stoppable* connection, std::weak_ptr<Stoppable> weak) {
    const std::lock_guard lock(mutex_);
    open_.emplace(connection, std::move(weak));
  }
  /// Gives how many are left.
  std::size_t remove(Stoppable* connection) {
    const std::lock_guard lock(mutex_);
    open_.erase(connection);
    return open_.size();
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return open_.size();
  }
  void stop(StopHow how) {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, weak] : open_)
      if (const auto connection = weak.lock()) connection->stop(how);
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<Stoppable*, std::weak_ptr<Stoppable>> open_;
};

/// What all connections of a server share; outlives them.
struct Shared {
  const Edge& edge;
  const ServeLimits& limits;
  const Config::Server& config;
  std::filesystem::path upload_folder;
  Workers quick, slow;
  Calls calls;
  OpenConnections connections;
  std::atomic<bool> stopping{false};
  std::function<void()> last_one_left;  // after stop: no connection is open any more
};

}  // namespace onggi::serve_room
