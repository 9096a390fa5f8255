// g0: the thread's own stack, for everything that must not run on a goroutine's.
#include <fatal.hpp>
#include <switch.hpp>

namespace rt {

void mstart(M* mp, G* g0, void (*fn)()) {
  mp->g0 = g0;
  g0->m = mp;
  G* before = getg();
  fiber_of_thread(g0->fiber);
  mp->exceptions = exceptions_of_thread();
  exceptions_move(mp->exceptions, &g0->exceptions);
  rt_mstart(g0, fn);
  fiber_of_thread_ends(g0->fiber);
  setg(before);
}

// Go 1.21: runtime/proc.go, badmcall and badmcall2
void badmcall() { fatal("runtime: mcall called on m->g0 stack"); }
extern "C" void rt_badmcall2() { fatal("runtime: mcall function returned"); }

// Tells the sanitizer that the thread is on g0's stack, and then calls fn.
void mcall_sanitized(G* gp) {
  G* g0 = gp->m->g0;
  fiber_enter(g0->fiber);
  g0->fn(gp);
}

// A goroutine's function has returned, or has called goexit.
extern "C" void rt_goexit1() {
  G* gp = getg();
  // Perhaps it has left in the middle of a catch block, or of several: that ends, too. Each time
  // the thread's list is found anew, since a destructor may have switched, and come back on another
  // thread.
  while (gp->m->exceptions->caught) __cxxabiv1::__cxa_end_catch();
  gp->m->exceptions->uncaught = 0;
  auto fn = leaving(gp, goexit0);
  if constexpr (sanitized) fiber_finish(gp->fiber, gp->m->g0->fiber);
  rt_mcall(fn);
  __builtin_unreachable();
}

void goexit() {
  if (!getg()) fatal("goexit: called from a thread that runs no goroutines");
  rt_goexit1();
  __builtin_unreachable();
}

}  // namespace rt
