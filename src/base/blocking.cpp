// See blocking.h.
#include "base/blocking.h"

namespace onggi {
namespace {

thread_local LoopWork* here_now = nullptr;

}  // namespace

// Out of line: a compiler that keeps the address of a thread's variable would read the one of the thread before.
LoopWork* LoopWork::here() { return here_now; }
void LoopWork::set_here(LoopWork* work) { here_now = work; }

}  // namespace onggi
