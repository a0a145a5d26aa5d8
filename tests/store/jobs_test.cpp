// The queue step by step, with a clock in the hand.
#include "store/jobs.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "store/any_database.h"
#include "store/migrations.h"

namespace onggi {
namespace {

using testing::ElementsAre;

class JobsTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    any::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ONGGI_ASSERT_OK(migrate(*database_, store_migrations()));
    queue_ = std::make_unique<JobQueue>(database_, clock_);
  }

  JobId add(const NewJob& job = {.type = "ingest", .payload = "{}"}) {
    const auto id = queue_->enqueue(job);
    EXPECT_TRUE(id.has_value()) << describe(id.error());
    return id.value_or(JobId());
  }
  std::vector<JobId> lease(std::string_view worker, std::int32_t count = 1) {
    const auto jobs = queue_->lease(worker, {"ingest"}, count, 1000);
    EXPECT_TRUE(jobs.has_value()) << describe(jobs.error());
    std::vector<JobId> ids;
    if (jobs)
      for (const Job& job : *jobs) ids.push_back(job.id);
    return ids;
  }
  Job get(const JobId& id) { return queue_->get(id).value_or(Job{}); }

  std::unique_ptr<JobQueue> queue_;
};
ONGGI_ON_ANY_DATABASE(JobsTest);

const Error kLost{ErrorCode::unavailable, "model server gone", {}, {}};

TEST_P(JobsTest, OldestFirstAlsoWithinOneMillisecond) {
  const std::vector<JobId> ids = {add(), add(), add(), add()};
  EXPECT_THAT(lease("a", 3), ElementsAre(ids[0], ids[1], ids[2]));
  EXPECT_THAT(lease("b", 3), ElementsAre(ids[3]));
  EXPECT_THAT(lease("c", 3), testing::IsEmpty());
  const Job job = get(ids[0]);
  EXPECT_EQ(job.state, JobState::running);
  EXPECT_EQ(job.attempts, 1);
  EXPECT_EQ(job.started_ms, clock_.now_ms());
}

TEST_P(JobsTest, OnlyKnownTypesAndDueJobsAreTaken) {
  add({.type = "tune", .payload = "{}"});
  const JobId later = add({.type = "ingest", .payload = "{}", .not_before_ms = clock_.now_ms() + 50});
  EXPECT_THAT(lease("a"), testing::IsEmpty());
  clock_.forward(50);
  EXPECT_THAT(lease("a"), ElementsAre(later));
  EXPECT_TRUE(queue_->lease("a", {}, 1, 1000)->empty());
  EXPECT_EQ(queue_->lease("", {"ingest"}, 1, 1000).error().code, ErrorCode::invalid_argument);
}

TEST_P(JobsTest, AKeyIsQueuedOnce) {
  const NewJob job{.type = "ingest", .payload = "{}", .key = "doc_1"};
  const JobId id = add(job);
  EXPECT_EQ(add(job), id);
  EXPECT_NE(add({.type = "ingest", .payload = "{}", .key = "doc_2"}), id);
  EXPECT_THAT(lease("a"), ElementsAre(id));
  EXPECT_EQ(add(job), id) << "running counts too";
  ONGGI_ASSERT_OK(queue_->complete(id, "a"));
  EXPECT_NE(add(job), id);
}

TEST_P(JobsTest, AJobAppearsWithTheTransactionThatWantsIt) {
  const auto rolled_back = database_->write<JobId>([&](SqlSession& session) -> Result<JobId> {
    ONGGI_CHECK(queue_->enqueue(session, {.type = "ingest", .payload = "{}"}));
    return fail(ErrorCode::cancelled, "stop");
  });
  EXPECT_FALSE(rolled_back.has_value());
  EXPECT_EQ(*queue_->count(JobState::queued), 0);
}

TEST_P(JobsTest, ALostLeaseIsTakenByTheNextAndTheFirstMayWriteNothing) {
  const JobId id = add();
  EXPECT_THAT(lease("a"), ElementsAre(id));
  clock_.forward(999);
  ONGGI_EXPECT_OK(queue_->heartbeat(id, "a", 1000, 0.5, "parse"));
  EXPECT_EQ(get(id).progress, 0.5);
  EXPECT_EQ(get(id).stage, "parse");
  clock_.forward(999);
  EXPECT_THAT(lease("b"), testing::IsEmpty());
  clock_.forward(1);
  EXPECT_THAT(lease("b"), ElementsAre(id));
  EXPECT_EQ(get(id).attempts, 2);
  EXPECT_EQ(get(id).error_code, "worker_lost");
  EXPECT_EQ(queue_->heartbeat(id, "a", 1000, 0.6, "parse").error().code, ErrorCode::conflict);
  EXPECT_EQ(queue_->complete(id, "a").error().code, ErrorCode::conflict);
  EXPECT_EQ(queue_->fail_job(id, "a", kLost, JobQueue::Again::yes).error().code, ErrorCode::conflict);
  EXPECT_EQ(queue_->give_back(id, "a").error().code, ErrorCode::conflict);
  ONGGI_EXPECT_OK(queue_->complete(id, "b"));
  EXPECT_EQ(get(id).state, JobState::done);
  EXPECT_EQ(get(id).error_code, "");
  EXPECT_EQ(queue_->complete(id, "b").error().code, ErrorCode::conflict);
}

TEST_P(JobsTest, AResultIsVisibleExactlyWithItsJob) {
  run("CREATE TABLE results (id TEXT PRIMARY KEY)");
  const JobId id = add();
  lease("a");
  const auto write_result = [&](std::string_view worker) {
    return database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(session.execute("INSERT INTO results (id) VALUES (:1)", {id.str()}));
      ONGGI_CHECK(queue_->complete(session, id, worker));
      return true;
    });
  };
  EXPECT_EQ(write_result("b").error().code, ErrorCode::conflict);
  EXPECT_TRUE(database_->query("SELECT id FROM results")->empty());
  ONGGI_EXPECT_OK(write_result("a"));
  EXPECT_EQ(database_->query("SELECT id FROM results")->size(), 1U);
}

TEST_P(JobsTest, AttemptsRunOut) {
  const JobId id = add({.type = "ingest", .payload = "{}", .attempts_max = 2});
  lease("a");
  ONGGI_EXPECT_OK(queue_->fail_job(id, "a", kLost, JobQueue::Again::yes));
  EXPECT_EQ(get(id).state, JobState::queued);
  EXPECT_EQ(get(id).error_code, "unavailable");
  EXPECT_EQ(get(id).error_message, "model server gone");
  EXPECT_THAT(lease("a"), testing::IsEmpty()) << "a pause comes first";
  clock_.forward(1000);
  EXPECT_THAT(lease("a"), ElementsAre(id));
  ONGGI_EXPECT_OK(queue_->fail_job(id, "a", kLost, JobQueue::Again::yes));
  EXPECT_EQ(get(id).state, JobState::failed);
  EXPECT_EQ(get(id).finished_ms, clock_.now_ms());
}

TEST_P(JobsTest, PausesGrow) {
  const JobId id = add({.type = "ingest", .payload = "{}", .attempts_max = 20});
  std::int64_t before = 0;
  for (int i = 0; i < 8; ++i) {
    ASSERT_THAT(lease("a"), ElementsAre(id));
    ONGGI_ASSERT_OK(queue_->fail_job(id, "a", kLost, JobQueue::Again::yes));
    std::int64_t pause = 0;
    while (lease("b").empty() && pause < 3'600'000) {
      clock_.forward(500);
      pause += 500;
    }
    ONGGI_ASSERT_OK(queue_->give_back(id, "b"));
    EXPECT_GE(pause, before);
    EXPECT_LE(pause, 600'000);
    before = pause;
  }
  EXPECT_EQ(before, 600'000);
}

TEST_P(JobsTest, AWorkerThatDiesOnTheLastAttemptLeavesAFailedJob) {
  const JobId id = add({.type = "ingest", .payload = "{}", .attempts_max = 1});
  lease("a");
  clock_.forward(1000);
  EXPECT_THAT(lease("b"), testing::IsEmpty());
  EXPECT_EQ(get(id).state, JobState::failed);
  EXPECT_EQ(get(id).error_code, "worker_lost");
}

TEST_P(JobsTest, AnErrorWithoutHopeIsFinal) {
  const JobId id = add();
  lease("a");
  ONGGI_EXPECT_OK(queue_->fail_job(id, "a", {ErrorCode::bad_input, "locked", "document d", ""}, JobQueue::Again::no));
  EXPECT_EQ(get(id).state, JobState::failed);
  EXPECT_EQ(get(id).error_message, "document d: locked");
}

TEST_P(JobsTest, CancelEndsQueuedJobsAtOnceAndRunningOnesAtTheirHeartbeat) {
  const JobId running = add();
  lease("a");
  const JobId queued = add();
  ONGGI_EXPECT_OK(queue_->cancel(queued));
  EXPECT_EQ(get(queued).state, JobState::cancelled);
  EXPECT_THAT(lease("b"), testing::IsEmpty());
  ONGGI_EXPECT_OK(queue_->cancel(running));
  EXPECT_EQ(get(running).state, JobState::running);
  EXPECT_EQ(queue_->heartbeat(running, "a", 1000, 0, "").error().code, ErrorCode::cancelled);
  ONGGI_EXPECT_OK(queue_->fail_job(running, "a", {ErrorCode::cancelled, "cancelled", {}, {}}, JobQueue::Again::yes));
  EXPECT_EQ(get(running).state, JobState::cancelled);
  ONGGI_EXPECT_OK(queue_->cancel(running)) << "no harm in doing it twice";
  EXPECT_EQ(queue_->cancel(JobId("job_none")).error().code, ErrorCode::not_found);
}

TEST_P(JobsTest, ACancelledJobOfADeadWorkerDoesNotComeBack) {
  const JobId id = add();
  lease("a");
  ONGGI_EXPECT_OK(queue_->cancel(id));
  clock_.forward(1000);
  EXPECT_THAT(lease("b"), testing::IsEmpty());
  EXPECT_EQ(get(id).state, JobState::cancelled);
}

TEST_P(JobsTest, TakingBackLeasesMakesJobsDueButNotForEver) {
  const JobId id = add({.type = "ingest", .payload = "{}", .attempts_max = 2});
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(lease("killed"), ElementsAre(id));
    ONGGI_EXPECT_OK(queue_->take_back_leases());
  }
  EXPECT_THAT(lease("next"), testing::IsEmpty());
  EXPECT_EQ(get(id).state, JobState::failed);
  EXPECT_EQ(get(id).error_code, "worker_lost");
}

TEST_P(JobsTest, GivingBackSpendsNoAttempt) {
  const JobId id = add({.type = "ingest", .payload = "{}", .attempts_max = 1});
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(lease("a"), ElementsAre(id));
    ONGGI_EXPECT_OK(queue_->give_back(id, "a"));
    EXPECT_EQ(get(id).attempts, 0);
  }
}

TEST_P(JobsTest, AJobThatWaitsForOthersGivesItsLeaseBackWithoutSpendingAnAttempt) {
  const JobId id = add({.type = "ingest", .payload = "{}", .attempts_max = 1});
  for (int i = 1; i < 4; ++i) {
    EXPECT_THAT(lease("a"), ElementsAre(id));
    ONGGI_EXPECT_OK(queue_->postpone(id, "a", clock_.now_ms() + 500, 0.25 * i, "wait"));
    EXPECT_EQ(queue_->postpone(id, "a", clock_.now_ms(), 0, "").error().code, ErrorCode::conflict);
    EXPECT_THAT(lease("a"), testing::IsEmpty());
    EXPECT_EQ(get(id).attempts, 0);
    EXPECT_DOUBLE_EQ(get(id).progress, 0.25 * i);
    clock_.forward(500);
  }
  EXPECT_THAT(lease("a"), ElementsAre(id));
  ONGGI_EXPECT_OK(queue_->cancel(id));
  ONGGI_EXPECT_OK(queue_->postpone(id, "a", clock_.now_ms() + 500, 0, ""));
  EXPECT_EQ(get(id).state, JobState::cancelled);
}

TEST_P(JobsTest, ListsNewestFirstByFilter) {
  const JobId first = add({.type = "ingest", .payload = "{}", .owner = "hong"});
  const JobId second = add({.type = "tune", .payload = "{}", .owner = "hong"});
  const JobId third = add({.type = "ingest", .payload = "{}", .owner = "kim"});
  const auto ids = [&](const JobQueue::Filter& filter) {
    std::vector<JobId> found;
    for (const Job& job : queue_->list(filter).value_or(std::vector<Job>{})) found.push_back(job.id);
    return found;
  };
  EXPECT_THAT(ids({}), ElementsAre(third, second, first));
  EXPECT_THAT(ids({.type = "ingest"}), ElementsAre(third, first));
  EXPECT_THAT(ids({.owner = "hong", .limit = 1}), ElementsAre(second));
  EXPECT_THAT(ids({.state = JobState::running}), testing::IsEmpty());
  EXPECT_EQ(*queue_->count(JobState::queued), 3);
}

TEST_P(JobsTest, RefusesWhatNoWorkerCouldDo) {
  EXPECT_EQ(queue_->enqueue({.type = "", .payload = "{}"}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(queue_->enqueue({.type = "x", .payload = "{}", .attempts_max = 0}).error().code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(queue_->enqueue({.type = "x", .payload = std::string(70'000, 'x')}).error().code,
            ErrorCode::limit_exceeded);
}

TEST_P(JobsTest, TwoWorkersNeverGetTheSameJob) {
  constexpr int kJobs = 60;
  for (int i = 0; i < kJobs; ++i) add();
  std::mutex mutex;
  std::multiset<std::string> taken;
  std::vector<std::thread> threads;
  threads.reserve(8);
  const auto other = open_again();
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      JobQueue mine(t % 2 == 0 ? database_ : other, clock_);
      for (;;) {
        const auto jobs = mine.lease("worker" + std::to_string(t), {"ingest"}, 3, 1000);
        ASSERT_TRUE(jobs.has_value()) << describe(jobs.error());
        if (jobs->empty() && *mine.count(JobState::queued) == 0) return;
        const std::scoped_lock lock(mutex);
        for (const Job& job : *jobs) taken.insert(job.id.str());
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken.size(), static_cast<std::size_t>(kJobs));
  EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(), static_cast<std::size_t>(kJobs));
}

TEST_P(JobsTest, OneKeyFromManyThreadsIsOneJob) {
  std::mutex mutex;
  std::set<std::string> ids;
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        const JobId id = add({.type = "ingest", .payload = "{}", .key = "same"});
        const std::scoped_lock lock(mutex);
        ids.insert(id.str());
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ids.size(), 1U);
}

}  // namespace
}  // namespace onggi
