// /api/jobs: one's own work in progress; with manage_system everybody's.
#include <nlohmann/json.hpp>

#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

bool sees_all(const Call& call) { return allows(call.viewer.role, Right::manage_system); }

Result<Job> own_job(const Call& call) {
  const JobId id{std::string(call.request.parameter("job_id"))};
  call.deed.object = "job:" + id.str();
  auto job = call.rooms.jobs.get(id);
  const bool hidden = job && job->owner != call.viewer.person.str() && !sees_all(call);
  const bool missing = !job && job.error().code == ErrorCode::not_found;
  // In the same words: others need not learn that there is one.
  if (hidden || missing) return fail(ErrorCode::not_found, "no such job");
  return job;
}

Result<std::optional<JobState>> query_state(const Request& request) {
  const auto text = request.query_value("state");
  if (!text) return std::optional<JobState>();
  for (const auto state : {JobState::queued, JobState::running, JobState::done, JobState::failed, JobState::cancelled})
    if (to_string(state) == *text) return std::optional(state);
  return bad_field("state", "must be queued, running, done, failed or cancelled");
}

}  // namespace

Result<Response> list_jobs(const Call& call) {
  ONGGI_TRY(const std::int64_t limit, query_integer(call.request, "limit", {.min = 1, .max = 500, .fallback = 100}));
  ONGGI_TRY(const auto state, query_state(call.request));
  JobQueue::Filter filter{.state = state, .limit = static_cast<std::int32_t>(limit)};
  if (!sees_all(call)) filter.owner = call.viewer.person.str();
  ONGGI_TRY(const auto found, call.rooms.jobs.list(filter));
  nlohmann::json jobs = nlohmann::json::array();
  for (const Job& job : found) jobs.push_back(encode(job));
  return json_response(200, {{"jobs", std::move(jobs)}});
}

Result<Response> get_job(const Call& call) {
  ONGGI_TRY(const Job job, own_job(call));
  return json_response(200, encode(job));
}

Result<Response> cancel_job(const Call& call) {
  ONGGI_TRY(const Job job, own_job(call));
  ONGGI_CHECK(call.rooms.jobs.cancel(job.id));
  return Response::empty();
}

}  // namespace onggi::serve_room
