// Exercise 8.1, by hand: what may have become of the goroutine and the P by the time that somebody
// wants the P.
#include "scene.hpp"

#include <entercall.hpp>

using namespace rt;
using namespace exercise;

static const char* kThisP =
    "a goroutine that is in a call with this P, and that nobody holds, is held";

// Goroutine 1 has entered a call with P 0 on M 1. Then `f` happens.
static void place(const char* name, int want, const char* rule, void (*f)()) {
  judge(name, [=] {
    newscene();
    if (ps[0]) enters(0, 0, 0), f();
    crash_breaks("the answer is there, or empty",
                 !ps[0]->syscallg.load(memory_order_relaxed)
                     ? "pp.syscallg may be null: no goroutine has entered a call with that P yet"
                     : "a P that nobody has, has no M; a goroutine that waits has none");
    loop_breaks("the answer is there at once", kNoWait);
    uint32_t states[2] = {status(gs[0]), status(gs[1])};
    auto all = everything();
    Counts before;
    auto thread = setBlockOnExitSyscall(ps[0]);
    judged(thread, want, states, rule);
    before.rest(kNothing);
    expect(everything() == all, "all else in the Gs, Ms and Ps is as it was", "it is not",
           kNothing);
    if (!thread) return;
    expect(!setBlockOnExitSyscall(ps[0]), "a second taker's answer is empty",
           "both hold the goroutine", "at most one thread holds a goroutine");
    is(thread->gp, Gscansyscall, kAnother);
    thread->resume();
    is(thread->gp, Gsyscall, kThisP);
    auto again = setBlockOnExitSyscall(ps[0]);
    expect(again && again->gp == thread->gp, "let go, the goroutine can be held again",
           "the answer is empty", kThisP);
    again->takeP();
    again->resume();
    expect(!setBlockOnExitSyscall(ps[0]), "when its P has been taken, the answer is empty",
           "it names the goroutine that had the P", kOld);
    is(again->gp, Gsyscall, status(again->gp) == Gscansyscall ? kLetGo : kIn);
  });
}

static const char* kInside =
    "a goroutine that is not in a system call is its thread's own: it can't be held";

TEST_CASE("no name") {
  static auto noname = [] { ps[0]->syscallg.store(nullptr, memory_order_relaxed); };
  place("M 1 runs goroutine 1 with P 0, and nobody has entered a call with P 0 yet", 0, kInside,
        [] { back(0), noname(); });
  place("P 0 is idle, and nobody has entered a call with it yet", 0, kInside,
        [] { back(0), has(0, -1), noname(); });
}

TEST_CASE("in the call") {
  place("goroutine 1 is in a call with P 0", 1, kThisP, [] {});
  place("goroutine 1 is in another call with P 0 by now", 1, kThisP,
        [] { back(0), enters(0, 0, 0); });
  place("goroutine 1 is in another call with P 0 by now, on M 2", 1, kThisP,
        [] { back(0), has(0, -1), enters(0, 1, 0); });
  place("goroutine 2 is in a call with P 0 by now; goroutine 1 runs with P 1", 2, kThisP,
        [] { back(0), has(0, 1), enters(1, 1, 0); });
}

TEST_CASE("in no call any more") {
  place("goroutine 1 is back, and runs with P 0", 0, kInside, [] { back(0); });
  place("goroutine 1 is back, without a P; P 0 is idle", 0, kInside, [] { back(0), has(0, -1); });
  place("goroutine 1 is back, and runs with P 1; M 2 has P 0", 0, kInside,
        [] { back(0), has(0, 1), has(1, 0), on(1, 1, Grunning); });
  for (uint32_t state : {Grunnable, Gwaiting, Gdead, Gidle}) {
    static uint32_t now;
    now = state;
    static std::string name;
    name =
        "goroutine 1 is " + statename(state) + " by now, on no M; M 1 has P 0 and runs goroutine 2";
    place(name.c_str(), 0, kInside, [] { back(0), off(0, now), on(0, 1, Grunning); });
    name = "goroutine 1 is " + statename(state) + " by now, on no M, and P 0 is idle";
    place(name.c_str(), 0, kInside, [] { back(0), off(0, now), has(0, -1); });
  }
}

TEST_CASE("in a call, but not with this P") {
  place("goroutine 1 is in a call with P 1; P 0 is idle", 0, kOld,
        [] { back(0), enters(0, 0, 1); });
  place("goroutine 1 is in a call with P 1; M 2 has P 0, and runs goroutine 2", 0, kOld,
        [] { back(0), enters(0, 0, 1), has(1, 0), on(1, 1, Grunning); });
  place("goroutine 1 is in a call with P 1, on M 2; M 1 has P 0, and runs goroutine 2", 0, kOld,
        [] { back(0), enters(0, 1, 1), has(0, 0), on(0, 1, Grunning); });
  place("goroutine 1 is still in the call, but P 0 has been taken, and is idle", 0, kOld,
        [] { has(0, -1); });
  place(
      "goroutine 1 is still in the call, but P 0 has been taken; M 2 has it, and runs goroutine 2",
      0, kOld, [] { has(1, 0), on(1, 1, Grunning); });
  place("goroutine 1 is in a call that is known to block, without a P; M 2 has P 0", 0, kOld, [] {
    back(0), has(1, 0), on(1, 1, Grunning),
        gs[0]->atomicstatus.store(Gsyscall, memory_order_relaxed);
  });
}

TEST_CASE("held by another thread") {
  static auto held = [] { gs[0]->atomicstatus.store(Gscansyscall, memory_order_relaxed); };
  place("goroutine 1 is in a call with P 0, and another thread holds it", 0, kNoWait,
        [] { held(); });
  place("goroutine 1 is in a call with P 1, and another thread holds it", 0, kNoWait,
        [] { back(0), enters(0, 0, 1), held(); });
  place("another thread holds goroutine 1, and has taken P 0", 0, kNoWait,
        [] { has(0, -1), held(); });
}

// A static variable, or only the first P of several, would show.
TEST_CASE("several Ps") {
  for (int n : {1, 2, 3, 8}) {
    judge(show(n) +
              (n == 1 ? " P, whose goroutine is in a call" : " Ps, whose goroutines are in calls"),
          [=] {
            byhand(n);
            for (int i = 0; i < n; i++)
              entercall(allp[i]), callers[i].g.goid = static_cast<uint64_t>(i);
            std::vector<syscallingThread> held;
            for (int i = n; i-- > 0;) {
              auto thread = setBlockOnExitSyscall(allp[i]);
              expect(thread && thread->gp == &callers[i].g && thread->mp == &callers[i].m &&
                         thread->pp == allp[i],
                     "the goroutine of P " + show(i) + " is held",
                     thread ? "another one is" : "nobody is", kThisP);
              held.push_back(*thread);
              for (int k = 0; k < n; k++)
                is(&callers[k].g, k >= i ? Gscansyscall : Gsyscall,
                   "each call of the function holds one goroutine, and touches no other");
            }
            for (auto& thread : held) thread.takeP(), thread.resume();
            for (int i = 0; i < n; i++)
              expect(status(&callers[i].g) == Gsyscall && !callers[i].m.p && !allp[i]->m,
                     "each is let go, without its P", "goroutine " + show(i) + " is not",
                     "the answer names the goroutine, its M, and pp");
          });
  }
}
