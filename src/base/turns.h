// How many at once may do work that keeps a core busy, where each has a thread of its own. Inside of room serve.
#pragma once

#include <chrono>
#include <cstddef>
#include <semaphore>
#include <utility>

#include "base/cancel.h"
#include "base/result.h"

namespace onggi::serve_room {

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
    while (!free_.try_acquire_for(kLook)) ONGGI_CHECK(cancel.check());
    return Turn(free_);
  }

 private:
  static constexpr auto kLook = std::chrono::milliseconds(25);
  std::counting_semaphore<> free_;
};

}  // namespace onggi::serve_room
