// Exercise 4.4, in all schedules.
#include <explored.hpp>

#include <algorithm>
#include <futex.hpp>
#include <lock.hpp>
#include <new>
#include <yield.hpp>

using namespace rt;

static Lock<"lock"> lock;
static Atomic<int, "inside"> inside = 0;
static int entered, left;
static uint64_t calls;  // of the kernel
static sync::World world;

static void fresh() {
  new (&lock) Lock<"lock">;
  raw(inside)->store(0);
  entered = left = 0;
}
// Takes the lock; others have `turns` turns meanwhile, enough to become tired of looking and sleep.
static void section(int turns) {
  lock.lock();
  sync::expect(inside.load(memory_order_relaxed) == 0, "two threads have the lock");
  inside.store(1, memory_order_relaxed);
  for (int i = 0; i < turns; i++) osyield();
  inside.store(0, memory_order_relaxed);
  entered++;
  lock.unlock();
  left++;
}
static void briefly() { section(0); }
static void slowly() { section(10); }

constexpr const char* kOwner =
    "taking the lock is one atomic operation: between a look and a store another thread may take "
    "it";
constexpr const char* kEnd = "whoever waits for the lock sleeps on the value that it left there, 2";

static std::string first(const std::string& text) { return text.substr(0, text.find('\n')); }

TEST_CASE("nobody fights") {
  exercise::judge("one thread takes the lock and leaves it, twice", [] {
    auto outcome = sync::explore(
        {.setup = [] { fresh(), calls = sync::futexcalls; },
         .threads = {{"one", [] { briefly(), briefly(); }}},
         .check = [] { sync::expect(sync::futexcalls == calls, "the kernel was called"); }});
    exercise::expect(!outcome.failed, "the kernel is not called", first(outcome.why),
                     "a thread that takes a free lock leaves a 1 behind, and one that leaves it as "
                     "a 1 wakes nobody");
  });
}

TEST_CASE("one sleeps") {
  exercise::judge("a thread sleeps until the lock is free, and another leaves it", [] {
    auto outcome = sync::explore({.setup = fresh,
                                  .threads = {{"owner", slowly}, {"sleeper", briefly}},
                                  .check = [] { sync::expect(entered == 2, "one never had it"); },
                                  .preemptions = 0});
    exercise::expect(!outcome.failed, "it gets the lock", first(outcome.why),
                     contains(outcome.why, "no end") ? kEnd
                     : contains(outcome.why, "two threads")
                         ? kOwner
                         : "the owner that leaves a lock that is 2 wakes a thread that sleeps, "
                           "after the lock is free");
  });
}

// The second thread comes while the first has the lock, and is given the time to fall asleep.
TEST_CASE("two threads") {
  exercise::explored(world, "two threads want the lock",
                     {.setup = fresh,
                      .threads = {{"T1", [] { section(3); }}, {"T2", briefly}},
                      .check = [] { sync::expect(entered == 2, "one never had it"); },
                      .preemptions = 3},
                     "both get it, one at a time",
                     {{"two threads", kOwner},
                      {"no end", kEnd},
                      {"deadlock",
                       "leaving the lock is one atomic operation: between a look and a store "
                       "somebody may have gone to sleep"}});
}

// With two threads there is one who can wake: the owner. Three calls and a sleeper: it slept, was
// woken, and sleeps again.
TEST_CASE("woken, and what then") {
  exercise::explored(
      world, "a thread sleeps until the lock is free; its owner leaves, and may be interrupted",
      {.setup = [] { fresh(), calls = sync::futexcalls; },
       .threads = {{"owner", slowly}, {"sleeper", briefly}},
       .check =
           [] {
             bool again = sync::futexcalls - calls >= 3;
             sync::expect(entered == 2, again ? "it was woken, and sleeps again, for ever"
                                              : "deadlock: it sleeps, and nobody has woken it");
           },
       .sleepers = true,
       .preemptions = 1},
      "it gets the lock",
      {{"two threads", kOwner},
       {"no end", kEnd},
       {"deadlock", "the owner that leaves a lock that is 2 wakes a thread that sleeps"},
       {"sleeps again",
        "the owner makes the lock free first, and wakes then: a thread that is woken before finds "
        "it "
        "taken, and sleeps again"}});
}

TEST_CASE("three threads") {
  exercise::explored(
      world, "two threads sleep until the lock is free",
      {.setup = fresh,
       .threads = {{"T1", slowly}, {"T2", briefly}, {"T3", briefly}},
       .check = [] { sync::expect(entered == 3, "one never had it"); },
       .preemptions = 1},
      "all get it, one at a time",
      {{"two threads", kOwner},
       {"no end", kEnd},
       {"deadlock",
        "a thread that has slept leaves a 2 behind also when it gets the lock: others may "
        "sleep still"}});
}

// The third one comes late, when the second one sleeps.
TEST_CASE("a newcomer") {
  exercise::explored(
      world, "one thread sleeps until the lock is free, and another one looks whether it is",
      {.setup = fresh,
       .threads = {{"T1", slowly},
                   {"T2", briefly},
                   {"T3",
                    [] {
                      for (int i = 0; i < 7; i++) osyield();
                      briefly();
                    }}},
       .check = [] { sync::expect(entered == 3, "one never had it"); },
       .preemptions = 1},
      "all get it, one at a time",
      {{"two threads", kOwner},
       {"no end", kEnd},
       {"deadlock",
        "looking whether the lock is free leaves a 2 as it is: it is there "
        "for one who sleeps"}});
}

TEST_CASE("quiet again") {
  exercise::explored(
      world, "two threads fight for the lock; the one that is left takes it once more",
      {.setup = fresh,
       .threads = {{"T1", slowly},
                   {"T2",
                    [] {
                      briefly();
                      while (left < 2) osyield();
                      calls = sync::futexcalls;
                      briefly();
                      sync::expect(sync::futexcalls == calls, "the kernel was called");
                    }}},
       .preemptions = 2},
      "the kernel is not called any more",
      {{"kernel",
        "when the last one who fought has left, the lock is 0, and the next thread that takes it "
        "leaves a 1"},
       {"two threads", kOwner},
       {"no end", kEnd},
       {"deadlock", "the owner that leaves a lock that is 2 wakes a thread that sleeps"}});
}

TEST_CASE("it looks again") {
  exercise::judge("a thread wants a lock that its owner leaves in a moment", [] {
    auto outcome = sync::explore(
        {.setup = [] { fresh(), calls = sync::futexsleeps; },
         .threads = {{"owner", [] { section(2); }}, {"other", briefly}},
         .check =
             [] { sync::expect(sync::futexsleeps == calls, "it sleeps in the kernel at once"); },
         .preemptions = 0});
    exercise::expect(
        !outcome.failed, "it looks again, and gets the lock", first(outcome.why),
        "the owner is probably about to leave: look again a few times, pause(i), before "
        "you sleep");
  });
}

// Last, since others that sleep too rarely have a rule of their own.
TEST_CASE("it does sleep") {
  exercise::judge("a thread wants a lock that another one has for long", [] {
    static uint64_t most = 0;
    sync::explore({.setup = [] { fresh(), calls = sync::futexsleeps; },
                   .threads = {{"owner", slowly}, {"sleeper", briefly}},
                   .check = [] { most = std::max(most, sync::futexsleeps - calls); },
                   .preemptions = 0});
    exercise::expect(most > 0, "it sleeps in the kernel until then", "it looks all the time",
                     "a thread that has looked a few times sleeps, and keeps no CPU busy");
  });
}
