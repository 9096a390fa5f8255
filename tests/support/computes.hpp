// For the explorer: goroutines that compute, and may be preempted, and threads that sleep.
#pragma once
#include <acquirem.hpp>
#include <lockosthread.hpp>
#include <preempt.hpp>
#include <runq.hpp>

#include "callers.hpp"

namespace exercise {

inline rt::sync::World world;
inline rt::Atomic<int, "user code"> user;  // where a goroutine that computes is interrupted

// In a goroutine. Its own data is not Atomic, so that two who run it at once are seen.
inline void computes(int n) {
  for (int i = 0; i < n; i++) {
    user.load(rt::memory_order_relaxed);
    rt::Unpreempted p;
    owns();
  }
}
inline void finishes() {
  left--;
  rt::sync::parkforever();
}
inline void computesonce(rt::G*) { computes(1), finishes(); }
inline void waitson(int p, void (*f)(rt::G*)) { rt::runqput(rt::allp[p], world.g(f), false); }

// A thread of the scenario that sleeps already, and waits for a P.
inline void sleeper() { rt::mput(world.m(nullptr)); }
template <size_t i>
void sleeps() {
  rt::M* mp = world.ms[i].get();
  rt::mstart(mp, mp->g0, [] {
    rt::sleepm();
    rt::schedule();
  });
}
template <size_t i>
void begins() {
  world.run(world.ms[i].get());
}

// As if a signal came just here.
inline void signalled_here() {
  rt::doSigPreempt(rt::getg(), reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

// A new world, where so many goroutines have to come to their end, and signals come.
inline void begun(int procs, int goroutines) {
  world.reset(procs);
  left = goroutines, now = 0;
  rt::sched.newmHandoff.haveTemplateThread = true;
  rt::sync::handler = signalled_here;
}

// malloc's lock, which whoever makes a thread takes as well.
inline rt::Atomic<uint32_t, "malloc"> heap = 0;
inline void takeheap() {
  while (heap.exchange(1, rt::memory_order_acquire)) rt::futexsleep(rt::raw(heap), 1);
}
inline void leaveheap() {
  heap.store(0, rt::memory_order_release);
  rt::futexwakeup(rt::raw(heap), 100);
}
inline bool mallocs() { return takeheap(), leaveheap(), false; }
// A goroutine that is preempted while it has that lock. (A thread slept when the signal was sent.)
inline rt::G* heapowner() {
  return world.g([](rt::G*) {
    takeheap();
    rt::getg()->m->p->preempt.store(true, rt::memory_order_relaxed);
    signalled_here();
    computes(1);
    leaveheap();
    finishes();
  });
}
// Without a template thread; its maker needs malloc's lock.
inline void begunwithheap(int procs, int goroutines) {
  begun(procs, goroutines);
  rt::sched.newmHandoff.haveTemplateThread = false;
  heap.store(0, rt::memory_order_relaxed);
  rt::sync::creates = mallocs;
}
// The first thread, which makes the template thread before anything else.
inline void beginswithtemplate() {
  rt::startTemplateThread();
  begins<0>();
}

}  // namespace exercise
