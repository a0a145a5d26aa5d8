// What was read from a database, known again until something in it changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/result.h"
#include "store/database.h"

namespace onggi {

/// As old as Database::version() lets it be: whoever commits a change, in whatever process, ends all that is known.
/// Where the database cannot tell, nothing is. Thread safe. Cost: below a microsecond for what is known; forgets all
/// when `kMax` are known.
template <typename Value>
class Remembered {
 public:
  /// What `read` gave for this key, or gives now. Its errors are not remembered.
  Result<Value> get(Database& database, const std::string& key, const std::function<Result<Value>()>& read) {
    // Before reading: what changes meanwhile is read again the next time.
    const auto version = database.version();
    if (!version) return read();
    {
      const std::lock_guard lock(mutex_);
      if (version_ != *version) known_.clear(), version_ = *version;
      if (const auto found = known_.find(key); found != known_.end()) return found->second;
    }
    ONGGI_TRY(Value value, read());
    const std::lock_guard lock(mutex_);
    if (version_ != *version) return value;
    if (known_.size() >= kMax) known_.clear();
    known_.insert_or_assign(key, value);
    return value;
  }

 private:
  static constexpr std::size_t kMax = 4'096;
  std::mutex mutex_;
  std::uint64_t version_ = 0;
  std::unordered_map<std::string, Value> known_;
};

}  // namespace onggi
