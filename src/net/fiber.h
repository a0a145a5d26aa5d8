// Work with a stack of its own, which gives its thread back while it waits: thousands of calls to slow servers need no
// thread each, and read as if each had one.
#pragma once

#include <ucontext.h>

#include <functional>
#include <memory>

#include "base/blocking.h"
#include "base/clock.h"
#include "net/loop.h"

namespace onggi::net {

/// A mapped stack; its pages are taken only when they are written.
class FiberStack {
 public:
  FiberStack();
  FiberStack(FiberStack&& other) noexcept;
  FiberStack& operator=(FiberStack&&) = delete;
  ~FiberStack();
  bool ready() const { return memory_ != nullptr; }
  void* bottom() const;
  std::size_t bytes() const;
  void forget();  // its contents: their memory goes back to the system

 private:
  void* memory_ = nullptr;
};

/// Starts on a loop's thread and stays there as long as it only waits by wait(). Before what blocks (before_blocking())
/// it goes on in a thread of its own to its end.
///
/// Over before_blocking() no lock may be held, and over wait() none that anybody else on the loop wants.
class Fiber final : public LoopWork, public std::enable_shared_from_this<Fiber> {
 public:
  using Work = std::function<void()>;
  /// Runs what it is given in a thread, soon.
  using InThread = std::function<void(Work)>;

  /// Runs `work` at once, on this thread, which is `loop`'s, until it waits for the first time or ends. False: no
  /// memory for a stack. `work` throws nothing.
  static bool start(Loop& loop, InThread in_thread, Work work);

  /// The one that this code runs in; null in a thread, also where a fiber went on in it.
  static Fiber* current();

  Loop& loop() { return loop_; }

  /// Until wake(), at least once since the last wait(). Waking for no reason happens: look at what is waited for.
  void wait();
  /// On the loop's thread.
  void wake();

  void leave_loop() override;

  /// While it lives, the fiber stays on the loop, also before what blocks: it uses what belongs to the loop.
  class Stay {
   public:
    explicit Stay(Fiber& fiber) : fiber_(fiber) { fiber_.stays_ = true; }
    ~Stay() { fiber_.stays_ = false; }
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;

   private:
    Fiber& fiber_;
  };

 private:
  enum class Place { loop, leaving, thread, ended };
  Fiber(Loop& loop, InThread in_thread, Work work, FiberStack stack);
  static void enter(unsigned high, unsigned low);
  void begin();
  void run_on_loop();
  void run_in_thread();
  void switch_in();
  void switch_out(bool for_good);

  Loop& loop_;
  InThread in_thread_;
  Work work_;
  FiberStack stack_;
  ucontext_t inside_{}, outside_{};
  std::shared_ptr<Fiber> self_;  // until the work has ended
  Place place_ = Place::loop;
  bool waiting_ = false, woken_ = false, stays_ = false;
  // What the address sanitizer keeps for a stack that is left.
  void* inside_shadow_ = nullptr;
  void* outside_shadow_ = nullptr;
  const void* outside_bottom_ = nullptr;
  std::size_t outside_bytes_ = 0;
};

}  // namespace onggi::net
