// Changing stacks. There are just two moves: mcall, from a goroutine to its thread's g0, and gogo,
// from g0 to a goroutine. A switch from one goroutine to another is both, with the scheduler in
// between.
#pragma once
#include <m.hpp>
#include <overflow.hpp>
#include <utility>

namespace rt {

// The G that runs on this thread: one thread-local word. Null on a thread that is no M.
//
// Why assembly? A goroutine may go to sleep on one thread and wake up on another. A C++ compiler
// does not know that: it may compute the address of a thread_local once per function, reuse it
// after a switch, and then read the G of a thread that the goroutine has left. `volatile` keeps it
// from merging two of these; and neither g++ nor clang moves one across a call.
// Go 1.21: runtime/stubs.go, getg (which the compiler turns into a read of R14 or of FS:-8)
[[gnu::always_inline]] inline G* getg() {
  G* gp;
  asm volatile("movq %%fs:rt_g@tpoff, %0" : "=r"(gp));
  return gp;
}

extern "C" {
void setg(G* gp);                     // asm/02-context/rt_g.S
[[noreturn]] void gogo(Gobuf* buf);   // gogo.S
void rt_mcall(void (*fn)(G*));        // mcall.S
void rt_mstart(G* g0, void (*fn)());  // mstart.S
void rt_goexit();                     // goexit.S
// g0.cpp. Neither returns. But if g++ knew, it would make what comes before small instead of fast.
void rt_goexit1();
}

// g0.cpp
[[noreturn]] void badmcall();
void mcall_sanitized(G* gp);

// The last thing that gp does on its stack: look for mistakes, and take along the exceptions that
// it has not finished with. Returns the function to call on g0.
[[gnu::always_inline]] inline auto leaving(G* gp, void (*fn)(G*)) {
  if (gp == gp->m->g0) [[unlikely]]
    badmcall();
  if (gp->stack.lo >= canary_from.load(std::memory_order_relaxed)) [[unlikely]]
    if (!canaryalive(gp->stack)) fn = stackoverflow;  // on g0: no room for it here
  exceptions_move(gp->m->exceptions, &gp->exceptions);
  if constexpr (sanitized)  // mcall_sanitized, then fn. g0->fn is free: a g0 has no function
    gp->m->g0->fn = std::exchange(fn, mcall_sanitized);
  return fn;
}

// Leaves the current goroutine and calls fn(g) on g0. Returns when g runs again, which may be on
// another thread: read nothing thread-local before it that you use after it. fn must not return.
// Once fn has made g known to others (put it into a queue, say) another thread may be running it:
// fn must not touch g after that.
// Go 1.21: runtime/asm_amd64.s, mcall
[[gnu::always_inline]] inline void mcall(void (*fn)(G*)) {
  G* gp = getg();
  fn = leaving(gp, fn);
  if constexpr (sanitized) fiber_leave(gp->fiber, gp->m->g0->fiber);
  rt_mcall(fn);
  if constexpr (sanitized) fiber_enter(getg()->fiber);
}

// From g0 to gp, or, with gp = g0 itself, out of mstart.
[[noreturn, gnu::always_inline]] inline void gogo(G* gp) {
  if constexpr (sanitized)
    if (getg() != gp) fiber_leave(getg()->fiber, gp->fiber);
  exceptions_move(&gp->exceptions, getg()->m->exceptions);
  gogo(&gp->sched);
}

// Makes the calling thread's stack the g0 of `mp` and calls fn on it. Returns when gogo resumes g0.
void mstart(M* mp, G* g0, void (*fn)());

// Lets gp begin in fn(gp) when it is first switched to, with goexit to return to. Needs gp->stack.
// Go 1.21: runtime/sys_x86.go, gostartcall
void gostartcall(G* gp, void (*fn)(G*));

// The end of the current goroutine, from wherever it stands. No destructor runs, neither of what is
// on its stack nor of its function object: Go's runs deferred functions, C++ has none.
// Go 1.21: runtime/panic.go, Goexit
[[noreturn]] void goexit();

// On g0: what happens to a finished goroutine. Go 1.21: runtime/proc.go, goexit0
[[noreturn]] void goexit0(G* gp);

}  // namespace rt
