// Audit entries that are written soon instead of now, many in one transaction. Inside of room access.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/result.h"

namespace onggi {

struct AuditEntry;

/// Thread safe. What is here when the process is killed is lost: at most what came within kWriteAfter.
class AuditBacklog {
 public:
  static constexpr auto kWriteAfter = std::chrono::milliseconds(50);
  static constexpr std::size_t kEntriesMax = 10'000;  // then add() writes itself

  using Write = std::function<Result<void>(const std::vector<AuditEntry>&)>;
  explicit AuditBacklog(Write write);
  ~AuditBacklog();  // writes what is left
  AuditBacklog(const AuditBacklog&) = delete;
  AuditBacklog& operator=(const AuditBacklog&) = delete;

  /// Errors: those of the last writing, for as long as nothing can be written; the entry is kept all the same.
  Result<void> add(AuditEntry entry);
  /// Writes what has come so far. Errors: those of writing; the entries stay.
  Result<void> flush();

 private:
  void write_now_and_then(const std::stop_token& done);

  const Write write_;
  std::mutex writing_;  // one transaction at a time; taken before mutex_
  std::mutex mutex_;    // of what follows
  std::condition_variable_any came_;
  std::vector<AuditEntry> waiting_;
  std::optional<Error> trouble_;  // of the last writing
  std::jthread writer_;           // goes first
};

}  // namespace onggi
