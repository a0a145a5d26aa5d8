// Threads that come and go.
#include "serve/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

namespace onggi::serve_room {
namespace {

TEST(WaitingWorkers, EachCallHasAThreadWhileOthersWait) {
  constexpr int kCalls = 50;
  std::latch all(kCalls);
  WaitingWorkers workers(kCalls, 0);
  std::atomic<int> done = 0;
  // Each waits for all the others: fewer threads than calls would never end.
  for (int one = 0; one < kCalls; ++one)
    ASSERT_TRUE(workers.post([&] {
      all.arrive_and_wait();
      ++done;
    }));
  workers.join();
  EXPECT_EQ(done, kCalls);
}

TEST(WaitingWorkers, BeyondItsBoundsItSaysNoAndWhatWaitsIsDone) {
  WaitingWorkers workers(2, 3);
  std::latch go(1);
  std::atomic<int> done = 0;
  int taken = 0;
  for (int one = 0; one < 20; ++one)
    taken += workers.post([&] {
      go.wait();
      ++done;
    })
                 ? 1
                 : 0;
  EXPECT_EQ(taken, 5) << "two at work, three waiting";
  go.count_down();
  workers.join();
  EXPECT_EQ(done, taken);
}

TEST(WaitingWorkers, ManyPostersLoseNothing) {
  WaitingWorkers workers(8, 100'000);
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> posters;
    for (int poster = 0; poster < 4; ++poster)
      posters.emplace_back([&] {
        for (int one = 0; one < 2'000; ++one) EXPECT_TRUE(workers.post([&] { ++done; }));
      });
  }
  workers.join();
  EXPECT_EQ(done, 8'000);
}

}  // namespace
}  // namespace onggi::serve_room
