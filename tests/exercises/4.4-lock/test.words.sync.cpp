// Exercise 4.4: each of the three states, and what one call makes of it; and the kernel, which
// wakes a sleeper for no reason.
#include <explored.hpp>

#include <futex.hpp>
#include <lock.hpp>
#include <new>
#include <yield.hpp>

using namespace rt;
using exercise::equal;

static Lock<"lock"> lock;
static int inside, entered;
static sync::World world;

static std::atomic<uint32_t>* word() { return reinterpret_cast<std::atomic<uint32_t>*>(&lock); }
static void fresh() {
  new (&lock) Lock<"lock">;
  inside = entered = 0;
}
static void section(int turns) {
  lock.lock();
  sync::expect(inside++ == 0, "two threads have the lock");
  for (int i = 0; i < turns; i++) osyield();
  inside--, entered++;
  lock.unlock();
}

// After that the word is so, and the kernel was called so many times.
template <class F>
static void makes(F call, uint32_t state, int calls, const char* rule) {
  int before = sync::kernelcalls;
  call();
  equal("the word", state, word()->load(), rule);
  equal("calls of the kernel", calls, sync::kernelcalls - before, rule);
}

TEST_CASE("the three states") {
  static auto take = [] { lock.lock(); };
  static auto leave = [] { lock.unlock(); };
  exercise::judge("the lock is free; one thread takes it and leaves it, a hundred times", [] {
    for (int i = 0; i < 100; i++) {
      makes(take, 1, 0, "a free lock is taken, and nobody sleeps: the word goes from 0 to 1");
      makes(leave, 0, 0, "nobody sleeps: the word goes from 1 to 0, and nobody is woken");
    }
  });
  exercise::judge("the word is 2; the owner leaves, and takes the lock again, a hundred times", [] {
    for (int i = 0; i < 100; i++) {
      word()->store(2);
      makes(leave, 0, 1, "somebody may sleep: the word goes from 2 to 0, and one is woken, once");
      makes(take, 1, 0, "a free lock is taken, and nobody sleeps: the word goes from 0 to 1");
      makes(leave, 0, 0, "nobody sleeps: the word goes from 1 to 0, and nobody is woken");
    }
  });
}

// However often: whoever takes a return of futexsleep for the lock, or counts, is found out.
TEST_CASE("a futex that returns for no reason") {
  exercise::judge(
      "a thread sleeps; its futex returns for no reason, 500 times, and then the owner "
      "leaves",
      [] {
        auto outcome =
            sync::explore({.setup = fresh,
                           .threads = {{"owner",
                                        [] {
                                          lock.lock(), inside++;
                                          for (int i = 0; i < 500; i++)
                                            osyield(), futexwakeup(word(), 1);
                                          inside--, entered++;
                                          lock.unlock();
                                        }},
                                       {"sleeper", [] { section(0); }}},
                           .check = [] { sync::expect(entered == 2, "one never had it"); },
                           .preemptions = 0});
        exercise::expect(!outcome.failed, "the sleeper gets the lock when it is free",
                         outcome.why.substr(0, outcome.why.find('\n')),
                         "futexsleep may return for no reason, as often as it likes: "
                         "whoever has slept tries again to take the lock, and sleeps "
                         "again");
      });
}

// One after the other: whoever is woken wakes the next.
TEST_CASE("three sleep") {
  for (int turns : {0, 1, 5, 6, 7, 20}) {
    exercise::explored(
        world, "three threads sleep until the lock is free; whoever has it has it for a while",
        {.setup = fresh,
         .threads = {{"owner", [] { section(20); }},
                     {"T1", [=] { section(turns); }},
                     {"T2", [=] { section(turns); }},
                     {"T3", [=] { section(turns); }}},
         .check = [] { sync::expect(entered == 4, "one never had it"); },
         .preemptions = 0},
        "all get it, one at a time",
        {{"deadlock",
          "a thread that has slept leaves a 2 behind also when it gets the lock: others may sleep "
          "still"}});
  }
}

TEST_CASE("one is woken") {
  exercise::judge(
      "two threads sleep; the owner leaves, and the next one has the lock for a while", [] {
        static uint64_t sleeps;
        auto outcome = sync::explore(
            {.setup = [] { fresh(), sleeps = sync::futexsleeps; },
             .threads = {{"owner", [] { section(20); }},
                         {"T1", [] { section(20); }},
                         {"T2", [] { section(20); }}},
             .check =
                 [] {
                   sync::expect(sync::futexsleeps - sleeps <= 2,
                                "both are woken: one finds the lock taken, and sleeps again");
                 },
             .preemptions = 0});
        exercise::expect(!outcome.failed, "one of them is woken, and the other one sleeps on",
                         outcome.why.substr(0, outcome.why.find('\n')),
                         "one can have the lock: whoever leaves it wakes one");
      });
}
