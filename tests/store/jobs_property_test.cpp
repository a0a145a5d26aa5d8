// The queue under random interleavings: whatever workers do and however often they vanish, every job is completed
// exactly once or ends for a reason, and no two workers hold one job.
#include <map>
#include <random>
#include <set>

#include "store/any_database.h"
#include "store/jobs.h"
#include "store/migrations.h"

namespace onggi {
namespace {

constexpr std::int64_t kLeaseMs = 1000;
const std::vector<std::string> kTypes = {"a", "b"};

// What an outside observer knows: who holds what until when, and what has been completed.
class Model {
 public:
  struct Held {
    std::string worker;
    UnixMs until = 0;
  };
  std::map<JobId, Held> held;  // by the last lease or heartbeat
  std::map<JobId, int> completions;
  std::set<JobId> cancelled;
};

class JobsPropertyTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    any::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ONGGI_ASSERT_OK(migrate(*database_, store_migrations()));
  }

  void step(std::mt19937_64& random, JobQueue& queue, Model& model) {
    const std::string worker = "w" + std::to_string(random() % 4);
    switch (random() % 10) {
      case 0:
      case 1:
        return enqueue(random, queue, model);
      case 2:
      case 3:
      case 4:
        return lease(random, queue, model, worker);
      case 5:
        clock_.forward(static_cast<std::int64_t>(random() % 700));
        return;
      default:
        return act(random, queue, model, worker);
    }
  }

  void enqueue(std::mt19937_64& random, JobQueue& queue, Model& model) {
    const auto id = queue.enqueue({.type = kTypes[random() % 2],
                                   .payload = "{}",
                                   .key = random() % 3 == 0 ? "key" + std::to_string(random() % 3) : "",
                                   .attempts_max = static_cast<std::int32_t>(1 + random() % 4)});
    ONGGI_ASSERT_OK(id);
    model.completions.try_emplace(*id, 0);
  }

  void lease(std::mt19937_64& random, JobQueue& queue, Model& model, const std::string& worker) {
    const auto jobs = queue.lease(worker, kTypes, static_cast<std::int32_t>(1 + random() % 3), kLeaseMs);
    ONGGI_ASSERT_OK(jobs);
    for (const Job& job : *jobs) {
      const auto held = model.held.find(job.id);
      EXPECT_TRUE(held == model.held.end() || held->second.until <= clock_.now_ms()) << "taken from a living worker";
      EXPECT_EQ(model.completions[job.id], 0) << "done jobs stay done";
      EXPECT_LE(job.attempts, job.attempts_max);
      model.held[job.id] = {worker, clock_.now_ms() + kLeaseMs};
    }
  }

  // A worker does something to any job, also to those that it does not hold (any more).
  void act(std::mt19937_64& random, JobQueue& queue, Model& model, const std::string& worker) {
    if (model.completions.empty()) return;
    const JobId id =
        std::next(model.completions.begin(), static_cast<std::ptrdiff_t>(random() % model.completions.size()))->first;
    const auto held = model.held.find(id);
    const bool mine = held != model.held.end() && held->second.worker == worker;
    const bool alive = mine && held->second.until > clock_.now_ms();
    Result<void> done;
    switch (random() % 5) {
      case 0:
        done = queue.heartbeat(id, worker, kLeaseMs, 0.5, "stage");
        if (done) held->second.until = clock_.now_ms() + kLeaseMs;
        if (!done && done.error().code == ErrorCode::cancelled) {
          EXPECT_TRUE(model.cancelled.contains(id));
          held->second.until = clock_.now_ms() + kLeaseMs;
          done = {};
        }
        break;
      case 1:
        done = queue.complete(id, worker);
        if (done) ++model.completions[id];
        if (done) model.held.erase(id);
        EXPECT_LE(model.completions[id], 1);
        break;
      case 2:
        done = queue.fail_job(id, worker, {ErrorCode::unavailable, "gone", {}, {}}, JobQueue::Again::yes);
        if (done) model.held.erase(id);
        break;
      case 3:
        done = queue.give_back(id, worker);
        if (done) model.held.erase(id);
        break;
      default:
        if (random() % 4 != 0) return;
        ONGGI_EXPECT_OK(queue.cancel(id));
        model.cancelled.insert(id);
        return;
    }
    EXPECT_TRUE(!alive || done) << "who holds a living lease may act";
    EXPECT_TRUE(mine || !done) << "who does not hold the job may not act";
    EXPECT_TRUE(done || done.error().code == ErrorCode::conflict);
  }

  // In the end an honest worker does all that is left.
  void finish(JobQueue& queue, Model& model) {
    for (int i = 0; i < 1000; ++i) {
      clock_.forward(600'000);
      const auto jobs = queue.lease("last", kTypes, 10, kLeaseMs);
      ONGGI_ASSERT_OK(jobs);
      if (jobs->empty()) return;
      for (const Job& job : *jobs) {
        ONGGI_EXPECT_OK(queue.complete(job.id, "last"));
        EXPECT_EQ(++model.completions[job.id], 1);
      }
    }
    FAIL() << "the queue does not run empty";
  }

  void check_end(JobQueue& queue, const Model& model) {
    for (const auto& [id, completions] : model.completions) {
      const auto job = queue.get(id);
      ONGGI_ASSERT_OK(job);
      EXPECT_EQ(job->state == JobState::done, completions == 1);
      EXPECT_TRUE(job->state != JobState::cancelled || model.cancelled.contains(id));
      EXPECT_TRUE(job->state != JobState::failed || job->attempts == job->attempts_max);
      EXPECT_TRUE(job->state != JobState::queued && job->state != JobState::running) << to_string(job->state);
    }
  }
};
ONGGI_ON_ANY_DATABASE(JobsPropertyTest);

TEST_P(JobsPropertyTest, EachJobIsCompletedOnceOrEndsForAReason) {
  const std::uint64_t seeds = is_postgresql() ? 6 : 15;
  for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    run("DELETE FROM jobs");
    JobQueue queue(database_, clock_);
    Model model;
    for (int i = 0; i < 120 && !HasFailure(); ++i) step(random, queue, model);
    finish(queue, model);
    check_end(queue, model);
  }
}

}  // namespace
}  // namespace onggi
