// See background.h.
#include "serve/background.h"

namespace onggi::serve_room {

// A thread that is done holds no lock any more, so that it may be joined under the lock.
void Background::forget_done() {
  std::erase_if(running_, [](const auto& entry) { return entry.second.done; });
}

bool Background::start(const std::string& id, std::chrono::milliseconds time_max, Work work) {
  const std::lock_guard lock(mutex_);
  forget_done();
  if (ended_ || running_.size() >= kRunningMax) return false;
  const auto [entry, is_new] = running_.try_emplace(id);
  if (!is_new) return false;
  Running& running = entry->second;  // stays where it is until it is done
  running.thread = std::jthread([this, &running, time_max, work = std::move(work)] {
    work(running.cancel.with_timeout(time_max));
    const std::lock_guard done(mutex_);
    running.done = true;
  });
  return true;
}

bool Background::cancel(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = running_.find(id);
  if (found == running_.end() || found->second.done) return false;
  found->second.cancel.request();
  return true;
}

void Background::end() {
  std::map<std::string, Running> running;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    for (auto& [id, one] : running_) one.cancel.request();
    running.swap(running_);  // nodes move, what threads refer to stays
  }
}

}  // namespace onggi::serve_room
