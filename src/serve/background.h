// Work that goes on after the request that asked for it was answered. Inside of room serve.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/cancel.h"

namespace onggi::serve_room {

/// Each piece of work has a thread of its own, which mostly waits for a model. Thread safe.
class Background {
 public:
  static constexpr std::size_t kRunningMax = 32;
  using Work = std::function<void(const Cancel&)>;

  Background() = default;
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;
  ~Background() { end(); }

  /// Runs `work`, which may not throw, for `time_max` at most. False: kRunningMax run already, or end() was called.
  bool start(const std::string& id, std::chrono::milliseconds time_max, Work work);
  /// Whether it ran here.
  bool cancel(const std::string& id);
  /// Cancels all and waits for them; nothing starts any more.
  void end();

 private:
  struct Running {
    Cancel cancel;
    bool done = false;
    std::jthread thread;  // last: it uses the others
  };
  void forget_done();

  std::mutex mutex_;
  bool ended_ = false;
  std::map<std::string, Running> running_;
};

}  // namespace onggi::serve_room
