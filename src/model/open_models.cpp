// See open_models.h.
#include "model/open_models.h"

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "base/log.h"

namespace onggi::model {
namespace {

constexpr auto kLook = std::chrono::milliseconds(20);
constexpr std::int64_t kMegabyte = 1'000'000;

std::string megabytes(std::int64_t bytes) { return std::to_string((bytes + kMegabyte - 1) / kMegabyte) + " MB"; }

}  // namespace

std::shared_ptr<void> OpenModels::find_any(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(key);
  if (found == open_.end()) return nullptr;
  found->second.used = ++uses_;
  return found->second.model;
}

Result<void> OpenModels::make_room(const ModelMemory& need) {
  const std::int64_t most = options_.bytes_max;
  const std::int64_t alone = need.weights_bytes + need.own_bytes;
  if (most == 0 || alone == 0) return {};
  if (alone > most)
    return fail(ErrorCode::unavailable,
                "this model takes about " + megabytes(alone) + ", more than model.memory_mb_max (" + megabytes(most) +
                    "): raise it, or lower model.context_tokens",
                "model_too_large");
  const auto end = std::chrono::steady_clock::now() + options_.wait;
  while (bytes_with(need) > most) {
    if (take_longest_unused()) continue;  // closed here, outside of the lock
    if (std::chrono::steady_clock::now() >= end)
      return fail(ErrorCode::unavailable,
                  "the models in use leave no room for one of " + megabytes(alone) + " within model.memory_mb_max (" +
                      megabytes(most) + "): try again when they have answered",
                  "models_in_use");
    std::this_thread::sleep_for(kLook);
  }
  return {};
}

void OpenModels::keep(const std::string& key, std::shared_ptr<void> model, const ModelMemory& need) {
  const std::lock_guard lock(mutex_);
  std::erase_if(held_, [](const Held& held) { return held.model.expired(); });
  held_.push_back({.model = model, .memory = need});
  open_[key] = {.model = std::move(model), .bytes = need.weights_bytes + need.own_bytes, .used = ++uses_};
}

void OpenModels::forget(std::string_view key_prefix) {
  std::vector<std::shared_ptr<void>> gone;  // closed outside of the lock
  const std::lock_guard lock(mutex_);
  std::erase_if(open_, [&](auto& item) {
    if (!item.first.starts_with(key_prefix)) return false;
    gone.push_back(std::move(item.second.model));
    return true;
  });
}

std::int64_t OpenModels::bytes() const { return bytes_with({}); }

std::int64_t OpenModels::bytes_with(const ModelMemory& need) const {
  const std::lock_guard lock(mutex_);
  std::set<std::string> counted = {need.weights};
  std::int64_t sum = need.weights_bytes + need.own_bytes;
  for (const Held& held : held_) {
    if (held.model.expired()) continue;
    sum += held.memory.own_bytes;
    if (counted.insert(held.memory.weights).second) sum += held.memory.weights_bytes;
  }
  return sum;
}

/// Nobody can begin to use one whose only owner is the map while the lock is held.
std::shared_ptr<void> OpenModels::take_longest_unused() {
  const std::lock_guard lock(mutex_);
  auto longest = open_.end();
  for (auto at = open_.begin(); at != open_.end(); ++at) {
    if (at->second.bytes == 0 || at->second.model.use_count() > 1) continue;
    if (longest == open_.end() || at->second.used < longest->second.used) longest = at;
  }
  if (longest == open_.end()) return nullptr;
  log(LogLevel::info, "a model is closed to make room",
      {{"model", longest->first.substr(0, longest->first.find('\n'))}, {"bytes", longest->second.bytes}});
  auto model = std::move(longest->second.model);
  open_.erase(longest);
  return model;
}

}  // namespace onggi::model
