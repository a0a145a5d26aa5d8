// How many at once may do work that keeps a core busy, where each has a thread of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <semaphore>
#include <utility>

#include "base/blocking.h"
#include "base/cancel.h"
#include "base/result.h"

namespace onggi {

/// Thread safe.
class Turns {
 public:
  explicit Turns(std::ptrdiff_t at_once) : free_(at_once) {}

  /// Given back when it goes.
  class Turn {
   public:
    explicit Turn(std::counting_semaphore<>& free) : free_(&free) {}
    Turn(Turn&& other) noexcept : free_(std::exchange(other.free_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (free_ != nullptr) free_->release();
    }

   private:
    std::counting_semaphore<>* free_;
  };
  /// Waits. Errors: cancelled, timeout.
  Result<Turn> take(const Cancel& cancel) {
    before_blocking();
    while (!free_.try_acquire_for(kLook)) ONGGI_CHECK(cancel.check());
    return Turn(free_);
  }

 private:
  static constexpr auto kLook = std::chrono::milliseconds(25);
  std::counting_semaphore<> free_;
};

/// The same where there may be no bound: none without `turns`.
inline Result<std::optional<Turns::Turn>> take_turn(Turns* turns, const Cancel& cancel) {
  if (turns == nullptr) return std::nullopt;
  return turns->take(cancel);
}

}  // namespace onggi
