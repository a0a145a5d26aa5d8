// Threads that come and go.
#include "serve/workers.h"

#include <chrono>
#include <system_error>
#include <thread>

#include "base/log.h"
#include "net/fiber.h"

namespace onggi::serve_room {
namespace {

constexpr auto kIdleTime = std::chrono::seconds(10);

}  // namespace

bool WaitingWorkers::post(std::function<void()> work, Must must) {
  const std::lock_guard lock(mutex_);
  const std::size_t free = threads_ - busy_;  // those that are just starting among them
  const bool all_busy = waiting_.size() >= free;
  if (all_busy && threads_ < threads_max_) {
    try {
      std::thread([this] { work_on(); }).detach();  // join() waits for it by its count
      ++threads_;
    } catch (const std::system_error& error) {
      log(LogLevel::warning, "no more threads",
          {{"error", error.what()}, {"threads", static_cast<std::int64_t>(threads_)}});
      if (threads_ == 0 && must == Must::no) return false;
    }
  } else if (all_busy && must == Must::no && waiting_.size() >= waiting_max_ + free) {
    return false;
  }
  waiting_.push_back(std::move(work));
  came_.notify_one();
  return true;
}

void WaitingWorkers::work_on() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const bool came = came_.wait_for(lock, kIdleTime, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) {
      if (ending_ || !came) break;
      continue;
    }
    const std::function<void()> work = std::move(waiting_.front());
    waiting_.pop_front();
    ++busy_;
    lock.unlock();
    work();
    lock.lock();
    --busy_;
  }
  --threads_;
  left_.notify_all();  // under the lock: join() may destroy this right after
}

void WaitingWorkers::join() {
  std::unique_lock lock(mutex_);
  ending_ = true;
  came_.notify_all();
  left_.wait(lock, [this] { return threads_ == 0; });
}

bool Calls::start(net::Loop& loop, bool heavy, std::function<void()> work) {
  if (calls_.fetch_add(1) >= calls_max_) {
    calls_.fetch_sub(1);
    return false;
  }
  auto counted = [this, work = std::move(work)] {
    work();
    calls_.fetch_sub(1);
  };
  const auto in_thread = [this](std::function<void()> rest) { threads_.post(std::move(rest), Must::yes); };
  if (heavy || !net::Fiber::start(loop, in_thread, counted)) in_thread(std::move(counted));
  return true;
}

}  // namespace onggi::serve_room
