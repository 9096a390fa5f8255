// Exercise 8.3: between the thief's look and its compare-and-swap victim's goroutine goes into a
// call, or comes back from one.
#include <gscan.hpp>
#include <sync_points.hpp>

#include "theft.hpp"

static G caller;

// Goroutine 1 is in victim's runnext, and a thief comes for it. Just before it is taken `happens`
// comes: the owner runs 1, and puts 2 in its place. Returns how often the thief has paused.
static int meets(void (*before)(), void (*happens)()) {
  fresh(0, 2);
  victim->status.store(Prunning, memory_order_relaxed);
  put(1, true);
  before();
  static void (*then)();
  static bool once;
  then = happens, once = true;
  sync::SyncPoints points;
  for (const char* op : {"p.runnext.cas", "p.runnext.exchange", "p.runnext.store"}) {
    points.before(op, [] {
      if (!once) return;
      once = false;
      raw(victim->runnext)->store(gs[1].get());
      known = 2, got[1]++;
      then();
    });
  }
  int calls = sync::kernelcalls;
  G* gp = runqsteal(mine[0].get(), victim.get(), true);
  calls = sync::kernelcalls - calls;
  exercise::expect(gp != gs[0].get(), "the thief gets goroutine 2",
                   "it gets goroutine 1, which its owner has run",
                   "runnext is emptied by compare-and-swap, also if victim's goroutine was in a "
                   "call when you looked: its thread may be back, and takes the one in runnext");
  exercise::expect(gp == gs[1].get(), "the thief gets goroutine 2", "it gets nobody",
                   "if the one in runnext is gone, read all again: another one may be there");
  exercise::expect(!raw(victim->runnext)->load(), "runnext = null", "it is still there",
                   "whoever is taken is no longer the victim's");
  return calls;
}
static void is(GStatus status) {
  raw(caller.atomicstatus)->store(status);
  raw(victim->syscallg)->store(&caller);
}

TEST_CASE("it comes back") {
  exercise::judge(
      "victim's goroutine is in a call when the thief looks. Then it comes back, runs the one in "
      "runnext, and another one is put there",
      [] {
        int pauses = meets([] { is(Gsyscall); }, [] { is(Grunning); });
        exercise::equal("pauses", 1, pauses,
                        "for each goroutine that is found in runnext the question is asked anew: "
                        "victim's goroutine may have come back since the last time");
      });
}

TEST_CASE("it goes into a call") {
  const char* rule =
      "for each goroutine that is found in runnext the question is asked anew: victim's goroutine "
      "may have gone into a call since the last time";
  exercise::judge(
      "victim's goroutine runs when the thief looks. Then it runs the one in runnext, another one "
      "is put there, and it goes into a call",
      [=] {
        int pauses = meets([] { is(Grunning); }, [] { is(Gsyscall); });
        exercise::equal("pauses", 1, pauses, rule);
      });
  exercise::judge(
      "nobody has been in a call with victim. Then the one in runnext runs, another one is put "
      "there, and the first call begins",
      [=] {
        int pauses = meets([] {}, [] { is(Gsyscall); });
        exercise::equal("pauses", 1, pauses, rule);
      });
  exercise::judge(
      "victim names a dead goroutine. Then the one in runnext runs, another one is put there, and "
      "another goroutine goes into a call",
      [=] {
        int pauses = meets([] { is(Gdead); },
                           [] {
                             static G second;
                             raw(second.atomicstatus)->store(Gsyscall);
                             raw(victim->syscallg)->store(&second);
                           });
        exercise::equal("pauses", 1, pauses, rule);
      });
}

// A thread that waits, in whatever way, gives others their turn.
TEST_CASE("it goes on at once") {
  for (uint32_t state : {uint32_t{Gsyscall}, Gscansyscall}) {
    exercise::judge(
        std::string("victim's goroutine is in a call") +
            (state == Gsyscall ? "" : ", and somebody holds it") +
            "; a thief comes for the one in runnext, and another thread is about to run",
        [=] {
          static bool turn;
          sync::Scenario s = {.setup =
                                  [=] {
                                    fresh(0, 1);
                                    victim->status.store(Prunning, memory_order_relaxed);
                                    put(1, true);
                                    raw(caller.atomicstatus)->store(state);
                                    raw(victim->syscallg)->store(&caller);
                                    turn = false;
                                  },
                              .threads = {{"thief",
                                           [] {
                                             bool before = turn;
                                             stealnext();
                                             sync::expect(turn == before, "the thief waits");
                                           }},
                                          {"another", [] { turn = true; }}},
                              .preemptions = 0};
          auto outcome = sync::explore(s);
          exercise::expect(!outcome.failed, "the thief goes on at once",
                           outcome.why.substr(0, outcome.why.find('\n')),
                           "a goroutine in a system call is about to run nothing: no wait of any "
                           "kind helps its P");
        });
  }
}
