// Servers that hold the same model: which one is asked next, and which is left alone for a while. Inside of room model.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"

namespace onggi::model {

/// Thread safe. A server that failed three times in a row rests for a second, then one call may try it; with each
/// failure of that one it rests twice as long, up to half a minute (the circuit breaker of Nygard, "Release It!").
class Replicas {
 public:
  explicit Replicas(std::vector<std::string> urls);

  /// One call on its way. Its end is told, or it counts as worked.
  class Lease {
   public:
    Lease(Replicas& replicas, std::size_t index) : replicas_(&replicas), index_(index) {}
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    std::size_t index() const { return index_; }
    const std::string& url() const { return replicas_->servers_[index_].url; }
    /// No answer came, or one that says that the server has trouble (502, 503, 504).
    void failed(SteadyTime now);

   private:
    Replicas* replicas_;  // null: told already
    std::size_t index_;
  };

  /// Of those that neither rest nor are among `tried` the one with the fewest calls on their way, in turn among equals.
  std::optional<Lease> choose(std::span<const std::size_t> tried, SteadyTime now);

  /// How long until one of them may be tried; 0: one may be now.
  std::chrono::milliseconds rest(SteadyTime now) const;
  std::size_t size() const { return servers_.size(); }

 private:
  struct Server {
    std::string url;
    std::size_t calls = 0;        // on their way
    std::size_t failures = 0;     // in a row
    SteadyTime rests_until;       // the epoch: it does not
    bool is_being_tried = false;  // after a rest, by one call
    std::chrono::milliseconds rest{0};
    bool may_be_asked(SteadyTime now) const {
      return rests_until == SteadyTime() || (now >= rests_until && !is_being_tried);
    }
  };
  void ended(std::size_t index, bool worked, SteadyTime now);

  mutable std::mutex mutex_;  // of all but the URLs
  std::vector<Server> servers_;
  std::size_t next_ = 0;
};

}  // namespace onggi::model
