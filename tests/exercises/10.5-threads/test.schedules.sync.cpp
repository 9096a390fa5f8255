// Exercise 10.5, in all schedules: whoever makes a thread waits for malloc's lock, and a goroutine
// that owns it is preempted.
#include <computes.hpp>
#include <explored.hpp>

#include "starting.hpp"

using namespace rt;
using namespace exercise;

static const std::initializer_list<Rule> rules = {{"never came back", kPreempted},
                                                  {"deadlock", kPreempted}};

static void judged(const std::string& scenario, std::function<void()> setup,
                   std::vector<sync::Scenario::Thread> threads, int preemptions,
                   std::initializer_list<Rule> rules = ::rules) {
  explored(world, scenario,
           {.setup = setup,
            .threads = threads,
            .check = alldone,
            .sleepers = true,
            .preemptions = preemptions,
            .at = {"malloc", "sched.lock", "m.park", "newmHandoff.wake"}},
           "all goroutines come to their end", rules);
}
TEST_CASE("the owner of malloc's lock waits for a P") {
  judged(
      "a goroutine that owns malloc's lock is preempted; the next one gives the only P away, in a "
      "call that blocks",
      [] {
        begunwithheap(1, 2);
        runqput(allp[0], heapowner(), false);
        waitson(0, [](G*) {
          entersyscallblock();
          exitsyscall();
          computes(1), finishes();
        });
        world.m(allp[0]), sleeper();
      },
      {{"M1", beginswithtemplate}, {"M2", sleeps<1>}}, 1);
}

TEST_CASE("the owner's own thread") {
  judged(
      "a goroutine that owns malloc's lock is preempted, and goes on with another P, while its "
      "thread "
      "is still handing the first one over",
      [] {
        begunwithheap(2, 2);
        runqput(allp[0], heapowner(), false);
        waitson(0, computesonce);
        world.m(allp[0]), world.m(allp[1]);
      },
      {{"M1", beginswithtemplate}, {"M2", begins<1>}}, 2,
      {{"never came back",
        "a preempted goroutine's thread, in the signal handler, hands its P over, too: if it makes "
        "a "
        "thread there, it waits for the lock that its own goroutine owns"}});
}

// The M that has a preempted goroutine to go on with is none that searches.
static bool ran;
static void lost(const std::string& scenario, bool more) {
  static bool second;
  second = more;
  static const auto check = [] {
    sync::expect(ran, "a goroutine is runnable, a P is idle, and nobody is awake to run it");
  };
  explored(world, scenario,
           {.setup =
                [] {
                  begunwithheap(4, 0);
                  ran = false;
                  sync::creates = nullptr;
                  static G* next;
                  next = world.g([](G*) { ran = true, sync::parkforever(); });
                  runqput(allp[0], world.g([](G*) {
                    runsoon(next);
                    sync::blockforever();  // it computes
                  }),
                          false);
                  G* gp = world.g([](G*) {});
                  gp->m = world.m(allp[0]), gp->m = world.m(nullptr);
                  gp->preempted = true;
                  globrunqput(gp);
                  pidleput(allp[1]), pidleput(allp[2]);
                },
            .threads = {{"M1", beginswithtemplate},
                        {"M2",
                         [] {
                           notesleep(&world.ms[1]->park);
                           sync::blockforever();  // it goes on
                         }},
                        {"wakep",
                         [] {
                           if (second) wakep();
                         }}},
            .check = check,
            .sleepers = true,
            .preemptions = 1,
            .at = {"sched.nmspinning", "sched.npidle", "sched.lock"}},
           "the goroutine runs, on one of the two idle Ps", {{"nobody is awake", kSearch}});
}
TEST_CASE("the search that was promised") {
  lost(
      "M1 makes a goroutine runnable, and wakes somebody to search; that one is a preempted "
      "goroutine, "
      "which computes",
      false);
  lost("the same, while another thread calls wakep", true);
}
