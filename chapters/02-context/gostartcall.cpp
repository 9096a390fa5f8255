#include <switch.hpp>

namespace rt {

// The first thing a goroutine runs, on its own stack.
static void gomain(G* gp) {
  if constexpr (sanitized) fiber_enter(gp->fiber);
  gp->fn(gp);
}  // "returns" into goexit

// The first frame: the stack looks as if goexit had just called gomain.
//
//     hi      ┐
//     hi - 8  │ 0
//     hi - 16 │ 0                   nothing above: a walk up the stack ends here
//     hi - 24 │ address of goexit   ← sp, as a `call` would leave it
//
// System V wants rsp + 8 to be a multiple of 16 where a function begins, and hi is one. A frame
// that is off by eight works until the first function that keeps an SSE register on its stack.
// Go 1.21: runtime/sys_x86.go, gostartcall, and runtime/proc.go, newproc1
void gostartcall(G* gp, void (*fn)(G*)) {
  auto frame = reinterpret_cast<uintptr_t*>(gp->stack.hi - 24);
  frame[0] = reinterpret_cast<uintptr_t>(rt_goexit) + 1;  // behind its nop
  frame[1] = frame[2] = 0;
  gp->fn = fn;
  gp->sched = {};
  gp->sched.sp = reinterpret_cast<uintptr_t>(frame);
  gp->sched.pc = reinterpret_cast<uintptr_t>(gomain);
  gp->sched.g = gp;
}

}  // namespace rt
