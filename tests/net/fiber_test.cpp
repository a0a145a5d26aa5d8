// Fibers: they wait without their thread, and go on elsewhere before what blocks.
#include "net/fiber.h"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <latch>
#include <thread>

namespace onggi::net {
namespace {

/// Threads for what leaves the loop.
class Threads {
 public:
  Fiber::InThread starter() {
    return [this](Fiber::Work work) { threads_.emplace_back(std::move(work)); };
  }
  std::size_t count() const { return threads_.size(); }

 private:
  std::vector<std::jthread> threads_;
};

void sleep_in_fiber(std::chrono::milliseconds time) {
  Fiber& fiber = *Fiber::current();
  const auto alive = fiber.shared_from_this();
  boost::asio::steady_timer timer(fiber.loop().io(), time);
  bool over = false;
  timer.async_wait([&over, alive](const auto&) {
    over = true;
    alive->wake();
  });
  while (!over) fiber.wait();
}

TEST(Fiber, RunsAtOnceAndToItsEndWhereNothingIsWaitedFor) {
  Loop loop;
  Threads threads;
  int done = 0;
  ASSERT_TRUE(Fiber::start(loop, threads.starter(), [&] {
    EXPECT_NE(Fiber::current(), nullptr);
    ++done;
  }));
  EXPECT_EQ(done, 1);
  EXPECT_EQ(Fiber::current(), nullptr);
}

TEST(Fiber, ThousandsWaitOnOneThread) {
  constexpr int kFibers = 3'000;
  Loop loop;
  Threads threads;
  const auto thread = std::this_thread::get_id();
  int waiting = 0, most = 0, done = 0;
  for (int one = 0; one < kFibers; ++one)
    ASSERT_TRUE(Fiber::start(loop, threads.starter(), [&] {
      most = std::max(most, ++waiting);
      sleep_in_fiber(std::chrono::milliseconds(1));
      --waiting;
      EXPECT_EQ(std::this_thread::get_id(), thread);
      ++done;
    }));
  loop.io().run();
  EXPECT_EQ(most, kFibers);
  EXPECT_EQ(done, kFibers);
  EXPECT_EQ(threads.count(), 0U);
}

TEST(Fiber, BeforeWhatBlocksItGoesOnInAThreadOfItsOwn) {
  Loop loop;
  const auto thread = std::this_thread::get_id();
  std::latch both(2);
  int here = 0;
  {
    Threads threads;
    const auto work = [&] {
      std::string text = "kept on the fiber's stack";
      ++here;
      before_blocking();
      EXPECT_NE(std::this_thread::get_id(), thread);
      EXPECT_EQ(Fiber::current(), nullptr) << "an ordinary thread from here on";
      both.arrive_and_wait();  // would never end if one were on the loop still
      before_blocking();       // there already
      EXPECT_EQ(text, "kept on the fiber's stack");
    };
    ASSERT_TRUE(Fiber::start(loop, threads.starter(), work));
    ASSERT_TRUE(Fiber::start(loop, threads.starter(), work));
    EXPECT_EQ(threads.count(), 2U);
  }
  EXPECT_EQ(here, 2);
}

TEST(Fiber, StaysWhileItMust) {
  Loop loop;
  Threads threads;
  bool stayed = false;
  ASSERT_TRUE(Fiber::start(loop, threads.starter(), [&] {
    const Fiber::Stay stay(*Fiber::current());
    before_blocking();
    stayed = Fiber::current() != nullptr;
  }));
  EXPECT_TRUE(stayed);
  EXPECT_EQ(threads.count(), 0U);
}

TEST(Fiber, AWakeThatCameBeforeTheWaitIsNotLost) {
  Loop loop;
  Threads threads;
  bool over = false;
  ASSERT_TRUE(Fiber::start(loop, threads.starter(), [&] {
    Fiber::current()->wake();
    Fiber::current()->wait();
    over = true;
  }));
  EXPECT_TRUE(over);
}

TEST(Fiber, WhatIsWaitedForIsEndedByACancelAndByTime) {
  for (const bool cancelled : {true, false}) {
    Loop loop;
    Threads threads;
    const Cancel cancel;
    LoopWait::End end = LoopWait::End::none;
    ASSERT_TRUE(Fiber::start(loop, threads.starter(), [&] {
      const auto fiber = Fiber::current()->shared_from_this();
      const auto until =
          cancelled ? SteadyTime::max() : std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
      LoopWait wait(cancel, until, [fiber] { boost::asio::post(fiber->loop().io(), [fiber] { fiber->wake(); }); });
      fiber->loop().watch(wait);
      while (wait.ended == LoopWait::End::none) fiber->wait();
      end = wait.ended;
    }));
    if (cancelled) cancel.request();
    loop.io().run();
    EXPECT_EQ(end, cancelled ? LoopWait::End::cancelled : LoopWait::End::timed_out);
  }
}

TEST(Fiber, ExceptionsAreCaughtOnItsStack) {
  Loop loop;
  Threads threads;
  int caught = 0;
  ASSERT_TRUE(Fiber::start(loop, threads.starter(), [&] {
    try {
      sleep_in_fiber(std::chrono::milliseconds(1));
      throw std::runtime_error("on a stack of its own");
    } catch (const std::runtime_error&) {
      ++caught;
    }
  }));
  loop.io().run();
  EXPECT_EQ(caught, 1);
}

}  // namespace
}  // namespace onggi::net
