// Waiting for what the workspace's job runner does. Each function wakes it first and asks a few times a second, until
// the end or until `cancel` says stop (cancelled). Inside of room cli.
#pragma once

#include <functional>
#include <vector>

#include "cli/commands.h"

namespace onggi::cli_room {

/// Until `is_over` gives true; its errors end the waiting.
Result<void> wait_until(CliRooms& rooms, const Cancel& cancel, const std::function<Result<bool>()>& is_over);

/// Until none of the documents is queued any more. One that somebody removed meanwhile is passed over.
Result<void> wait_for_documents(CliRooms& rooms, const std::vector<DocumentId>& documents, const Cancel& cancel);

/// The job as it ended: done or failed. Errors: cancelled, also when somebody cancelled the job.
Result<Job> wait_for_job(CliRooms& rooms, const JobId& id, const Cancel& cancel);

}  // namespace onggi::cli_room
