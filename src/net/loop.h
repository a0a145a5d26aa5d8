// An event loop: one thread that serves many connections, and what its fibers wait for.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/cancel.h"

namespace onggi::net {

/// Something that a fiber waits for, ended early when its work is cancelled or its time is over.
struct LoopWait : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  enum class End { none, cancelled, timed_out };
  LoopWait(const Cancel& work, SteadyTime at_most, std::function<void()> stop_it)
      : cancel(work), until(at_most), stop(std::move(stop_it)) {}

  const Cancel& cancel;
  SteadyTime until;
  std::function<void()> stop;  // called at most once, on the loop's thread; wakes nobody by itself, but posts that
  End ended = End::none;       // why it was stopped
};

/// Connections to other servers that wait for the next call to them. Of one loop; not thread safe.
class IdleConnections {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  /// The one that was used last, which is the likeliest to stand still.
  std::optional<Socket> take(const std::string& host);
  void give(const std::string& host, Socket socket);

 private:
  struct Idle {
    Socket socket;
    SteadyTime since;
  };
  std::unordered_map<std::string, std::deque<Idle>> idle_;  // oldest first
};

/// Used by the thread in run(), but for io(), whose executor takes work from everywhere.
class Loop {
 public:
  Loop() : io_(1), tick_(io_) {}

  boost::asio::io_context& io() { return io_; }
  IdleConnections& idle_connections() { return idle_; }

  /// Looks at it every 25 ms, until it is destroyed or was stopped.
  void watch(LoopWait& wait);

 private:
  void look_later();
  void look();

  boost::asio::io_context io_;
  IdleConnections idle_;  // goes before io_
  boost::asio::steady_timer tick_;
  bool ticks_ = false;
  boost::intrusive::list<LoopWait, boost::intrusive::constant_time_size<false>> waits_;
};

}  // namespace onggi::net
