// Traces on their way: gathered for a moment, handed on together, in a thread of its own. Inside of room monitor.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "monitor/trace.h"

namespace onggi::monitor {

/// Thread safe. What does not find room is counted and gone: an answer never waits for its trace.
class TraceQueue {
 public:
  struct Limits {
    std::size_t traces_max = 0;
    std::size_t bytes_max = 0;  // of course and text together
    std::chrono::milliseconds gather{};
  };
  /// Gives how many it could not hand on. Called by one thread at a time.
  using HandOn = std::function<std::int64_t(std::vector<Trace>)>;

  TraceQueue(Limits limits, HandOn hand_on);
  ~TraceQueue();  // hands on what is left
  TraceQueue(const TraceQueue&) = delete;
  TraceQueue& operator=(const TraceQueue&) = delete;

  void add(Trace trace);
  /// Returns when all that was added before was handed on.
  void flush();

  std::int64_t handed_on() const { return handed_on_.load(); }
  std::int64_t dropped() const { return dropped_.load(); }

 private:
  void work(const std::stop_token& done);

  const Limits limits_;
  const HandOn hand_on_;
  std::mutex handing_;  // one batch at a time; taken before mutex_
  std::mutex mutex_;    // of what follows
  std::condition_variable_any came_;
  std::vector<Trace> waiting_;
  std::size_t bytes_ = 0;
  std::atomic<std::int64_t> handed_on_ = 0, dropped_ = 0;
  std::jthread worker_;  // goes first
};

}  // namespace onggi::monitor
