// Exercise 8.4, by hand: one thread comes back without a P, and finds each of the others in a state
// of its own.
#include "others.hpp"

constexpr const char* kLetGo =
    "whoever has been held is let go, on every way: until then it can't come back from its call";
constexpr const char* kRest =
    "one P changes hands, out of one call: all other Ps, threads and goroutines stay as they are";

static const char* orderrule(const std::vector<State>& states, int oldp, int want, P* got) {
  if (want == oldp && oldp >= 0) return "oldp comes first, while its cache is warm";
  if (want >= 0 && states[static_cast<size_t>(want)] == idle)
    return "an idle P comes before one out of a call: it costs nobody anything";
  if (!got && std::count(states.begin(), states.end(), call) < static_cast<long>(states.size()) &&
      states[static_cast<size_t>((oldp + 1) % gomaxprocs)] != call &&
      want != (oldp + 1) % gomaxprocs)
    return "one that can't be held is no reason to give up: the next one is tried";
  if (!got)
    return "after oldp and the idle Ps each other P is tried that is in a call: the first one is "
           "not "
           "left out, nor is the last one";
  int i = got->id;
  if (i >= gomaxprocs || states[static_cast<size_t>(i)] != call)
    return "a P is taken out of a call only if its goroutine is held there, and has this P: until "
           "then all is a hint";
  return oldp < 0
             ? "without oldp the others are tried from p0 on"
             : "the others are tried from the one after oldp on: with the same first one for all, "
               "those that come back would meet there";
}

// Who is where, after it. P i is what it was, or taken.
static void as(int i, State state, bool taken) {
  P* pp = allp[i];
  Others& o = others[i];
  std::string p = pname(i);
  uint32_t named = status(&o.named);
  expect(named != Gscansyscall || state == held, "the goroutine in " + p + "'s call is let go",
         "it is still held", kLetGo);
  exercise::equal("the state of the goroutine that " + p + " names, without the scan bit",
                  std::string(gstatusname(state == busyp   ? Grunning
                                          : state == fresh ? Gwaiting
                                                           : Gsyscall)),
                  std::string(gstatusname(named)), kRest);
  if (state == held)
    equal("the goroutine in " + p + "'s call is held", true, named == Gscansyscall,
          "whoever is held by another thread is let go by that one alone");
  M* owner = state == idle || taken                             ? nullptr
             : state == call || state == held || state == busyp ? static_cast<M*>(&o.m)
                                                                : static_cast<M*>(&o.m2);
  const char* cut =
      "a P that is taken out of a call is cut off from its thread, both ways, and Pidle: takeP";
  expect(pp->m == owner, p + ".m = " + (owner ? "its thread" : "null"),
         p + ".m = " + (pp->m == me ? "the thread that has come back" : show(pp->m)),
         taken && pp->m == me ? "acquirep is the caller's business, when all this is done"
         : taken              ? cut
                              : kRest);
  P* has = state == moved ? &elsewhere : owner == &o.m ? pp : nullptr;
  expect(o.m.p == has, "m.p of the thread of the goroutine that " + p + " names = " + show(has),
         show(o.m.p), taken ? cut : kRest);
  if (owner == &o.m2) equal("m.p of " + p + "'s thread", pp, o.m2.p, kRest);
  equal(p + ".status", state == idle || taken ? Pidle : Prunning, status(pp), taken ? cut : kRest);
}

static void comesback(const std::vector<State>& states, int oldp, bool tell) {
  scene(states);
  Counts before;
  bool woken = iswoken(sched.sysmonnote);
  P* pp = exitsyscallTryGetP(oldp < 0 ? nullptr : allp[oldp]);
  int want = wanted(states, oldp);
  auto expected = [&](bool good, const std::string& what, const std::string& observed,
                      const std::string& rule) {
    if (!good) expect(false, tell ? what : scenario(states, oldp) + ": " + what, observed, rule);
  };
  expected(pname(pp) == pname(want), pname(want), pname(pp), orderrule(states, oldp, want, pp));
  bool waslisted = want >= 0 && states[static_cast<size_t>(want)] == idle;
  for (P* one = sched.pidle; one; one = one->link) {
    expected(one != pp, "the P is not on the list of idle Ps", "it is on it",
             "a P that is taken is the caller's, and on no list: who else finds it there takes it, "
             "too");
  }
  for (int i = 0; i < gomaxprocs; i++)
    as(i, states[static_cast<size_t>(i)], i == want && !waslisted);
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

static void one(const std::vector<State>& states, int oldp) {
  judge(scenario(states, oldp), [=] {
    loop_breaks("an answer, with or without a P",
                "each P is tried once at most: nobody waits, or goes round again");
    crash_breaks("an answer, with or without a P",
                 "oldp may be null, syscallg may be null, and there are gomaxprocs Ps");
    comesback(states, oldp, true);
  });
}

TEST_CASE("the first ones") {
  one({busyp, call}, 0);
  one({call, busyp}, 1);
  one({call, call}, -1);
  one({busyp, call, call}, 0);
  one({call, call, busyp}, 2);
  one({call, busyp, call}, 1);
  one({busyp, busyp, call}, -1);
  one({call, call, call}, 1);
  one({busyp, idle, call}, 0);
  one({busyp, busyp, busyp}, 0);
  one({busyp, held, call}, 0);
  one({busyp, fresh, call}, 0);
  one({busyp, lost, call}, 0);
  one({busyp, moved, call}, 0);
  one({held, busyp}, 0);
  one({busyp, held}, 0);
  one({busyp}, 0);
  one({call}, 0);
  one({call}, -1);
  one({fresh}, -1);
}

// All states of up to four Ps, and each of them oldp, or none.
TEST_CASE("all of them") {
  for (int n = 1; n <= 4; n++) {
    judge("a thread comes back, and each P is in any state, of " + show(n) +
              "; any of them is oldp, or none is",
          [=] {
            int most = n < 4 ? States : 4, all = 1;  // of four: in a call, runs, held, fresh
            for (int i = 0; i < n; i++) all *= most;
            for (int which = 0; which < all; which++) {
              std::vector<State> states;
              for (int i = 0, rest = which; i < n; i++, rest /= most)
                states.push_back(static_cast<State>(rest % most));
              for (int oldp = -1; oldp < n; oldp++) comesback(states, oldp, false);
            }
          });
  }
}

TEST_CASE("sysmon sleeps") {
  for (bool idlep : {true, false}) {
    judge(std::string("a thread comes back; p1 ") + (idlep ? "is idle" : "runs") +
              ", p2 is in a call, and sysmon is in its deep sleep",
          [=] {
            scene({busyp, idlep ? idle : busyp, call});
            sched.sysmonwait.store(true, memory_order_relaxed);
            exitsyscallTryGetP(nullptr);
            bool woken = iswoken(sched.sysmonnote);
            expect(woken == idlep && sched.sysmonwait.load(memory_order_relaxed) != idlep,
                   idlep ? "sysmon is woken" : "sysmon is left alone",
                   woken ? "it is woken" : "it is not woken",
                   "sysmon is woken for an idle P, as before, and for no other");
          });
  }
}

TEST_CASE("one after the other") {
  judge("five threads come back, one after the other; oldp is p1, and all four Ps are in calls",
        [] {
          scene({call, call, call, call});
          std::string got;
          for (int i = 0; i < 5; i++) {
            P* pp = exitsyscallTryGetP(allp[1]);
            got += pname(pp) + " ";
            if (!pp) continue;
            static M next[4];
            next[i].id = 50 + i;
            static G g[4];
            own(pp, &next[i], &g[i], Grunning);
          }
          equal("they get", std::string("p1 p2 p3 p0 null "), got,
                "each P has one owner, and each that is in a call can be taken");
        });
}
