// What one request takes from the limits of its key and person. Inside of room serve.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "access/meters.h"
#include "serve/http.h"

namespace onggi::serve_room {

/// One for each request; note_piece() from any thread, the rest from the request's own.
class Metering {
 public:
  explicit Metering(Meters& meters) : meters_(meters) {}

  /// Counts the request. Errors: limit_exceeded ("rate_limit_exceeded"). `viewer` outlives finish().
  Result<void> begin(const Viewer& viewer);

  /// Before a model is asked: what it will read, and how much it may write. Errors: limit_exceeded
  /// ("rate_limit_exceeded", "insufficient_quota").
  Result<void> expect(std::int64_t reads, std::int64_t writes);
  /// A piece of the answer went out: counted as a token, should the rest never come.
  void note_piece() { pieces_.fetch_add(1, std::memory_order_relaxed); }
  /// What it really took, all together.
  void took(std::int64_t tokens) { took_ = tokens; }

  /// When the handler is done: puts what was really taken in the place of what was expected. Of work that was broken
  /// off, what went out counts; where nothing tells how far it came, all that was expected.
  void finish(bool worked, ErrorCode code);

  /// For work that goes on after its request: takes over what is held, to be finished by itself. `viewer` outlives it.
  std::unique_ptr<Metering> hand_over(const Viewer& viewer);

  /// x-ratelimit-..., and after a refusal when to try again. Not before begin().
  void add_fields(Response& response) const;

  MeterAnswer::Refused refused() const { return refused_; }

 private:
  Result<void> refuse(const MeterAnswer& answer);

  Meters& meters_;
  const Viewer* viewer_ = nullptr;
  MeterState requests_, tokens_;
  std::int64_t reads_ = 0, held_ = 0, took_ = -1;
  std::int64_t wait_ms_ = 0;
  bool expects_ = false;
  MeterAnswer::Refused refused_ = MeterAnswer::Refused::no;
  std::atomic<std::int64_t> pieces_ = 0;
};

/// As OpenAI writes durations: "12ms", "1s", "1.5s", "6m0s", "1h2m3s".
std::string duration_text(std::int64_t milliseconds);

}  // namespace onggi::serve_room
