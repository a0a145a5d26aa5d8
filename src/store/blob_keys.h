// The keys that wrap the data keys of blobs, by generation. Inside of room store.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "store/locked_key.h"

namespace onggi::store {

/// Generation 0 seals the frames of blobs of the first form itself; from 1 on a generation wraps data keys.
inline constexpr std::uint64_t kDirectGeneration = 0;

struct GenerationKey {
  std::uint64_t generation = 0;
  std::string key;  // 32 bytes
};

/// Thread safe. New blobs take the newest generation.
class BlobKeys {
 public:
  /// False: no locked memory is left.
  bool add(std::uint64_t generation, std::string_view key);
  void forget(std::uint64_t generation);

  std::optional<std::string> key(std::uint64_t generation) const;
  GenerationKey newest() const;
  std::vector<std::uint64_t> generations() const;

  /// Held by who writes a blob, from taking the newest key until the blob is in its place.
  std::shared_lock<std::shared_mutex> writing() const { return std::shared_lock(writing_); }
  /// Returns when no blob is being written any more with a key taken before.
  void wait_for_writers() const { const std::unique_lock waited(writing_); }

 private:
  mutable std::shared_mutex mutex_;
  mutable std::shared_mutex writing_;
  std::map<std::uint64_t, LockedKey> keys_;
};

}  // namespace onggi::store
