// See waiting.h.
#include "cli/waiting.h"

#include <chrono>
#include <thread>

namespace onggi::cli_room {
namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(50);

}  // namespace

Result<void> wait_until(CliRooms& rooms, const Cancel& cancel, const std::function<Result<bool>()>& is_over) {
  rooms.work();
  for (;;) {
    ONGGI_CHECK(cancel.check());
    ONGGI_TRY(const bool over, is_over());
    if (over) return {};
    std::this_thread::sleep_for(kLookEvery);
  }
}

// Documents are worked on in about this order, so one after the other is as quick as all at once.
Result<void> wait_for_documents(CliRooms& rooms, const std::vector<DocumentId>& documents, const Cancel& cancel) {
  auto next = documents.begin();
  return wait_until(rooms, cancel, [&]() -> Result<bool> {
    for (; next != documents.end(); ++next) {
      auto row = rooms.catalog.row(*next);
      if (!row && row.error().code == ErrorCode::not_found) continue;
      if (!row) return std::unexpected(std::move(row).error());
      if (row->state == DocumentState::queued) return false;
    }
    return true;
  });
}

Result<Job> wait_for_job(CliRooms& rooms, const JobId& id, const Cancel& cancel) {
  Job job;
  ONGGI_CHECK(wait_until(rooms, cancel, [&]() -> Result<bool> {
    ONGGI_TRY(job, rooms.jobs.get(id));
    if (job.state == JobState::cancelled) return fail(ErrorCode::cancelled, "the run was cancelled");
    return job.state == JobState::done || job.state == JobState::failed;
  }));
  return job;
}

}  // namespace onggi::cli_room
