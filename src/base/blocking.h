// Where work that keeps its thread waiting goes on when the thread serves many.
#pragma once

namespace onggi {

/// Work on an event loop's thread that can go on in a thread of its own (net/fiber.h).
class LoopWork {
 public:
  virtual ~LoopWork() = default;
  /// Returns in another thread, where waiting holds up nobody else.
  virtual void leave_loop() = 0;

  /// The one that this thread is working on; null in a thread that serves only what it works on.
  static LoopWork* here();
  static void set_here(LoopWork* work);
};

/// Called before anything that may wait for long: a database, a turn at the cores, a model of this process. On an event
/// loop the work goes on in a thread of its own from here; elsewhere nothing happens. No lock may be held: a mutex is
/// unlocked by the thread that locked it.
inline void before_blocking() {
  if (LoopWork* work = LoopWork::here(); work != nullptr) work->leave_loop();
}

}  // namespace onggi
