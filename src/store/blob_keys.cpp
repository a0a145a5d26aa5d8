// See blob_keys.h.
#include "store/blob_keys.h"

namespace onggi::store {

bool BlobKeys::add(std::uint64_t generation, std::string_view key) {
  LockedKey locked(key);
  if (!locked) return false;
  const std::unique_lock guard(mutex_);
  keys_.insert_or_assign(generation, std::move(locked));
  return true;
}

void BlobKeys::forget(std::uint64_t generation) {
  const std::unique_lock guard(mutex_);
  keys_.erase(generation);
}

std::optional<std::string> BlobKeys::key(std::uint64_t generation) const {
  const std::shared_lock guard(mutex_);
  const auto found = keys_.find(generation);
  if (found == keys_.end()) return std::nullopt;
  return std::string(found->second.view());
}

GenerationKey BlobKeys::newest() const {
  const std::shared_lock guard(mutex_);
  const auto& [generation, key] = *keys_.rbegin();
  return {generation, std::string(key.view())};
}

std::vector<std::uint64_t> BlobKeys::generations() const {
  const std::shared_lock guard(mutex_);
  std::vector<std::uint64_t> generations;
  generations.reserve(keys_.size());
  for (const auto& [generation, key] : keys_) generations.push_back(generation);
  return generations;
}

}  // namespace onggi::store
