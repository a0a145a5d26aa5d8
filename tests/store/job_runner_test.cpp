// The runner: handlers, retries, cancel, stop. No test waits for time to pass: they wait for what happens.
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "store/any_database.h"
#include "store/jobs.h"
#include "store/migrations.h"

namespace onggi {
namespace {

// A door that threads wait at until it is opened.
class Gate {
 public:
  void open() {
    {
      const std::scoped_lock lock(mutex_);
      open_ = true;
    }
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

class JobRunnerTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    any::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ONGGI_ASSERT_OK(migrate(*database_, store_migrations()));
    queue_ = std::make_unique<JobQueue>(database_, clock_);
  }
  JobId add(std::string type = "work", std::int32_t attempts_max = 3) {
    const auto id = queue_->enqueue({.type = std::move(type), .payload = "{}", .attempts_max = attempts_max});
    EXPECT_TRUE(id.has_value()) << describe(id.error());
    return id.value_or(JobId());
  }
  Job get(const JobId& id) { return queue_->get(id).value_or(Job{}); }
  JobHandler completing() {
    return [this](const JobContext& context) { return queue_->complete(context.job.id, context.worker); };
  }
  // A handler works until it is asked to stop, as long parses do.
  static Result<void> work_until_cancelled(const JobContext& context) {
    for (;;) {
      ONGGI_CHECK(context.cancel.check());
      std::this_thread::yield();
    }
  }

  std::unique_ptr<JobQueue> queue_;
};
ONGGI_ON_ANY_DATABASE(JobRunnerTest);

TEST_P(JobRunnerTest, DrainRunsWhatIsDueAndCountsIt) {
  const std::vector<JobId> ids = {add(), add(), add(), add("unknown")};
  JobRunner runner(*queue_, {});
  runner.add("work", completing());
  EXPECT_EQ(*runner.drain(), 3);
  EXPECT_EQ(*runner.drain(), 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get(ids[static_cast<std::size_t>(i)]).state, JobState::done);
  EXPECT_EQ(get(ids[3]).state, JobState::queued);
}

TEST_P(JobRunnerTest, ErrorsAreNotedAndOnlyPassingOnesTriedAgain) {
  const JobId gone = add("gone");
  const JobId broken = add("broken");
  const JobId throws = add("throws", 1);
  const JobId forgets = add("forgets");
  JobRunner runner(*queue_, {});
  runner.add("gone", [](const JobContext&) { return fail(ErrorCode::unavailable, "server gone"); });
  runner.add("broken", [](const JobContext&) { return fail(ErrorCode::bad_input, "no document"); });
  runner.add("throws", [](const JobContext&) -> Result<void> { throw std::runtime_error("홍길동 900101-1234567"); });
  runner.add("forgets", [](const JobContext&) { return Result<void>(); });
  EXPECT_EQ(*runner.drain(), 4);
  EXPECT_EQ(get(gone).state, JobState::queued);
  EXPECT_EQ(get(gone).error_code, "unavailable");
  EXPECT_EQ(get(broken).state, JobState::failed);
  EXPECT_EQ(get(throws).state, JobState::failed);
  EXPECT_EQ(get(throws).error_code, "internal");
  EXPECT_EQ(get(throws).error_message.find("홍길동"), std::string::npos);
  EXPECT_EQ(get(forgets).state, JobState::failed);
  for (int i = 0; i < 2; ++i) {
    clock_.forward(600'000);
    EXPECT_EQ(*runner.drain(), 1);
  }
  EXPECT_EQ(get(gone).state, JobState::failed);
}

TEST_P(JobRunnerTest, ThreadsTakeWorkWhenTold) {
  Gate done;
  std::atomic<int> left = 20;
  JobRunner runner(*queue_, {.threads = 3, .poll_ms = 600'000});
  runner.add("work", [&](const JobContext& context) -> Result<void> {
    ONGGI_CHECK(queue_->complete(context.job.id, context.worker));
    if (--left == 0) done.open();
    return {};
  });
  runner.start();
  for (int i = 0; i < 20; ++i) {
    add();
    runner.notify();
  }
  done.wait();
  runner.stop();
  EXPECT_EQ(*queue_->count(JobState::done), 20);
}

TEST_P(JobRunnerTest, StopGivesRunningJobsBackWithoutBurningAnAttempt) {
  const JobId id = add("work", 1);
  Gate running;
  {
    JobRunner runner(*queue_, {.threads = 1});
    runner.add("work", [&](const JobContext& context) {
      running.open();
      return work_until_cancelled(context);
    });
    runner.start();
    running.wait();
  }  // the destructor stops
  EXPECT_EQ(get(id).state, JobState::queued);
  EXPECT_EQ(get(id).attempts, 0);
  JobRunner next(*queue_, {});
  next.add("work", completing());
  EXPECT_EQ(*next.drain(), 1);
  EXPECT_EQ(get(id).state, JobState::done);
}

TEST_P(JobRunnerTest, ACancelReachesTheHandlerByTheHeartbeat) {
  const JobId id = add();
  JobRunner runner(*queue_, {.lease_ms = 30});
  runner.add("work", [&](const JobContext& context) {
    context.report(0.25, "parse");
    ONGGI_EXPECT_OK(queue_->cancel(context.job.id));
    return work_until_cancelled(context);
  });
  EXPECT_EQ(*runner.drain(), 1);
  EXPECT_EQ(get(id).state, JobState::cancelled);
  EXPECT_EQ(get(id).progress, 0.25);
  EXPECT_EQ(get(id).stage, "parse");
}

TEST_P(JobRunnerTest, ALostLeaseStopsTheHandlerAndLeavesTheJobToTheOther) {
  const JobId id = add();
  JobRunner runner(*queue_, {.lease_ms = 30});
  std::atomic<int> runs = 0;
  runner.add("work", [&](const JobContext& context) {
    if (++runs > 1) return queue_->complete(context.job.id, context.worker);
    // As when this process hung for a minute: another worker took the job meanwhile.
    for (std::vector<Job> taken; taken.empty();) {
      clock_.forward(60'000);
      taken = queue_->lease("other", {"work"}, 1, 600'000).value_or(std::vector<Job>{});
    }
    return work_until_cancelled(context);
  });
  EXPECT_EQ(*runner.drain(), 1);
  EXPECT_EQ(get(id).state, JobState::running);
  EXPECT_EQ(get(id).attempts, 2);
  ONGGI_EXPECT_OK(queue_->complete(id, "other"));
}

TEST_P(JobRunnerTest, ARunnerThatStoppedMayDrain) {
  JobRunner runner(*queue_, {.threads = 1});
  runner.add("work", completing());
  runner.start();
  runner.stop();
  const JobId id = add();
  EXPECT_EQ(*runner.drain(), 1);
  EXPECT_EQ(get(id).state, JobState::done);
}

}  // namespace
}  // namespace onggi
