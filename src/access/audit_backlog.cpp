// A thread that writes what has gathered.
#include "access/audit_backlog.h"

#include <iterator>
#include <utility>

#include "access/audit.h"
#include "base/blocking.h"
#include "base/log.h"

namespace onggi {

AuditBacklog::AuditBacklog(Write write)
    : write_(std::move(write)), writer_([this](const std::stop_token& done) { write_now_and_then(done); }) {}

AuditBacklog::~AuditBacklog() {
  writer_.request_stop();
  writer_.join();
  if (const auto written = flush(); !written)
    log(LogLevel::error, "audit entries are lost", {{"error", describe(written.error())}});
}

Result<void> AuditBacklog::add(AuditEntry entry) {
  std::optional<Error> trouble;
  bool full = false;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(entry));
    full = waiting_.size() >= kEntriesMax;
    trouble = trouble_;
    if (waiting_.size() == 1) came_.notify_one();
  }
  if (full) return flush();
  if (trouble) return std::unexpected(*std::move(trouble));
  return {};
}

Result<void> AuditBacklog::flush() {
  before_blocking();
  const std::lock_guard one_at_a_time(writing_);
  std::vector<AuditEntry> entries;
  {
    const std::lock_guard lock(mutex_);
    entries.swap(waiting_);
  }
  if (entries.empty()) return {};
  auto written = write_(entries);
  const std::lock_guard lock(mutex_);
  trouble_.reset();
  if (written) return {};
  trouble_ = written.error();
  waiting_.insert(waiting_.begin(), std::make_move_iterator(entries.begin()), std::make_move_iterator(entries.end()));
  return written;
}

void AuditBacklog::write_now_and_then(const std::stop_token& done) {
  while (!done.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      if (!came_.wait(lock, done, [this] { return !waiting_.empty(); })) return;
      // More come meanwhile: they share the transaction.
      came_.wait_for(lock, done, kWriteAfter, [] { return false; });
    }
    if (const auto written = flush(); !written)
      log(LogLevel::error, "audit entries cannot be written", {{"error", describe(written.error())}});
  }
}

}  // namespace onggi
