// What the tests of exercise 3.1 share: the goroutine that parks, and an unlockf that looks at it.
#pragma once
#include <cstdlib>
#include <exercise.hpp>
#include <given_away.hpp>
#include <new>
#include <observe.hpp>
#include <run.hpp>
#include <runq.hpp>
#include <sched.hpp>

using namespace rt;
using namespace exercise;

inline const char* state(G* gp) { return gstatusname(gp->atomicstatus.load(memory_order_relaxed)); }
inline std::string name(G* gp) { return gp ? "goroutine " + show(gp->goid) : "null"; }

inline int calls, token;
inline G* sleeper;
inline M* thread;
inline void* given = &token;             // gopark's second argument
inline WaitReason why = waitReasonTest;  // and the third
inline int changes;                      // of its state, by casgstatus

inline void runs(const char* when) {
  expect(
      state(sleeper) == std::string("running") && sleeper->m == thread && thread->curg == sleeper,
      std::string("g is running, g.m = m, m.curg = g, ") + when,
      std::string("g is ") + state(sleeper) + ", g.m = " + show(sleeper->m) +
          ", m.curg = " + name(thread->curg),
      "a goroutine that runs is Grunning, and on its thread: that is what execute does");
}

inline bool leftover(G*, void*) {
  expect(false, "no unlockf is called but the one that gopark was given",
         "an earlier one is called",
         "what an earlier gopark has left in m.waitunlockf is not this one's: write both fields "
         "each time, even if unlockf is null");
  return true;
}

// Sets the scene: who parks, and what an earlier gopark has left in its M and its G.
inline void scene() {
  calls = 0;
  sleeper = getg();
  thread = sleeper->m;
  thread->waitunlockf = leftover;
  thread->waitlock = &calls;
  sleeper->waitreason = why == waitReasonSemacquire ? waitReasonTest : waitReasonSemacquire;
  changes = 0;
  at.changed = [](G* gp) { changes += gp == sleeper; };
}

inline bool onitsown(G* gp) {  // stack, that is
  uintptr_t here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  return here >= gp->stack.lo && here < gp->stack.hi;
}

inline void reason(G* gp) {
  equal("g.waitreason", std::string(waitreasons[why]), std::string(waitreasons[gp->waitreason]),
        "the reason is noted in the G, for whoever asks why it waits, whether there is an unlockf "
        "or not");
}

inline void look(G* gp, void* lock) {
  expect(!onitsown(sleeper) && getg() == thread->g0, "unlockf is called on g0",
         "it is called on the goroutine's own stack",
         "unlockf is called on g0: only then is the goroutine's stack at rest");
  equal("times that unlockf is called", 1, ++calls, "unlockf is called once");
  expect(gp == sleeper && lock == given, "unlockf(g, lock) is given the goroutine and the lock",
         "g = " + name(gp) + ", lock = " + (lock == given ? "right" : show(lock)),
         "unlockf is given the goroutine that parks, and gopark's second argument");
  equal("status in unlockf", std::string("waiting"), std::string(state(gp)),
        "whoever unlockf lets in must find the goroutine waiting");
  equal("times that casgstatus has changed it", 1, changes,
        "a goroutine's state is changed by casgstatus alone, which checks the move");
  expect(!gp->m && !thread->curg, "in unlockf g.m = null, m.curg = null",
         "g.m = " + show(gp->m) + ", m.curg = " + name(thread->curg),
         "whoever unlockf lets in may run the goroutine on another thread, so it "
         "must be off this one");
  reason(gp);
  expect(thread->waitunlockf != leftover, "m.waitunlockf is what gopark was given",
         "it is what was there before",
         "hand over in M: a static variable is everybody's, and the goroutine's stack is not yours "
         "once others can see it");
}
