// See loop.h.
#include "net/loop.h"

#include <utility>

namespace onggi::net {
namespace {

constexpr std::size_t kPerHostMax = 64;
constexpr auto kIdleTimeMax = std::chrono::seconds(60);
constexpr auto kTick = std::chrono::milliseconds(25);  // how soon a cancel is felt

}  // namespace

std::optional<IdleConnections::Socket> IdleConnections::take(const std::string& host) {
  const auto found = idle_.find(host);
  if (found == idle_.end() || found->second.empty()) return std::nullopt;
  Socket socket = std::move(found->second.back().socket);
  found->second.pop_back();
  return socket;
}

void IdleConnections::give(const std::string& host, Socket socket) {
  const SteadyTime now = std::chrono::steady_clock::now();
  std::deque<Idle>& idle = idle_[host];
  while (!idle.empty() && (idle.size() >= kPerHostMax || now - idle.front().since > kIdleTimeMax)) idle.pop_front();
  idle.push_back({.socket = std::move(socket), .since = now});
}

void Loop::watch(LoopWait& wait) {
  waits_.push_back(wait);
  if (!ticks_) look_later();
}

void Loop::look_later() {
  ticks_ = true;
  tick_.expires_after(kTick);
  tick_.async_wait([this](const boost::system::error_code& code) {
    ticks_ = false;
    if (!code) look();
  });
}

void Loop::look() {
  const SteadyTime now = std::chrono::steady_clock::now();
  for (auto at = waits_.begin(); at != waits_.end();) {
    LoopWait& wait = *at++;
    if (wait.cancel.requested()) wait.ended = LoopWait::End::cancelled;
    else if (now >= wait.until || now >= wait.cancel.deadline()) wait.ended = LoopWait::End::timed_out;
    else continue;
    wait.unlink();
    wait.stop();
  }
  if (!waits_.empty()) look_later();
}

}  // namespace onggi::net
