// A scheduler by hand: Ps, Ms and goroutines that a test has made, for one call of one function.
// There is one thread, so whatever happens happens every time.
#pragma once
#include <signal.h>
#include <sys/mman.h>

#include <gstatus.hpp>
#include <new>
#include <proc.hpp>
#include <runq.hpp>
#include <spin.hpp>

#include "asleep.hpp"
#include "exercise.hpp"

namespace exercise {

// Everything new: n Ps, which nobody owns and no list knows. There never is a deadlock as far as
// checkdead can see, since so many other threads run.
inline void byhand(int procs) {
  rt::sched.~Sched();
  new (&rt::sched) rt::Sched;
  rt::sched.mcount = 100;
  alone();
  rt::procresize(procs);
  while (rt::pidleget()) {
  }
}

// A thread, with its g0.
inline rt::M* newthread(int32_t id) {
  rt::M* mp = new rt::M{};
  mp->g0 = new rt::G{};
  mp->g0->m = mp;
  mp->id = id;
  mp->rand = 1;
  return mp;
}

constexpr size_t kGPage = (sizeof(rt::G) + 4095) / 4096 * 4096;

// A goroutine that will begin in fn. Its G has pages of its own, for hands_off.
inline rt::G* newgoroutine(uint64_t goid, void (*fn)(rt::G*)) {
  void* page = mmap(nullptr, kGPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  rt::G* gp = new (page) rt::G{};
  gp->goid = goid;
  gp->stack = rt::stackalloc();
  rt::fiber_create(gp->fiber, gp->stack.lo, gp->stack.hi);
  rt::gostartcall(gp, fn);
  gp->atomicstatus.store(rt::Grunnable, rt::memory_order_relaxed);
  return gp;
}

// mp runs gp, which is in that state, as if execute had started it.
inline void runs(rt::M* mp, rt::G* gp, rt::GStatus status) {
  mp->curg = gp;
  gp->m = mp;
  gp->atomicstatus.store(status, rt::memory_order_relaxed);
}

// pp is in the hands of some other thread, which runs something.
inline void busy(rt::P* pp, rt::M* owner) {
  pp->m = owner, owner->p = pp;
  pp->status.store(rt::Prunning, rt::memory_order_relaxed);
}

// Somebody has woken mp already, and given it pp: when it goes to sleep, it finds that out at once.
inline void woken(rt::M* mp, rt::P* pp) {
  mp->nextp = pp;
  notewakeup(&mp->park);
}
template <rt::Name name>
bool iswoken(rt::Note<name>& note) {
  return note.key.load(rt::memory_order_relaxed) != 0;
}

// In a goroutine by hand: the calling thread is done with all this, and mstart returns.
inline void leave() {
  rt::mcall([](rt::G* gp) { gogo(gp->m->g0); });
}

// Does somebody hold sched.lock?
inline bool locked() {
  static_assert(sizeof rt::sched.lock == sizeof(uint32_t));
  return reinterpret_cast<std::atomic<uint32_t>&>(rt::sched.lock).load() != 0;
}

// From here on nobody may read or write what lies there: the report says what was to be left alone,
// and the rule.
inline void hands_off(void* at, size_t size, const char* expected, const char* rule) {
  static const char *left, *why;
  left = expected, why = rule;
  struct sigaction action = {};
  action.sa_handler = [](int) { expect(false, left, "it is read or written", why); };
  action.sa_flags = SA_NODEFER;
  sigaction(SIGSEGV, &action, nullptr);
  mprotect(at, size, PROT_NONE);
}
inline void hands_on(void* at, size_t size) { mprotect(at, size, PROT_READ | PROT_WRITE); }
inline void hands_off(rt::G* gp, const char* expected, const char* rule) {
  hands_off(gp, kGPage, expected, rule);
}
inline void hands_on(rt::G* gp) { hands_on(gp, kGPage); }

inline uint32_t status(rt::G* gp) { return gp->atomicstatus.load(rt::memory_order_relaxed); }
inline uint32_t status(rt::P* pp) { return pp->status.load(rt::memory_order_relaxed); }

}  // namespace exercise
