// The queue: every step is one statement or one short transaction over the table `jobs`.
#include "store/jobs.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace onggi {
namespace {

constexpr std::string_view kColumns =
    "id, position, type, payload, job_key, owner, state, attempts, attempts_max, progress, stage, error_code, "
    "error_message, created_ms, started_ms, finished_ms";
constexpr std::size_t kPayloadBytesMax = 64 * 1024;
constexpr std::int32_t kListMax = 1000;
constexpr std::int32_t kEnqueueTries = 5;  // a job with the same key may end between our two looks, again and again

// 1 s, 4 s, 16 s ... ten minutes: a server that restarts is met by the second try, a long outage is not hammered.
std::int64_t pause_ms(std::int64_t attempts) {
  constexpr std::int64_t kLongest = 600'000;
  std::int64_t pause = 1'000;
  for (std::int64_t i = 1; i < attempts && pause < kLongest; ++i) pause *= 4;
  return std::min(pause, kLongest);
}

Result<JobState> state_from(std::string_view name) {
  for (const JobState state :
       {JobState::queued, JobState::running, JobState::done, JobState::failed, JobState::cancelled})
    if (to_string(state) == name) return state;
  return fail(ErrorCode::internal, "a job has an unknown state");
}

Result<Job> job_of(const SqlRow& row) {
  ONGGI_TRY(const JobState state, state_from(row.text("state")));
  Job job;
  job.id = JobId(row.text("id"));
  job.type = row.text("type");
  job.payload = row.text("payload");
  job.key = row.text("job_key");
  job.owner = row.text("owner");
  job.state = state;
  job.attempts = static_cast<std::int32_t>(row.integer("attempts"));
  job.attempts_max = static_cast<std::int32_t>(row.integer("attempts_max"));
  job.progress = row.real("progress");
  job.stage = row.text("stage");
  job.error_code = row.text("error_code");
  job.error_message = row.text("error_message");
  job.created_ms = row.integer("created_ms");
  job.started_ms = row.integer("started_ms");
  job.finished_ms = row.integer("finished_ms");
  return job;
}

Result<std::vector<Job>> jobs_of(const std::vector<SqlRow>& rows) {
  std::vector<Job> jobs;
  for (const SqlRow& row : rows) {
    ONGGI_TRY(jobs.emplace_back(), job_of(row));
  }
  return jobs;
}

Result<void> check(const NewJob& job) {
  if (job.type.empty()) return fail(ErrorCode::invalid_argument, "a job needs a type");
  if (job.attempts_max < 1) return fail(ErrorCode::invalid_argument, "a job needs at least one attempt");
  if (job.payload.size() > kPayloadBytesMax)
    return fail(ErrorCode::limit_exceeded, "a job's payload has " + std::to_string(job.payload.size()) +
                                               " bytes, the limit is " + std::to_string(kPayloadBytesMax) +
                                               ": it names things, it does not hold them");
  return {};
}

std::unexpected<Error> lease_lost(const JobId& id) {
  return fail(ErrorCode::conflict, "job " + id.str() + " is not leased to this worker any more", "lease_lost");
}

// ":3, :4, :5" for `count` parameters that follow `before` others.
std::string placeholders(std::size_t before, std::size_t count) {
  std::string text;
  for (std::size_t i = 1; i <= count; ++i) text += (i == 1 ? ":" : ", :") + std::to_string(before + i);
  return text;
}

// A lease that ran out for good: nobody took the job in time, and there is no attempt left or nobody wants it.
Result<void> end_lost_jobs(SqlSession& session, UnixMs now) {
  ONGGI_CHECK(session.execute(
      "UPDATE jobs SET state = CASE WHEN cancel_asked = 1 THEN 'cancelled' ELSE 'failed' END, error_code = "
      "'worker_lost', error_message = 'the worker went away', worker = '', finished_ms = :1 "
      "WHERE state = 'running' AND lease_until_ms <= :2 AND (cancel_asked = 1 OR attempts >= attempts_max)",
      {now, now}));
  return {};
}

Result<std::vector<SqlRow>> take_due(SqlSession& session, const std::string& worker,
                                     const std::vector<std::string>& types, std::int32_t count, UnixMs now,
                                     UnixMs until) {
  std::vector<SqlValue> parameters = {now, now};
  parameters.insert(parameters.end(), types.begin(), types.end());
  parameters.insert(parameters.end(),
                    {SqlValue(std::int64_t{count}), SqlValue(worker), SqlValue(until), SqlValue(now)});
  const auto after_types = [&](std::size_t number) { return ":" + std::to_string(2 + types.size() + number); };
  const bool locks_rows = session.dialect() == SqlSession::Dialect::postgresql;
  // Why MATERIALIZED: PostgreSQL may run a plain sub-query once for each row and so take more than LIMIT says.
  return session.query(
      "WITH due AS MATERIALIZED (SELECT id FROM jobs WHERE state IN ('queued', 'running') AND ((state = 'queued' AND "
      "due_ms <= :1) OR (state = 'running' AND lease_until_ms <= :2)) AND type IN (" +
          placeholders(2, types.size()) + ") ORDER BY position, id LIMIT " + after_types(1) +
          (locks_rows ? " FOR UPDATE SKIP LOCKED" : "") +
          ") UPDATE jobs SET error_code = CASE WHEN state = 'running' THEN 'worker_lost' ELSE error_code END, "
          "error_message = CASE WHEN state = 'running' THEN 'the worker went away' ELSE error_message END, state = "
          "'running', attempts = attempts + 1, progress = 0, stage = '', worker = " +
          after_types(2) + ", lease_until_ms = " + after_types(3) + ", started_ms = " + after_types(4) +
          " WHERE id IN (SELECT id FROM due) RETURNING " + std::string(kColumns),
      parameters);
}

// Looked at before the write lock is taken: an idle worker that asks twice a second disturbs nobody.
Result<bool> is_anything_due(Database& database, UnixMs now) {
  ONGGI_TRY(const auto rows, database.query("SELECT id FROM jobs WHERE state IN ('queued', 'running') AND ((state = "
                                            "'queued' AND due_ms <= :1) OR (state = 'running' AND lease_until_ms <= "
                                            ":2)) LIMIT 1",
                                            {now, now}));
  return !rows.empty();
}

}  // namespace

std::string_view to_string(JobState state) {
  switch (state) {
    case JobState::queued:
      return "queued";
    case JobState::running:
      return "running";
    case JobState::done:
      return "done";
    case JobState::failed:
      return "failed";
    case JobState::cancelled:
      return "cancelled";
  }
  return "failed";
}

JobQueue::JobQueue(std::shared_ptr<Database> database, const Clock& clock)
    : database_(std::move(database)), clock_(clock) {}

Result<JobId> JobQueue::enqueue(SqlSession& session, const NewJob& job) {
  ONGGI_CHECK(check(job));
  const UnixMs now = clock_.now_ms();
  for (std::int32_t i = 0; i < kEnqueueTries; ++i) {
    JobId id(new_id("job"));
    // Two transactions may get one position; the id then decides.
    ONGGI_TRY(const std::int64_t added,
              session.execute("INSERT INTO jobs (id, position, type, payload, job_key, owner, state, attempts, "
                              "attempts_max, progress, stage, error_code, error_message, worker, lease_until_ms, "
                              "cancel_asked, due_ms, created_ms, started_ms, finished_ms) VALUES (:1, (SELECT "
                              "COALESCE(MAX(position), 0) + 1 FROM jobs), :2, :3, :4, :5, 'queued', 0, :6, 0, '', '', "
                              "'', '', 0, 0, :7, :8, 0, 0) ON CONFLICT DO NOTHING",
                              {id.str(), job.type, job.payload, job.key, job.owner, std::int64_t{job.attempts_max},
                               job.not_before_ms, now}));
    if (added == 1) return id;
    ONGGI_TRY(const auto rows,
              session.query("SELECT id FROM jobs WHERE job_key = :1 AND job_key <> '' AND state IN ('queued', "
                            "'running')",
                            {job.key}));
    if (!rows.empty()) return JobId(rows.front().text("id"));
  }
  return fail(ErrorCode::unavailable, "other jobs with the same key came and went too quickly; try again", "busy");
}

Result<JobId> JobQueue::enqueue(const NewJob& job) {
  return database_->write<JobId>([&](SqlSession& session) { return enqueue(session, job); });
}

Result<std::vector<Job>> JobQueue::lease(std::string_view worker, const std::vector<std::string>& types,
                                         std::int32_t count, std::int64_t lease_ms) {
  if (worker.empty() || lease_ms <= 0)
    return fail(ErrorCode::invalid_argument, "a lease needs a worker and a duration");
  if (types.empty() || count <= 0) return std::vector<Job>{};
  const UnixMs now = clock_.now_ms();
  ONGGI_TRY(const bool due, is_anything_due(*database_, now));
  if (!due) return std::vector<Job>{};
  ONGGI_TRY(auto rows, database_->write<std::vector<SqlRow>>([&](SqlSession& session) -> Result<std::vector<SqlRow>> {
    ONGGI_CHECK(end_lost_jobs(session, now));
    return take_due(session, std::string(worker), types, count, now, now + lease_ms);
  }));
  std::ranges::sort(rows, {}, [](const SqlRow& row) { return std::pair(row.integer("position"), row.text("id")); });
  return jobs_of(rows);
}

Result<void> JobQueue::heartbeat(const JobId& id, std::string_view worker, std::int64_t lease_ms, double progress,
                                 std::string_view stage) {
  const double shown = std::isfinite(progress) ? std::clamp(progress, 0.0, 1.0) : 0.0;
  ONGGI_TRY(const auto rows,
            database_->query("UPDATE jobs SET lease_until_ms = :1, progress = :2, stage = :3 WHERE id "
                             "= :4 AND worker = :5 AND state = 'running' RETURNING cancel_asked",
                             {clock_.now_ms() + lease_ms, shown, std::string(stage), id.str(), std::string(worker)}));
  if (rows.empty()) return lease_lost(id);
  if (rows.front().integer("cancel_asked") != 0)
    return fail(ErrorCode::cancelled, "job " + id.str() + " was cancelled");
  return {};
}

Result<void> JobQueue::complete(SqlSession& session, const JobId& id, std::string_view worker) {
  ONGGI_TRY(const std::int64_t changed,
            session.execute("UPDATE jobs SET state = 'done', progress = 1, error_code = '', error_message = '', worker "
                            "= '', finished_ms = :1 WHERE id = :2 AND worker = :3 AND state = 'running'",
                            {clock_.now_ms(), id.str(), std::string(worker)}));
  return changed == 1 ? Result<void>{} : lease_lost(id);
}

Result<void> JobQueue::complete(const JobId& id, std::string_view worker) {
  ONGGI_TRY(const bool done, database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(complete(session, id, worker));
    return true;
  }));
  ONGGI_ASSERT(done, "the transaction gives true or an error");
  return {};
}

Result<void> JobQueue::fail_job(const JobId& id, std::string_view worker, const Error& error, Again again) {
  const UnixMs now = clock_.now_ms();
  ONGGI_TRY(const bool noted, database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    // A no-op that takes the row's lock, so that what is read next stays true.
    ONGGI_TRY(const auto rows,
              session.query("UPDATE jobs SET worker = worker WHERE id = :1 AND worker = :2 AND state = 'running' "
                            "RETURNING attempts, attempts_max, cancel_asked",
                            {id.str(), std::string(worker)}));
    if (rows.empty()) return lease_lost(id);
    const SqlRow& row = rows.front();
    const bool cancelled = row.integer("cancel_asked") != 0;
    const bool retry = again == Again::yes && !cancelled && row.integer("attempts") < row.integer("attempts_max");
    const JobState state = cancelled ? JobState::cancelled : retry ? JobState::queued : JobState::failed;
    ONGGI_CHECK(session.execute(
        "UPDATE jobs SET state = :1, error_code = :2, error_message = :3, worker = '', due_ms = :4, finished_ms = :5 "
        "WHERE id = :6",
        {std::string(to_string(state)), std::string(to_string(error.code)), describe(error),
         retry ? now + pause_ms(row.integer("attempts")) : std::int64_t{0}, retry ? std::int64_t{0} : now, id.str()}));
    return true;
  }));
  ONGGI_ASSERT(noted, "the transaction gives true or an error");
  return {};
}

Result<void> JobQueue::give_back(const JobId& id, std::string_view worker) {
  ONGGI_TRY(const std::int64_t changed,
            database_->execute("UPDATE jobs SET state = CASE WHEN cancel_asked = 1 THEN 'cancelled' ELSE 'queued' END, "
                               "attempts = attempts - 1, worker = '', progress = 0, stage = '', finished_ms = CASE "
                               "WHEN cancel_asked = 1 THEN :1 ELSE 0 END WHERE id = :2 AND worker = :3 AND state = "
                               "'running'",
                               {clock_.now_ms(), id.str(), std::string(worker)}));
  return changed == 1 ? Result<void>{} : lease_lost(id);
}

Result<void> JobQueue::take_back_leases() {
  // The next lease then treats them like any lease that ran out.
  ONGGI_CHECK(database_->execute("UPDATE jobs SET lease_until_ms = 0 WHERE state = 'running'"));
  return {};
}

Result<void> JobQueue::postpone(const JobId& id, std::string_view worker, UnixMs not_before_ms, double progress,
                                std::string_view stage) {
  ONGGI_TRY(const std::int64_t changed,
            database_->execute(
                "UPDATE jobs SET state = CASE WHEN cancel_asked = 1 THEN 'cancelled' ELSE 'queued' END, "
                "attempts = attempts - 1, worker = '', due_ms = :1, progress = :2, stage = :3, "
                "finished_ms = CASE WHEN cancel_asked = 1 THEN :4 ELSE 0 END WHERE id = :5 AND worker = "
                ":6 AND state = 'running'",
                {not_before_ms, progress, std::string(stage), clock_.now_ms(), id.str(), std::string(worker)}));
  return changed == 1 ? Result<void>{} : lease_lost(id);
}

Result<void> JobQueue::cancel(const JobId& id) {
  ONGGI_TRY(const std::int64_t changed,
            database_->execute("UPDATE jobs SET cancel_asked = CASE WHEN state = 'running' THEN 1 ELSE cancel_asked "
                               "END, finished_ms = CASE WHEN state = 'queued' THEN :1 ELSE finished_ms END, state = "
                               "CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END WHERE id = :2",
                               {clock_.now_ms(), id.str()}));
  return changed == 1 ? Result<void>{} : fail(ErrorCode::not_found, "no job " + id.str());
}

Result<Job> JobQueue::get(const JobId& id) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT " + std::string(kColumns) + " FROM jobs WHERE id = :1", {id.str()}));
  if (rows.empty()) return fail(ErrorCode::not_found, "no job " + id.str());
  return job_of(rows.front());
}

Result<std::vector<Job>> JobQueue::list(const Filter& filter) const {
  std::vector<SqlValue> parameters;
  std::string sql = "SELECT " + std::string(kColumns) + " FROM jobs WHERE 1 = 1";
  const auto where = [&](std::string_view column, std::string value) {
    parameters.emplace_back(std::move(value));
    sql.append(" AND ").append(column).append(" = :").append(std::to_string(parameters.size()));
  };
  if (filter.state) where("state", std::string(to_string(*filter.state)));
  if (!filter.type.empty()) where("type", filter.type);
  if (!filter.owner.empty()) where("owner", filter.owner);
  parameters.emplace_back(std::int64_t{std::clamp(filter.limit, 0, kListMax)});
  sql += " ORDER BY position DESC, id DESC LIMIT :" + std::to_string(parameters.size());
  ONGGI_TRY(auto rows, database_->query(sql, parameters));
  return jobs_of(rows);
}

Result<std::int64_t> JobQueue::count(JobState state) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT COUNT(*) AS jobs FROM jobs WHERE state = :1", {std::string(to_string(state))}));
  return rows.front().integer("jobs");
}

}  // namespace onggi
