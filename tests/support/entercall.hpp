// A P whose goroutine is in a system call, by hand. What that looks like depends on the chapter: up
// to 7 the P itself says so, from 8 on its goroutine does, by its state or (9) by the number of the
// call.
#pragma once
#include <gstates.hpp>
#include <m.hpp>
#include <p.hpp>

#if CHAPTER < 8
inline void entercall(rt::P* pp) { pp->status.store(rt::Psyscall, rt::memory_order_relaxed); }
inline bool incall(const rt::P* pp) {
  return pp->status.load(rt::memory_order_relaxed) == rt::Psyscall;
}
#else

// A goroutine and a thread for each P: they do nothing but be in a call.
struct Caller {
  rt::G g{};
  rt::M m{};
};
inline Caller callers[8];

inline void entercall(rt::P* pp) {
  Caller& caller = callers[pp->id];
  caller.g.goid = 1000;
  caller.g.m = &caller.m;
  caller.m.curg = &caller.g;
  caller.m.p = pp;
  pp->m = &caller.m;
  pp->syscallg.store(&caller.g, rt::memory_order_relaxed);
  pp->status.store(rt::Prunning, rt::memory_order_relaxed);
  caller.g.atomicstatus.store(rt::Gsyscall, rt::memory_order_relaxed);
#if CHAPTER > 8
  caller.g.callp.store(pp, rt::memory_order_relaxed);
  caller.g.call.store(1, rt::memory_order_relaxed);
#endif
}
inline bool incall(const rt::P* pp) { return pp->m && pp->m == &callers[pp->id].m; }
#endif

// gp, which is in a call, is back, and has got a P by other means.
inline void leavecall(rt::G* gp) {
  gp->atomicstatus.store(rt::Grunning, rt::memory_order_relaxed);
#if CHAPTER > 8
  rt::nexttick(gp->call);
#endif
}
