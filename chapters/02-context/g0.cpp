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

// mcall arrives here, on g0's stack.
extern "C" [[noreturn]] void g0main(void (*fn)(G*), G* gp) {
  if constexpr (sanitized) fiber_enter(gp->m->g0->fiber);
  if (gp == gp->m->g0) fatal("runtime: mcall called on m->g0 stack");
  if (gp->stack.lo >= canary_from.load(std::memory_order_relaxed)) [[unlikely]]
    checkcanary(gp);
  exceptions_move(gp->m->exceptions, &gp->exceptions);
  fn(gp);
  fatal("runtime: mcall function returned");
}

// A goroutine's function has returned, or has called goexit.
extern "C" [[noreturn]] void rt_goexit1() {
  G* gp = getg();
  // Perhaps it has left in the middle of a catch block, or of several: that ends, too. Each time
  // the thread's list is found anew, since a destructor may have switched, and come back on another
  // thread.
  while (gp->m->exceptions->caught) __cxxabiv1::__cxa_end_catch();
  gp->m->exceptions->uncaught = 0;
  if constexpr (sanitized) fiber_finish(gp->fiber, gp->m->g0->fiber);
  rt_mcall(goexit0);
  __builtin_unreachable();
}

void goexit() {
  if (!getg()) fatal("goexit: called from a thread that runs no goroutines");
  rt_goexit1();
}

}  // namespace rt
