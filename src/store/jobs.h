// Long work as rows: a queue with lease, heartbeat, retry, progress and cancel. A killed worker loses nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/clock.h"
#include "base/ids.h"
#include "store/database.h"

namespace onggi {

enum class JobState { queued, running, done, failed, cancelled };
std::string_view to_string(JobState state);

struct Job {
  JobId id;
  std::string type;     // "ingest.document" ...
  std::string payload;  // JSON, small: ids and options
  std::string key;      // at most one queued or running job has a given key; empty: no such rule
  JobState state = JobState::queued;
  std::int32_t attempts = 0;
  std::int32_t attempts_max = 3;
  double progress = 0;     // 0..1
  std::string stage;       // what it is doing now: "parse", "index"
  std::string error_code;  // of the last failed attempt
  std::string error_message;
  std::string owner;  // person who asked, for showing and for rights; may be empty
  UnixMs created_ms = 0, started_ms = 0, finished_ms = 0;
};

struct NewJob {
  std::string type;
  std::string payload;
  std::string key;
  std::int32_t attempts_max = 3;
  std::string owner;
  UnixMs not_before_ms = 0;
};

/// Thread and process safe over its database. Order: oldest first. A worker's name is unique among all threads of all
/// processes: it is what holds a lease.
class JobQueue {
 public:
  JobQueue(std::shared_ptr<Database> database, const Clock& clock);

  /// Adds a job; with a key that is queued or running already, gives that job's id. `session`: to be part of the
  /// caller's transaction, so that a document and its job appear together.
  Result<JobId> enqueue(SqlSession& session, const NewJob& job);
  Result<JobId> enqueue(const NewJob& job);

  /// Takes up to `count` due jobs of the given types for `lease_ms`. Jobs whose lease ran out are due again; one that
  /// ran out of attempts becomes failed
  /// ("worker_lost"). SKIP LOCKED on PostgreSQL.
  Result<std::vector<Job>> lease(std::string_view worker, const std::vector<std::string>& types, std::int32_t count,
                                 std::int64_t lease_ms);

  /// Extends the lease and notes progress. Errors: cancelled when somebody asked for it; conflict when the lease was
  /// lost (stop working, write nothing).
  Result<void> heartbeat(const JobId& id, std::string_view worker, std::int64_t lease_ms, double progress,
                         std::string_view stage);

  /// Ends a leased job. `session`: in the same transaction as its result, so a result is visible exactly once. Errors:
  /// conflict when the lease was lost.
  Result<void> complete(SqlSession& session, const JobId& id, std::string_view worker);
  Result<void> complete(const JobId& id, std::string_view worker);

  /// Notes the error; queued again after a growing pause while attempts are left and `again` is yes.
  enum class Again { no, yes };
  Result<void> fail_job(const JobId& id, std::string_view worker, const Error& error, Again again);

  /// Ends the leases of all running jobs at once: they are due again. The attempt counts, else a job that kills its
  /// process would do so at every start. Only for who knows that no other worker runs: the holder of an embedded home's
  /// lock.
  Result<void> take_back_leases();

  /// Puts a leased job back as if it had not been taken: no attempt is spent. For a runner that stops. Errors: conflict
  /// when the lease was lost.
  Result<void> give_back(const JobId& id, std::string_view worker);

  /// Puts a leased job back until a time: it waits for something that others do. No attempt is spent. Errors: conflict
  /// when the lease was lost.
  Result<void> postpone(const JobId& id, std::string_view worker, UnixMs not_before_ms, double progress,
                        std::string_view stage);

  /// Queued jobs end at once, running ones at their next heartbeat. Errors: not_found.
  Result<void> cancel(const JobId& id);

  Result<Job> get(const JobId& id) const;
  struct Filter {
    std::optional<JobState> state;
    std::string type;   // empty: all
    std::string owner;  // empty: all
    std::int32_t limit = 100;
  };
  Result<std::vector<Job>> list(const Filter& filter) const;  // newest first
  Result<std::int64_t> count(JobState state) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
};

/// What a handler may use while it works.
struct JobContext {
  const Job& job;
  std::string worker;
  Cancel cancel;                                                        // requested on cancel, shutdown or a lost lease
  std::function<void(double progress, std::string_view stage)> report;  // cheap; a heartbeat follows on its own
};

/// Does one job. The handler itself calls JobQueue::complete inside the transaction of its result and then returns
/// success; an error is noted by the runner (retried for unavailable, timeout and internal; final otherwise).
using JobHandler = std::function<Result<void>(const JobContext&)>;

/// Threads that take jobs and run handlers. stop() (or the destructor) asks running handlers to cancel, gives their
/// leases back and joins.
class JobRunner {
 public:
  struct Options {
    std::int32_t threads = 2;
    std::int64_t lease_ms = 30'000;
    std::int64_t poll_ms = 500;  // a notify() wakes it at once
  };
  JobRunner(JobQueue& queue, const Options& options);
  ~JobRunner();
  void add(std::string type, JobHandler handler);  // before start()
  void start();
  void stop();
  void notify();  // new work may be there
  /// Runs due jobs on the calling thread until none is left; for the command line and tests. Gives how many ran.
  Result<std::int64_t> drain();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace onggi
