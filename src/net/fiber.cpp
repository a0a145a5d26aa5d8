// Stacks are switched by the system's makecontext() and swapcontext() (ucontext.h).
#include "net/fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace onggi::net {
namespace {

constexpr std::size_t kStackBytes = 8U << 20U;  // what threads have
constexpr std::size_t kIdleStacksMax = 64;

std::size_t page_bytes() {
  static const auto bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return bytes;
}

/// Stacks that wait for the next fiber.
class IdleStacks {
 public:
  FiberStack take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        FiberStack stack = std::move(idle_.back());
        idle_.pop_back();
        return stack;
      }
    }
    return {};
  }
  void give(FiberStack stack) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kIdleStacksMax) idle_.push_back(std::move(stack));
  }

 private:
  std::mutex mutex_;
  std::vector<FiberStack> idle_;
};

IdleStacks& idle_stacks() {
  static IdleStacks stacks;
  return stacks;
}

// The sanitizer must know which stack is in use.
void switch_begins([[maybe_unused]] void** keep, [[maybe_unused]] const void* bottom,
                   [[maybe_unused]] std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(keep, bottom, bytes);
#endif
}
void switch_ended([[maybe_unused]] void* kept, [[maybe_unused]] const void** bottom_before,
                  [[maybe_unused]] std::size_t* bytes_before) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(kept, bottom_before, bytes_before);
#endif
}

}  // namespace

FiberStack::FiberStack() {
  void* memory = ::mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return;
  ::mprotect(memory, page_bytes(), PROT_NONE);  // what grows beyond it ends the process instead of another's memory
  memory_ = memory;
}
FiberStack::FiberStack(FiberStack&& other) noexcept : memory_(std::exchange(other.memory_, nullptr)) {}
FiberStack::~FiberStack() {
  if (memory_ != nullptr) ::munmap(memory_, kStackBytes);
}
void* FiberStack::bottom() const { return static_cast<char*>(memory_) + page_bytes(); }
std::size_t FiberStack::bytes() const { return kStackBytes - page_bytes(); }
void FiberStack::forget() { ::madvise(bottom(), bytes(), MADV_DONTNEED); }

Fiber::Fiber(Loop& loop, InThread in_thread, Work work, FiberStack stack)
    : loop_(loop), in_thread_(std::move(in_thread)), work_(std::move(work)), stack_(std::move(stack)) {}

bool Fiber::start(Loop& loop, InThread in_thread, Work work) {
  FiberStack stack = idle_stacks().take();
  if (!stack.ready()) return false;
  const std::shared_ptr<Fiber> fiber(new Fiber(loop, std::move(in_thread), std::move(work), std::move(stack)));
  fiber->self_ = fiber;
  fiber->begin();
  return true;
}

void Fiber::begin() {
  ::getcontext(&inside_);
  inside_.uc_stack.ss_sp = stack_.bottom();
  inside_.uc_stack.ss_size = stack_.bytes();
  inside_.uc_link = nullptr;
  // makecontext() hands on numbers of the size of an int.
  const auto address = std::bit_cast<std::uintptr_t>(this);
  ::makecontext(&inside_, reinterpret_cast<void (*)()>(&Fiber::enter), 2, static_cast<unsigned>(address >> 32U),
                static_cast<unsigned>(address));
  run_on_loop();
}

void Fiber::enter(unsigned high, unsigned low) {
  auto* const fiber = std::bit_cast<Fiber*>((static_cast<std::uintptr_t>(high) << 32U) | low);
  switch_ended(nullptr, &fiber->outside_bottom_, &fiber->outside_bytes_);
  fiber->work_();
  fiber->work_ = nullptr;
  fiber->place_ = Place::ended;
  fiber->switch_out(true);
}

Fiber* Fiber::current() { return static_cast<Fiber*>(LoopWork::here()); }

void Fiber::switch_in() {
  switch_begins(&outside_shadow_, stack_.bottom(), stack_.bytes());
  ::swapcontext(&outside_, &inside_);
  switch_ended(outside_shadow_, nullptr, nullptr);
}

void Fiber::switch_out(bool for_good) {
  switch_begins(for_good ? nullptr : &inside_shadow_, outside_bottom_, outside_bytes_);
  ::swapcontext(&inside_, &outside_);
  switch_ended(inside_shadow_, &outside_bottom_, &outside_bytes_);
}

void Fiber::run_on_loop() {
  const std::shared_ptr<Fiber> alive = self_;
  LoopWork* const before = LoopWork::here();
  LoopWork::set_here(this);
  switch_in();
  LoopWork::set_here(before);
  if (place_ == Place::leaving) {
    place_ = Place::thread;
    in_thread_([alive] { alive->run_in_thread(); });
  } else if (place_ == Place::ended) {
    idle_stacks().give(std::move(stack_));
    self_.reset();
  }
}

void Fiber::run_in_thread() {
  switch_in();  // nothing waits on a loop any more: it comes back when all is done
  stack_.forget();
  idle_stacks().give(std::move(stack_));
  self_.reset();
}

void Fiber::wait() {
  if (!woken_) {
    waiting_ = true;
    switch_out(false);
  }
  woken_ = false;
}

void Fiber::wake() {
  woken_ = true;
  if (std::exchange(waiting_, false)) run_on_loop();
}

void Fiber::leave_loop() {
  if (stays_) return;
  place_ = Place::leaving;
  switch_out(false);
}

}  // namespace onggi::net
