// Fewest calls first; a circuit breaker for each server.
#include "model/replicas.h"

#include <algorithm>
#include <utility>

namespace onggi::model {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kFailuresMax = 3;
constexpr milliseconds kFirstRest{1'000};
constexpr milliseconds kLongestRest{30'000};

}  // namespace

Replicas::Replicas(std::vector<std::string> urls) {
  for (std::string& url : urls) servers_.push_back({.url = std::move(url)});
}

Replicas::Lease::Lease(Lease&& other) noexcept
    : replicas_(std::exchange(other.replicas_, nullptr)), index_(other.index_) {}

Replicas::Lease::~Lease() {
  if (replicas_ != nullptr) replicas_->ended(index_, true, {});
}

void Replicas::Lease::failed(SteadyTime now) {
  if (replicas_ != nullptr) std::exchange(replicas_, nullptr)->ended(index_, false, now);
}

std::optional<Replicas::Lease> Replicas::choose(std::span<const std::size_t> tried, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  std::optional<std::size_t> best;
  for (std::size_t step = 0; step < servers_.size(); ++step) {
    const std::size_t index = (next_ + step) % servers_.size();
    if (!servers_[index].may_be_asked(now) || std::ranges::find(tried, index) != tried.end()) continue;
    if (!best || servers_[index].calls < servers_[*best].calls) best = index;
  }
  if (!best) return std::nullopt;
  next_ = (*best + 1) % servers_.size();
  Server& server = servers_[*best];
  ++server.calls;
  server.is_being_tried = server.rests_until != SteadyTime();
  return Lease(*this, *best);
}

milliseconds Replicas::rest(SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  milliseconds shortest = kLongestRest;
  for (const Server& server : servers_) {
    if (server.may_be_asked(now)) return milliseconds(0);
    shortest = std::min(shortest, std::chrono::ceil<milliseconds>(server.rests_until - now));
  }
  return std::max(shortest, milliseconds(1));
}

void Replicas::ended(std::size_t index, bool worked, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  Server& server = servers_[index];
  --server.calls;
  if (worked) {
    server.failures = 0, server.rests_until = {}, server.is_being_tried = false, server.rest = {};
    return;
  }
  // Calls that were on their way when it began to rest say nothing new.
  const bool rests = server.rests_until != SteadyTime() && now < server.rests_until;
  if (rests || ++server.failures < kFailuresMax) return;
  server.rest = server.rest.count() == 0 ? kFirstRest : std::min(2 * server.rest, kLongestRest);
  server.rests_until = now + server.rest;
  server.is_being_tried = false;
}

}  // namespace onggi::model
