// Exercise 10.1, by hand: goroutines in every state, at every moment, and what the two questions
// say of them.
#include "asked.hpp"

using namespace rt;
using namespace exercise;

// Is it a safe point?
struct Point {
  const char* name;
  bool safe;
  const char* rule;
  std::function<void()> arrange = [] {};
  uintptr_t sp = kSp;
  int g = 0;
};

static void safepoint(const Point& p) {
  judge(p.name, [=] {
    running(p.g);
    p.arrange();
    auto all = everything();
    G* gp = gs[p.g];
    bool opens = status(gp) == Grunning;
    crash_breaks("isAsyncSafePoint says " + yes(p.safe), p.rule);
    if (!opens) {
      ms[p.g]->give_away("M " + show(p.g + 1), kTaker);
      ps[p.g]->give_away("P " + show(p.g), kTaker);
    }
    bool answer = isAsyncSafePoint(gp, p.sp);
    if (!opens) ms[p.g]->take_back(), ps[p.g]->take_back();
    expect(answer == p.safe, "isAsyncSafePoint says " + yes(p.safe), "it says " + yes(answer),
           p.rule);
    expect(everything() == all, "G, M and P are as they were", "they are not", kNothing);
  });
}

static void state(uint32_t s) { gs[0]->atomicstatus.store(s, memory_order_relaxed); }

TEST_CASE("whose stack") {
  judge("gp is goroutine 1, and sp is not in its stack; but the handler's variables are", [] {
    running();
    expect(!isAsyncSafePoint(gs[0], kHi + 4096), "isAsyncSafePoint says no", "it says yes", kStack);
    char here;
    auto at = reinterpret_cast<uintptr_t>(&here);
    gs[0]->stack = {at - 4096, at + 4096};
    expect(!isAsyncSafePoint(gs[0], at + 8192), "isAsyncSafePoint says no", "it says yes", kOurs);
  });
}

TEST_CASE("safe") {
  safepoint({"goroutine 1 computes", true, kNoReason});
  safepoint({"goroutine 2 computes, on another thread", true, kNoReason, [] {}, kSp, 1});
  safepoint({"goroutine 1 computes, and is locked to its thread", true, kNoReason,
             [] { gs[0]->lockedm = ms[0], ms[0]->lockedg = gs[0]; }});
  safepoint({"goroutine 1 computes, and has been in a system call before", true, kNoReason, [] {
               enters(0, 0, 0), exercise::back(0);
               gs[0]->syscallpc = 1, gs[0]->syscallsp = kSp;
             }});
  safepoint({"goroutine 1 computes, after a lock that was given back", true, kNoReason, [] {
               sched.lock.lock();
               sched.lock.unlock();
             }});
  safepoint({"goroutine 1 computes, and another thread holds sched.lock", true, kLocks, [] {
               sched.lock.lock();
               releasem();  // as that thread counts it, not this one
             }});
}

TEST_CASE("no goroutine") {
  judge("a thread that has no goroutine: gp is null", [] {
    running();
    crash_breaks("isAsyncSafePoint says no", kNobody);
    expect(!isAsyncSafePoint(nullptr, kSp), "isAsyncSafePoint says no", "it says yes", kNobody);
  });
  judge("a thread between two goroutines: gp is its g0", [] {
    running();
    crash_breaks("isAsyncSafePoint says no", kG0);
    M* mp = newthread(3);
    expect(!isAsyncSafePoint(mp->g0, kSp), "isAsyncSafePoint says no", "it says yes", kG0);
    mp->g0->stack = {kLo, kHi};  // as if it had its own
    mp->g0->atomicstatus.store(Grunning, memory_order_relaxed);
    expect(!isAsyncSafePoint(mp->g0, kSp), "isAsyncSafePoint says no", "it says yes", kG0);
  });
}

TEST_CASE("stacks") {
  safepoint({"goroutine 1 has almost no stack left", true, kStack, [] {}, kLo});
  safepoint({"goroutine 1 has used almost nothing of its stack", true, kStack, [] {}, kHi - 8});
  safepoint({"gp is goroutine 1, and sp is in g0's stack, above", false, kStack, [] {}, kHi + 64});
  safepoint({"gp is goroutine 1, and sp is in the stack above", false, kStack, [] {}, kHi});
  safepoint({"gp is goroutine 1, and sp is in the stack below", false, kStack, [] {}, kLo - 8});
  safepoint({"gp is goroutine 1, and sp is in g0's stack, far away", false, kStack, [] {},
             0x7fff'0000'0000});
  safepoint(
      {"gp is goroutine 1, which has lost its stack", false, kStack, [] { gs[0]->stack = {}; }});
}

TEST_CASE("states") {
  safepoint({"goroutine 1 is in a system call", false, kRunning, [] { enters(0, 0, 0); }});
  safepoint({"goroutine 1 is in a system call, and its P has been taken", false, kRunning, [] {
               enters(0, 0, 0);
               has(0, -1), gs[0]->callp.store(nullptr, memory_order_relaxed);
             }});
  safepoint(
      {"goroutine 1 is on its way into a system call", false, kRunning, [] { state(Gsyscall); }});
  safepoint({"goroutine 1 is on its way out of a system call", false, kRunning, [] {
               enters(0, 0, 0);
               gs[0]->back.store(gs[0]->call.load(memory_order_relaxed), memory_order_relaxed);
             }});
  safepoint({"goroutine 1 is runnable", false, kRunning, [] { state(Grunnable); }});
  safepoint({"goroutine 1 waits", false, kRunning, [] { state(Gwaiting); }});
  safepoint({"goroutine 1 has ended", false, kRunning, [] { state(Gdead); }});
}

TEST_CASE("locks") {
  safepoint({"goroutine 1 holds sched.lock", false, kLocks, [] { sched.lock.lock(); }});
  safepoint({"goroutine 1 holds a lock that is not sched.lock", false, kLocks, [] {
               static Lock<"some lock"> some;
               some.lock();
             }});
  safepoint({"goroutine 1 works on its P's queue (acquirem)", false, kLocks, [] { acquirem(); }});
  safepoint({"goroutine 1 has two reasons, and has done with one", false, kLocks, [] {
               acquirem(), acquirem();
               releasem();
             }});
  safepoint({"goroutine 1 has 256 reasons", false, kLocks, [] {
               for (int i = 0; i < 256; i++) acquirem();
             }});
}

// Has its P been asked?
struct Wish {
  const char* name;
  bool asked;
  const char* rule;
  std::function<void()> arrange;
  int g = 0;
};

static void wanted(const Wish& w) {
  judge(w.name, [=] {
    running(w.g);
    w.arrange();
    auto all = everything();
    crash_breaks("wantAsyncPreempt says " + yes(w.asked), w.rule);
    for (int times = 0; times < 2; times++) {
      bool answer = wantAsyncPreempt(gs[w.g]);
      if (times)
        expect(answer == w.asked, "it says " + yes(w.asked) + " once more",
               "it says " + yes(answer), kNothing);
      expect(answer == w.asked, "wantAsyncPreempt says " + yes(w.asked), "it says " + yes(answer),
             w.rule);
    }
    expect(everything() == all, "G, M and P are as they were", "they are not", kNothing);
  });
}
static void asked(int p) { ps[p]->preempt.store(true, memory_order_relaxed); }

TEST_CASE("asked") {
  wanted({"goroutine 1 runs with P 0, which has been asked", true, kAsked, [] { asked(0); }});
  wanted({"goroutine 1 runs with P 0, and nobody has asked", false, kAsked, [] {}});
  wanted({"goroutine 1 runs with P 0, and P 1 has been asked", false, kAsked, [] { asked(1); }});
  wanted({"goroutine 2 runs with P 1, which has been asked", true, kAsked, [] { asked(1); }, 1});
  wanted({"goroutine 2 runs with P 1, and P 0 has been asked", false, kAsked, [] { asked(0); }, 1});
  wanted({"goroutine 1 runs with P 1, which has been asked", true, kAsked, [] {
            has(1, -1), has(0, 1);
            asked(1);
          }});
  wanted({"goroutine 1 runs with P 1, and P 0, which it had before, has been asked", false, kAsked,
          [] {
            enters(0, 0, 0), exercise::back(0);
            has(1, -1), has(0, 1);
            asked(0);
          }});
  wanted({"P 0 has been asked, long ago", true, kAsked, [] {
            asked(0);
            ps[0]->asked.store(1, memory_order_relaxed);
            ps[0]->since.store(0, memory_order_relaxed);
          }});
  wanted({"goroutine 1 is locked to its thread, and its P has been asked", true, kNoReason, [] {
            gs[0]->lockedm = ms[0], ms[0]->lockedg = gs[0];
            asked(0);
          }});
}

TEST_CASE("no P") {
  wanted({"goroutine 1 has come back from the kernel, and has no P yet", false, kNoP, [] {
            enters(0, 0, 0), exercise::back(0);
            has(0, -1);
            asked(0), asked(1);
          }});
}
