// Exercise 8.1, step by step: before each atomic operation something happens to the goroutine. And
// nobody touches what is not his to touch at that moment.
#include "scene.hpp"

#include <spurious.hpp>
#include <watch.hpp>

using namespace rt;
using namespace exercise;

static const char* kYours =
    "gp.m and m.p are yours to read while you hold the goroutine. At any other time its thread may "
    "be changing them, and the M may be gone";
static const char* kOwners =
    "p.m is its owner's. You may read it while you hold a goroutine whose M has that P; at any "
    "other time it may be changing, and the M that it names may be gone";

static const char* kBack =
    "looking at the state and setting the bit must be one step: in between the goroutine may come "
    "back, and then it is its thread's own";

static void allowall() {
  for (int i = 0; i < 2; i++) ps[i]->take_back(), ms[i]->take_back(), gs[i]->take_back();
}
// All but what is Atomic; but goroutine `but` (-1: none), its M, and the P that this has.
static void guard(int but) {
  M* mp = but < 0 ? nullptr : gs[but]->m;
  P* pp = mp ? mp->p : nullptr;
  for (int i = 0; i < 2; i++) {
    std::string id = show(i + 1);
    if (ps[i] != pp) leave_alone(i, kOwners);
    if (ms[i] != mp) ms[i]->give_away("M " + id + " as long as its goroutine is not held", kYours);
    if (i != but)
      gs[i]->give_away_but(gs[i]->atomicstatus,
                           "goroutine " + id + ", but for its state, as long as it is not held",
                           kYours);
  }
}

// One call of the function. Before its nth operation, `event`.
struct Steps final : sync::Watcher {
  int n, at = 0, looks = 0, tries = 0, kernel = sync::kernelcalls;
  void (*event)();
  bool came = false, busy = false;
  uint32_t states[2];  // as they are without the function
  std::string where;

  Steps(int nth, void (*f)()) : n(nth), event(f) { note(); }
  void note() {
    for (int i = 0; i < 2; i++) states[i] = status(gs[i]);
  }
  bool ours(int i) { return status(gs[i]) == Gscansyscall && states[i] == Gsyscall; }
  void cost() {
    expect(sync::kernelcalls == kernel, "the kernel is asked for nothing", "it is called",
           "nobody sleeps, yields or wakes others there: whoever comes too late says so at once");
  }
  void point(const char* object, const char* op) override {
    if (busy) return;
    busy = true;
    allowall();
    at++;
    bool write = strcmp(op, "load") != 0, state = strcmp(object, "g.status") == 0;
    expect(at < 40, "the answer is there after a few steps", "it looks again and again", kNoWait);
    expect(strcmp(object, "sched.lock") != 0, "no lock is taken", "it takes sched.lock",
           "whoever holds a lock here makes all takers wait for one another: one "
           "compare-and-swap decides between them, and it needs no lock");
    cost();
    int held = -1;
    for (int i = 0; i < 2; i++) {
      uint32_t is = status(gs[i]);
      expect(is == states[i] || ours(i), "goroutine " + show(i + 1) + " is " + statename(states[i]),
             "it is " + statename(is),
             states[i] == Gscansyscall
                 ? kAnother
                 : "a goroutine that is not in a system call is its thread's own: nobody holds it, "
                   "not for a moment");
      if (ours(i)) held = i;
    }
    if (at == n && held < 0 && event) {
      event(), note(), came = true;
      where = " (it happens before your step " + show(n) + ", " + object + "." + op + ")";
    }
    expect(!state || strcmp(op, "store") != 0 || held >= 0,
           "the bit is set in one step, which fails if the goroutine has come back",
           "the state is stored, whatever it is by now", kBack);
    for (int i = 0; i < 2 && state; i++)
      if (states[i] == Gscansyscall) looks++, tries += write;
    expect(looks <= 3 && tries <= 1, "one try shows that another thread holds the goroutine",
           "it tries again", kNoWait);
    // Who is held after this operation, and may be touched? If both are in a call, either may be.
    int may = held, incalls = 0;
    if (state && write) {
      may = -1;
      for (int i = 0; i < 2 && held < 0; i++)
        if (status(gs[i]) == Gsyscall) may = i, incalls++;
    }
    if (incalls < 2) guard(may);
    busy = false;
  }
};

// Goroutine 1 has entered a call with P 0 on M 1, and `before` has happened. `event` happens before
// the nth step, for each n.
static void each(const std::string& name, int want, const char* rule, void (*before)(),
                 void (*event)(), int otherwise = 1) {
  judge(name, [=] {
    loop_breaks("the answer is there at once", kNoWait);
    for (int n = 1;; n++) {
      newscene();
      enters(0, 0, 0), before();
      Steps steps(n, event);
      sync::watcher.store(&steps);
      guard(-1);
      auto thread = setBlockOnExitSyscall(ps[0]);
      sync::watcher.store(nullptr);
      allowall();
      steps.cost();
      judged(thread, steps.came || !event ? want : otherwise, steps.states, rule, steps.where);
      if (!steps.came) break;
    }
  });
}

static void nothing() {}
static void held() { gs[0]->atomicstatus.store(Gscansyscall, memory_order_relaxed); }

static const char* kThisP =
    "a goroutine that is in a call with this P, and that nobody holds, is held";

TEST_CASE("what may be touched") {
  each("goroutine 1 is in a call with P 0: what is touched, and when", 1, kThisP, nothing, nullptr);
  each(
      "goroutine 1 is back, and runs with P 0: what is touched, and when", 0, kBack,
      [] { back(0); }, nullptr);
  each(
      "goroutine 1 is in a call with P 1, and M 2 has P 0: what is touched, and when", 0, kOld,
      [] { back(0), enters(0, 0, 1), has(1, 0), on(1, 1, Grunning); }, nullptr);
  each(
      "goroutine 1 is in a call, P 0 has been taken, and is idle: what is touched, and when", 0,
      kOld, [] { has(0, -1); }, nullptr);
  each("another thread holds goroutine 1: what is touched, and when", 0, kNoWait, held, nullptr);
}

TEST_CASE("it comes back") {
  each("goroutine 1 is in a call with P 0, and comes back", 0, kBack, nothing, [] { back(0); });
  each("goroutine 1 comes back, and M 2 has P 0 by then", 0, kBack, nothing,
       [] { has(1, 0), on(1, 1, Grunning), back(0); });
  each("goroutine 1 comes back, and ends", 0, kBack, nothing,
       [] { back(0), off(0, Gdead), on(0, 1, Grunning); });
}

TEST_CASE("another call") {
  static const char* good =
      "a later call with the same P is as good: no P has an owner during a call";
  each("goroutine 1 comes back, and enters another call with P 0", 1, good, nothing,
       [] { back(0), enters(0, 0, 0); });
  each("goroutine 1 comes back, and enters another call with P 0, on M 2", 1, good, nothing,
       [] { back(0), has(0, -1), enters(0, 1, 0); });
  each("goroutine 1 comes back, and enters another call with P 1; P 0 is idle", 0, kOld, nothing,
       [] { back(0), enters(0, 0, 1); });
  each("goroutine 1 comes back, and enters another call with P 1; M 2 has P 0", 0, kOld, nothing,
       [] { back(0), enters(0, 0, 1), has(1, 0), on(1, 1, Grunning); });
  each("goroutine 1 comes back, and enters another call, with P 1 on M 2; M 1 has P 0", 0, kOld,
       nothing, [] { back(0), enters(0, 1, 1), has(0, 0), on(0, 1, Grunning); });
  each(
      "goroutine 1 was in a call with P 1; it comes back, and enters a call with P 0", 1, good,
      [] { back(0), enters(0, 0, 1); }, [] { back(0), enters(0, 0, 0); }, 0);
  each("goroutine 1 comes back with P 1, and goroutine 2 enters a call with P 0", -1, kOld, nothing,
       [] { back(0), has(0, 1), enters(1, 1, 0); });
  each("goroutine 1 enters a call with P 1, and goroutine 2 one with P 0", -1, kOld, nothing,
       [] { back(0), enters(0, 0, 1), enters(1, 1, 0); });
}

TEST_CASE("another taker") {
  each("another thread takes P 0 out of goroutine 1's call, and lets go", 0, kOld, nothing,
       [] { has(0, -1); });
  each("another thread takes P 0 out of goroutine 1's call, and M 2 runs with it", 0, kOld, nothing,
       [] { has(1, 0), on(1, 1, Grunning); });
  each("another thread holds goroutine 1 just then", 0, kNoWait, nothing, held);
  each(
      "another thread held goroutine 1, and lets go without taking P 0", -1, kThisP, held,
      [] { gs[0]->atomicstatus.store(Gsyscall, memory_order_relaxed); }, 0);
}

TEST_CASE("no reason") {
  judge("goroutine 1 is in a call with P 0, and compare_exchange_weak fails once", [] {
    newscene(), enters(0, 0, 0);
    std::optional<syscallingThread> thread;
    spurious([&] { thread = setBlockOnExitSyscall(ps[0]); });
    expect(thread && status(gs[0]) == Gscansyscall, "the goroutine is held", "it is not", kWeak);
  });
}
