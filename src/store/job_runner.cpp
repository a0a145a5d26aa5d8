// Threads that lease and run jobs, and one that keeps their leases alive.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "base/hash.h"
#include "base/log.h"
#include "store/jobs.h"

namespace onggi {
namespace {

// What a handler's thread and the heartbeat share about one job that runs.
struct Running {
  Job job;
  std::string worker;
  Cancel cancel;
  std::mutex mutex;  // guards what follows
  double progress = 0;
  std::string stage;
  bool lease_lost = false;
};

// Unique among all threads of all processes of all machines that share a database.
std::string unique_worker_name() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return std::string(host.data()) + "-" + std::to_string(::getpid()) + "-" + random_token(10);
}

bool is_worth_another_try(ErrorCode code) {
  return code == ErrorCode::unavailable || code == ErrorCode::timeout || code == ErrorCode::internal;
}

// The one catch for the unforeseen: one bad document must not end the program. what() may quote the document, so it is
// not passed on.
Result<void> run_guarded(const JobHandler& handler, const JobContext& context) {
  try {
    return handler(context);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::unavailable, "not enough memory for this job", "out_of_memory");
  } catch (const std::exception&) {
    return fail(ErrorCode::internal, "the job's handler threw an exception");
  }
}

}  // namespace

class JobRunner::Impl {
 public:
  Impl(JobQueue& queue, const Options& options) : queue_(queue), options_(options) {}

  void add(std::string type, JobHandler handler) {
    ONGGI_ASSERT(threads_.empty(), "handlers are added before the start");
    types_.push_back(type);
    handlers_.insert_or_assign(std::move(type), std::move(handler));
  }

  void start() {
    ONGGI_ASSERT(threads_.empty(), "a runner starts once");
    stopping_ = false;
    begin_heartbeats();
    for (std::int32_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
  }

  void stop() {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
      for (const auto& running : running_) running->cancel.request();
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    end_heartbeats();
  }

  void notify() {
    {
      const std::scoped_lock lock(mutex_);
      ++notified_;
    }
    wake_.notify_all();
  }

  Result<std::int64_t> drain() {
    if (threads_.empty()) {
      const std::scoped_lock lock(mutex_);
      stopping_ = false;
    }
    begin_heartbeats();
    auto count = drain_queue();
    end_heartbeats();
    return count;
  }

 private:
  Result<std::int64_t> drain_queue() {
    const std::string worker = unique_worker_name();
    std::uint64_t seen = 0;
    for (std::int64_t count = 0;; ++count) {
      if (is_stopping(seen)) return count;
      ONGGI_TRY(const auto jobs, queue_.lease(worker, types_, 1, options_.lease_ms));
      if (jobs.empty()) return count;
      run(worker, jobs.front());
    }
  }

  void work() {
    const std::string worker = unique_worker_name();
    std::uint64_t seen = 0;
    while (!is_stopping(seen)) {
      const auto jobs = queue_.lease(worker, types_, 1, options_.lease_ms);
      if (!jobs) log(LogLevel::warning, "jobs cannot be leased", {{"error", describe(jobs.error())}});
      if (jobs && !jobs->empty()) run(worker, jobs->front());
      else wait_for_work(seen);
    }
  }

  bool is_stopping(std::uint64_t& seen) {
    const std::scoped_lock lock(mutex_);
    seen = notified_;
    return stopping_;
  }

  // `seen` was read before the queue was looked at, so that work that came meanwhile does not wait for the next poll.
  void wait_for_work(std::uint64_t seen) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::milliseconds(options_.poll_ms), [&] { return stopping_ || notified_ != seen; });
  }

  void run(const std::string& worker, const Job& job) {
    const auto running = std::make_shared<Running>();  // shared by this thread and the heartbeat
    running->job = job;
    running->worker = worker;
    enter(running);
    const JobContext context{running->job, worker, running->cancel, [running](double progress, std::string_view stage) {
                               const std::scoped_lock lock(running->mutex);
                               running->progress = progress;
                               running->stage = stage;
                             }};
    const Result<void> done = run_guarded(handlers_.at(job.type), context);
    leave(running);
    settle(*running, done);
  }

  void enter(const std::shared_ptr<Running>& running) {
    const std::scoped_lock lock(mutex_);
    running_.push_back(running);
    if (stopping_) running->cancel.request();  // the stop came between the lease and here
  }

  void leave(const std::shared_ptr<Running>& running) {
    const std::scoped_lock lock(mutex_);
    std::erase(running_, running);
  }

  void settle(Running& running, const Result<void>& done) {
    const Job& job = running.job;
    if (std::scoped_lock lock(running.mutex); running.lease_lost) return;  // another worker has it
    auto noted = done ? check_completed(running) : note_error(running, done.error());
    // A lease that ran out while the handler ended is no news: the job goes on elsewhere.
    if (!noted && noted.error().code != ErrorCode::conflict)
      log(LogLevel::error, "a job's end cannot be noted", {{"job", job.id.str()}, {"error", describe(noted.error())}});
  }

  Result<void> note_error(const Running& running, const Error& error) {
    if (was_stopped(error)) return queue_.give_back(running.job.id, running.worker);
    const auto again = is_worth_another_try(error.code) ? JobQueue::Again::yes : JobQueue::Again::no;
    return queue_.fail_job(running.job.id, running.worker, error, again);
  }

  bool was_stopped(const Error& error) {
    const std::scoped_lock lock(mutex_);
    return stopping_ && error.code == ErrorCode::cancelled;
  }

  // A handler that forgot to complete would be run again after its lease, without end.
  Result<void> check_completed(const Running& running) {
    ONGGI_TRY(const Job now, queue_.get(running.job.id));
    if (now.state != JobState::running || now.attempts != running.job.attempts) return {};
    return queue_.fail_job(running.job.id, running.worker,
                           {ErrorCode::internal, "the handler of " + now.type + " ended without completing its job"},
                           JobQueue::Again::no);
  }

  void begin_heartbeats() {
    const std::scoped_lock lock(beat_mutex_);
    ++beat_users_;
    if (beat_users_ > 1) return;
    beat_stopping_ = false;
    beat_thread_ = std::thread([this] { beat_until_stopped(); });
  }

  void end_heartbeats() {
    std::unique_lock lock(beat_mutex_);
    if (beat_users_ == 0) return;
    --beat_users_;
    if (beat_users_ > 0) return;
    beat_stopping_ = true;
    std::thread ending = std::move(beat_thread_);
    lock.unlock();
    beat_wake_.notify_all();
    ending.join();
  }

  void beat_until_stopped() {
    const std::chrono::milliseconds pause(std::max<std::int64_t>(options_.lease_ms / 3, 1));
    std::unique_lock lock(beat_mutex_);
    while (!beat_wake_.wait_for(lock, pause, [&] { return beat_stopping_; })) {
      lock.unlock();
      for (const auto& running : all_running()) beat(*running);
      lock.lock();
    }
  }

  std::vector<std::shared_ptr<Running>> all_running() {
    const std::scoped_lock lock(mutex_);
    return running_;
  }

  void beat(Running& running) {
    double progress = 0;
    std::string stage;
    {
      const std::scoped_lock lock(running.mutex);
      progress = running.progress;
      stage = running.stage;
    }
    const auto alive = queue_.heartbeat(running.job.id, running.worker, options_.lease_ms, progress, stage);
    if (alive || (alive.error().code != ErrorCode::conflict && alive.error().code != ErrorCode::cancelled)) return;
    running.cancel.request();
    const std::scoped_lock lock(running.mutex);
    running.lease_lost = alive.error().code == ErrorCode::conflict;
  }

  JobQueue& queue_;
  const Options options_;
  std::vector<std::string> types_;
  std::map<std::string, JobHandler> handlers_;
  std::vector<std::thread> threads_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  bool stopping_ = false;
  std::uint64_t notified_ = 0;
  std::vector<std::shared_ptr<Running>> running_;

  std::mutex beat_mutex_;  // guards what follows
  std::condition_variable beat_wake_;
  bool beat_stopping_ = false;
  std::int32_t beat_users_ = 0;
  std::thread beat_thread_;
};

JobRunner::JobRunner(JobQueue& queue, const Options& options) : impl_(std::make_unique<Impl>(queue, options)) {}
JobRunner::~JobRunner() { impl_->stop(); }
void JobRunner::add(std::string type, JobHandler handler) { impl_->add(std::move(type), std::move(handler)); }
void JobRunner::start() { impl_->start(); }
void JobRunner::stop() { impl_->stop(); }
void JobRunner::notify() { impl_->notify(); }
Result<std::int64_t> JobRunner::drain() { return impl_->drain(); }

}  // namespace onggi
