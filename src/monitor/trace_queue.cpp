// See trace_queue.h.
#include "monitor/trace_queue.h"

#include <utility>

#include "base/blocking.h"

namespace onggi::monitor {

TraceQueue::TraceQueue(Limits limits, HandOn hand_on)
    : limits_(limits), hand_on_(std::move(hand_on)), worker_([this](const std::stop_token& done) { work(done); }) {}

TraceQueue::~TraceQueue() {
  worker_.request_stop();
  worker_.join();
  flush();
}

void TraceQueue::add(Trace trace) {
  const std::size_t bytes = trace.course.size() + trace.text.size();
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= limits_.traces_max || bytes_ + bytes > limits_.bytes_max) {
    ++dropped_;
    return;
  }
  bytes_ += bytes;
  waiting_.push_back(std::move(trace));
  if (waiting_.size() == 1) came_.notify_one();
}

void TraceQueue::flush() {
  before_blocking();
  const std::lock_guard one_at_a_time(handing_);
  std::vector<Trace> traces;
  {
    const std::lock_guard lock(mutex_);
    traces.swap(waiting_);
    bytes_ = 0;
  }
  if (traces.empty()) return;
  const auto count = static_cast<std::int64_t>(traces.size());
  const std::int64_t lost = hand_on_(std::move(traces));
  handed_on_ += count - lost;
  dropped_ += lost;
}

void TraceQueue::work(const std::stop_token& done) {
  while (!done.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      if (!came_.wait(lock, done, [this] { return !waiting_.empty(); })) return;
      // More come meanwhile: they go together.
      came_.wait_for(lock, done, limits_.gather, [] { return false; });
    }
    flush();
  }
}

}  // namespace onggi::monitor
