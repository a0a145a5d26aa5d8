// Stop signs that travel down through all rooms: cancellation by a person or client, and deadlines.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "base/clock.h"
#include "base/result.h"

namespace onggi {

/// A copyable handle; all copies see the same flag (shared: the requester sets it, the worker reads it). Thread safe.
class Cancel {
 public:
  Cancel() : state_(std::make_shared<State>()) {}

  /// Same flag, but `check()` also fails once `duration` has passed from now.
  Cancel with_timeout(std::chrono::milliseconds duration) const {
    Cancel other = *this;
    other.deadline_ = std::min(deadline_, std::chrono::steady_clock::now() + duration);
    return other;
  }

  void request() const { state_->flag.store(true, std::memory_order_relaxed); }
  bool requested() const { return state_->flag.load(std::memory_order_relaxed); }
  SteadyTime deadline() const { return deadline_; }

  /// `cancelled` when requested, `timeout` when the deadline passed; call it between pieces of work.
  Result<void> check() const {
    if (requested()) return fail(ErrorCode::cancelled, "cancelled");
    if (deadline_ != SteadyTime::max() && std::chrono::steady_clock::now() > deadline_)
      return fail(ErrorCode::timeout, "the time limit for this work has passed");
    return {};
  }

 private:
  struct State {
    std::atomic<bool> flag{false};
  };
  std::shared_ptr<State> state_;
  SteadyTime deadline_ = SteadyTime::max();
};

}  // namespace onggi
