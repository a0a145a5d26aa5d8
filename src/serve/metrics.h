// Counters of the HTTP edge and their Prometheus text. Inside of room serve.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "serve/serve.h"

namespace onggi::serve_room {

struct Route;

/// Thread safe; a count costs a few nanoseconds.
class Metrics {
 public:
  explicit Metrics(std::size_t routes);

  void begin() { in_flight_.fetch_add(1, std::memory_order_relaxed); }
  /// `route`: its index in the table; routes.size() for requests that no route took.
  void end(std::size_t route, int status, std::chrono::microseconds duration);

  /// What was refused for a limit or a scope of a key.
  enum class Refusal : std::uint8_t { requests, tokens, size, quota, scope };
  void refused(Refusal why) { refusals_[static_cast<std::size_t>(why)].fetch_add(1, std::memory_order_relaxed); }

  void connection_opened() { connections_.fetch_add(1, std::memory_order_relaxed); }
  void connection_closed() { connections_.fetch_sub(1, std::memory_order_relaxed); }

  /// Prometheus text format 0.0.4. Errors: of the job queue.
  Result<std::string> text(const ServeRooms& rooms) const;

 private:
  // Seconds; the last bucket is +Inf. Chosen from a cache hit to a long generation.
  static constexpr std::array<double, 11> kBounds{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30, 120};
  struct PerRoute {
    std::array<std::atomic<std::int64_t>, 6> by_class{};  // [1] 1xx .. [5] 5xx
    std::array<std::atomic<std::int64_t>, kBounds.size() + 1> buckets{};
    std::atomic<std::int64_t> sum_us{0};
  };
  void append_route(std::string& out, std::size_t index) const;
  std::vector<PerRoute> routes_;
  std::atomic<std::int64_t> in_flight_{0}, connections_{0};
  std::array<std::atomic<std::int64_t>, 5> refusals_{};
};

}  // namespace onggi::serve_room
