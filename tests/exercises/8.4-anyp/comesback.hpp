// Exercise 8.4, by hand: one thread comes back without a P, and finds each of the others in a state
// of its own. What must come of it.
#pragma once
#include "others.hpp"

inline constexpr const char* kLetGo =
    "whoever has been held is let go, on every way: until then it can't come back from its call";
inline constexpr const char* kRest =
    "one P changes hands, out of one call: all other Ps, threads and goroutines stay as they are";

inline const char* orderrule(const std::vector<State>& states, int oldp, int want, P* got) {
  auto at = [&](int i) { return states[static_cast<size_t>(i)]; };
  if (want >= 0 && at(want) == idle)
    return "an idle P comes before those in calls: it costs nobody anything";
  if (want >= 0 && want == oldp) return "oldp comes first";
  if (!got && at((oldp + 1) % gomaxprocs) != call)
    return "one that can't be held is no reason to give up: the next one is tried";
  if (!got)
    return "after oldp and the idle Ps each P that is in a call is tried: the first one is not "
           "left "
           "out, nor is the last one";
  int i = got->id;
  if (i >= gomaxprocs || at(i) != call)
    return "a P is taken out of a call only if its goroutine is held there, and has this P: until "
           "then all is a hint";
  return oldp < 0
             ? "without oldp the others are tried from p0 on"
             : "the others are tried from the one after oldp on: with the same first one for all, "
               "those that come back would meet there";
}

// Who is where, after it. P i is what it was, or taken.
inline void as(const std::string& where, int i, State state, bool taken) {
  P* pp = allp[i];
  Others& o = others[i];
  std::string p = pname(i);
  uint32_t named = status(&o.named);
  expect(named != Gscansyscall || state == held,
         where + "the goroutine in " + p + "'s call is let go", "it is still held", kLetGo);
  exercise::equal(where + "the state of the goroutine that " + p + " names, without the scan bit",
                  std::string(gstatusname(state == busyp   ? Grunning
                                          : state == fresh ? Gwaiting
                                                           : Gsyscall)),
                  std::string(gstatusname(named)), kRest);
  if (state == held)
    equal(where + "the goroutine in " + p + "'s call is held", true, named == Gscansyscall,
          "whoever is held by another thread is let go by that one alone");
  M* owner = state == idle || taken                             ? nullptr
             : state == call || state == held || state == busyp ? static_cast<M*>(&o.m)
                                                                : static_cast<M*>(&o.m2);
  const char* cut =
      "a P that is taken out of a call is cut off from its thread, both ways, and Pidle: takeP";
  expect(pp->m == owner, where + p + ".m = " + (owner ? "its thread" : "null"),
         p + ".m = " + (pp->m == me ? "the thread that has come back" : show(pp->m)),
         taken && pp->m == me ? "acquirep is the caller's business, when all this is done"
         : taken              ? cut
                              : kRest);
  P* has = state == moved ? &elsewhere : owner == &o.m ? pp : nullptr;
  expect(o.m.p == has,
         where + "m.p of the thread of the goroutine that " + p + " names = " + show(has),
         show(o.m.p), taken ? cut : kRest);
  if (owner == &o.m2) equal(where + "m.p of " + p + "'s thread", pp, o.m2.p, kRest);
  equal(where + p + ".status", state == idle || taken ? Pidle : Prunning, status(pp),
        taken ? cut : kRest);
}

inline void comesback(const std::vector<State>& states, int oldp, bool tell) {
  scene(states);
  Counts before;
  bool woken = iswoken(sched.sysmonnote);
  P* pp = exitsyscallTryGetP(oldp < 0 ? nullptr : allp[oldp]);
  int want = wanted(states, oldp);
  std::string where = tell ? "" : scenario(states, oldp) + ": ";
  auto expected = [&](bool good, const std::string& what, const std::string& observed,
                      const std::string& rule) {
    if (!good) expect(false, where + what, observed, rule);
  };
  expected(pname(pp) == pname(want), pname(want), pname(pp), orderrule(states, oldp, want, pp));
  bool waslisted = want >= 0 && states[static_cast<size_t>(want)] == idle;
  for (P* one = sched.pidle; one; one = one->link) {
    expected(one != pp, "the P is not on the list of idle Ps", "it is on it",
             "a P that is taken is the caller's, and on no list: who else finds it there takes it, "
             "too");
  }
  for (int i = 0; i < gomaxprocs; i++)
    as(where, i, states[static_cast<size_t>(i)], i == want && !waslisted);
  if (waslisted) before.moves("sched.npidle", -1);
  if (want >= 0 && !waslisted) before.moves(pname(want) + ".syscalltick", 1);
  before.rest(
      "only this moves: npidle, if the P was idle, or else the syscalltick of the P that was taken "
      "out of a call, once");
  for (int i = 0; i < gomaxprocs; i++) {
    expected(allp[i]->fastexits.load(memory_order_relaxed) == 0, pname(i) + ".fastexits = 0",
             "it is not", "exitsyscall counts that");
  }
  expected(!me->p && !me->oldp, "m.p and m.oldp of the thread that has come back = null",
           "m.p = " + show(me->p) + ", m.oldp = " + show(me->oldp),
           "acquirep is the caller's business");
  expected(status(mygoroutine) == Grunning, "its goroutine is Grunning",
           gstatusname(status(mygoroutine)), "its goroutine runs, and goes on running");
  expected(sched.slowexits.load(memory_order_relaxed) == 0, "sched.slowexits = 0", "it is not",
           "nobody has queued yet: exitsyscallNoP counts that");
  expected(iswoken(sched.sysmonnote) == woken && !sched.sysmonwait.load(memory_order_relaxed),
           "sysmon is left alone: it is awake", "it is woken, or said to sleep",
           "sysmon is woken only if it sleeps, for an idle P");
}
