// Exercise 4.5, in all schedules, with three threads and more: an M that was started goes on, finds
// something, and stops spinning, while others are in the middle of wakep.
#include <explored.hpp>

#include "hand.hpp"

using namespace rt;

static sync::World world;
static M ms[5];  // callers first, then those that sleep
static G gs[5];
static int work;  // goroutines that are runnable, and that nobody has found yet

// `busy` Ms with a P, of which the first `spinning` spin; `idle` more Ps; all other Ms sleep.
static void fresh(int busy, int spinning, int idle) {
  world.reset(busy + idle);
  work = 0;
  for (int i = 0; i < 5; i++) {
    new (&ms[i]) M{};
    new (&gs[i]) G{};
    gs[i].m = &ms[i], gs[i].goid = 1, ms[i].id = i;
    ms[i].spinning = i < spinning;
    if (i < busy) exercise::busy(allp[i], &ms[i]);
    else mput(&ms[i]);
  }
  for (int i = busy; i < busy + idle; i++) pidleput(allp[i]);
  sched.nmspinning.store(spinning, memory_order_relaxed);
}

// What one of them does. A goroutine becomes runnable:
template <int i>
static void makes() {
  setg(&gs[i]);
  work++;
  wakep();
}
// It spins, and has found one:
template <int i>
static void finds() {
  setg(&gs[i]);
  resetspinning();
}
// It sleeps; when it is started it finds one, if there is one, and else goes on looking.
template <int i>
static void sleeps() {
  setg(&gs[i]);
  notesleep(&ms[i].park);
  if (work == 0) return;
  work--;
  resetspinning();
}
// It has nothing to do: its P is idle, and then it looks once more.
template <int i>
static void letsgo() {
  setg(&gs[i]);
  sched.lock.lock();
  pidleput(releasep());
  sched.lock.unlock();
  if (work == 0) return;
  sched.lock.lock();
  bool has = pidleget();
  sched.lock.unlock();
  if (has) work--;
}

// It takes the P that is idle, finds nothing, and lets go of it again.
template <int i>
static void takesandletsgo() {
  setg(&gs[i]);
  sched.lock.lock();
  P* pp = pidleget();
  sched.lock.unlock();
  if (!pp) return;
  acquirep(pp);
  letsgo<i>();
}

static void check() {
  int spinning = 0;
  for (M& m : ms) spinning += m.spinning;
  int32_t count = sched.nmspinning.load(memory_order_relaxed);
  sync::expect(spinning == count,
               std::to_string(spinning) + " Ms spin, and nmspinning = " + std::to_string(count));
  sync::expect(work == 0 || spinning > 0 || sched.npidle.load(memory_order_relaxed) == 0,
               "a goroutine is runnable, a P is idle, and nobody looks for work");
}

constexpr const char* kAnyCount =
    "between a look at nmspinning and a change of it others may begin to spin, any number of them, "
    "or stop: a change to 1 is right only if it is still 0, and one down is from whatever it is";

static void judged(const std::string& scenario, sync::Scenario s, const char* rule) {
  s.check = check, s.sleepers = true;
  s.at = {"sched.nmspinning", "sched.npidle"};
  exercise::explored(
      world, scenario, s, "an M looks for what is runnable, or no P is idle",
      {{"nobody looks", rule},
       {"Ms spin", rule == kAnyCount ? rule : "each M that spins is counted, and no other"},
       {"negative nmspinning", "an M is counted before it runs: it may stop spinning at once"},
       {"no end", "a caller that can't count the new M does nothing: another one did it"}});
}

TEST_CASE("one is started, and finds something at once") {
  judged(
      "two Ms make something runnable; the M that is started finds one of the two",
      {.setup = [] { fresh(2, 0, 2); },
       .threads = {{"M1", makes<0>}, {"M2", makes<1>}, {"M4", sleeps<3>}, {"M5", sleeps<4>}},
       .preemptions = 3},
      "a count that others have seen can't be taken back: they saw it, and woke nobody. So count "
      "only if nobody spins, in one step");
}

TEST_CASE("a P becomes idle in between") {
  judged("M1 has found something; M2 lets go of its P, and M3 makes something else runnable",
         {.setup = [] { fresh(3, 1, 0); },
          .threads = {{"M1", finds<0>}, {"M2", letsgo<1>}, {"M3", makes<2>}},
          .preemptions = 3},
         "first it stops spinning, then it looks whether a P is idle, and then it counts one, for "
         "good: whoever comes meanwhile and sees it counted wakes nobody");
}

TEST_CASE("the idle P is gone for a moment") {
  judged(
      "M1 has found something; M3 has the idle P for a moment; M2 makes something else runnable",
      {.setup = [] { fresh(2, 1, 1); },
       .threads = {{"M1", finds<0>}, {"M3", takesandletsgo<2>}, {"M2", makes<1>}},
       .preemptions = 3},
      "a count that others have seen can't be taken back, whatever npidle says by then: they saw "
      "it, and woke nobody. startm does that under sched.lock, where no P becomes idle meanwhile");
}

// It begins to spin, as findRunnable does, and nobody asks it; perhaps it finds something soon.
template <int i, bool found>
static void begins() {
  setg(&gs[i]);
  ms[i].spinning = true;
  sched.nmspinning.fetch_add(1, memory_order_seq_cst);
  if (found) resetspinning();
}
template <bool second, bool third>
static void begin_beside() {
  std::string found = second && third   ? "; both find something"
                      : second || third ? "; one of the two finds something"
                                        : "";
  judged("M1 makes something runnable, and a P is idle; M2 and M3 begin to spin" + found,
         {.setup = [] { fresh(3, 0, 1); },
          .threads = {{"M1", makes<0>}, {"M2", begins<1, second>}, {"M3", begins<2, third>}},
          .preemptions = 3},
         kAnyCount);
  judged("M1 has found something, and a P is idle; M2 and M3 begin to spin" + found,
         {.setup = [] { fresh(3, 1, 1); },
          .threads = {{"M1", finds<0>}, {"M2", begins<1, second>}, {"M3", begins<2, third>}},
          .preemptions = 3},
         kAnyCount);
}
TEST_CASE("others begin to spin") {
  begin_beside<false, false>();
  begin_beside<false, true>();
  begin_beside<true, true>();
}

// All with goroutines of flesh and blood: the new M finds what the old one has made runnable.
TEST_CASE("no M sleeps") {
  static bool ran;
  exercise::explored(
      world, "M1 makes a goroutine runnable and computes; a P is idle, and no other M exists",
      {.setup =
           [] {
             world.reset(2);
             pidleput(allp[1]);
             ran = false;
             runqput(allp[0], world.g([](G*) {
               G* gp = world.g([](G*) {
                 ran = true;
                 sync::parkforever();
               });
               runqput(getg()->m->p, gp, false);
               wakep();
               sync::blockforever();
             }),
                     false);
             world.m(allp[0]);
           },
       .threads = {{"M1", [] { world.run(world.ms[0].get()); }}},
       .check = [] { sync::expect(ran, "nobody runs it"); },
       .sleepers = true,
       .preemptions = 1,
       .at = {"sched.nmspinning", "sched.npidle"}},
      "a new M runs it",
      {{"nobody runs it",
        "wakep asks for an idle P, not for an M that sleeps: startm makes one if there is none"}});
}
