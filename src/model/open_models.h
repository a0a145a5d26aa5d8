// The open models of a registry, within a budget of memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace onggi::model {

/// What an open model takes in this process, in bytes; a server's takes nothing.
struct ModelMemory {
  std::string weights;             // the file, counted once for all that use it
  std::int64_t weights_bytes = 0;  // as large as the file
  std::int64_t own_bytes = 0;      // the cache of this use, and its adapter
};

/// Open models are kept until somebody needs their room. Thread safe.
class OpenModels {
 public:
  struct Options {
    std::int64_t bytes_max = 0;                                 // 0: as much as there is
    std::chrono::milliseconds wait = std::chrono::seconds(30);  // for models in use
  };
  explicit OpenModels(const Options& options) : options_(options) {}

  /// The one under this key, in use from now on until the caller lets go of it; null: none is open. A key belongs to
  /// one type.
  template <typename T>
  std::shared_ptr<T> find(const std::string& key) {
    return std::static_pointer_cast<T>(find_any(key));
  }
  /// Closes those that nobody uses, the longest unused first, until there is room for `need`, and waits for those in
  /// use. Called by one thread at a time. Errors: unavailable, reason "model_too_large" (more than the whole budget),
  /// "models_in_use" (nobody let go in time).
  Result<void> make_room(const ModelMemory& need);
  void keep(const std::string& key, std::shared_ptr<void> model, const ModelMemory& need);
  /// Whoever uses one goes on with it.
  void forget(std::string_view key_prefix);
  std::int64_t bytes() const;

 private:
  struct Open {
    std::shared_ptr<void> model;
    std::int64_t bytes = 0;  // none: a server's, never closed
    std::uint64_t used = 0;
  };
  struct Held {
    std::weak_ptr<void> model;
    ModelMemory memory;
  };

  std::shared_ptr<void> find_any(const std::string& key);
  std::int64_t bytes_with(const ModelMemory& need) const;
  std::shared_ptr<void> take_longest_unused();

  const Options options_;
  mutable std::mutex mutex_;
  std::map<std::string, Open> open_;  // shared with those who use them
  std::vector<Held> held_;            // also those that were forgotten and are in use
  std::uint64_t uses_ = 0;
};

}  // namespace onggi::model
