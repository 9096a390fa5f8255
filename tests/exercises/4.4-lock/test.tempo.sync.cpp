// Exercise 4.4, in all schedules: the owner leaves at the very moment at which another thread has
// looked for the last time, and is about to sleep. When that is, nobody knows: so after 0 turns,
// after 1, after 2 …
#include <explored.hpp>

#include <lock.hpp>
#include <new>
#include <yield.hpp>

#include "price.hpp"

using namespace rt;

static Lock<"lock"> lock;
static Atomic<int, "inside"> inside = 0;
static int entered;
static sync::World world;

static void fresh() {
  new (&lock) Lock<"lock">;
  raw(inside)->store(0);
  entered = 0;
}
static void section(int turns) {
  lock.lock();
  sync::expect(inside.load(memory_order_relaxed) == 0, "two threads have the lock");
  inside.store(1, memory_order_relaxed);
  for (int i = 0; i < turns; i++) osyield();
  inside.store(0, memory_order_relaxed);
  entered++;
  lock.unlock();
}
static void briefly() { section(0); }

// One has the lock for 0 to 12 turns; more than that a thread that looks before it sleeps hardly
// needs. All that are there want it `times` times together.
static void swept(const char* scenario, int times, int preemptions,
                  const std::function<std::vector<sync::Scenario::Thread>(int)>& threads) {
  for (int turns = 0; turns <= 12; turns++) {
    exercise::explored(
        world, scenario,
        {.setup = fresh,
         .threads = threads(turns),
         .check = [=] { sync::expect(entered == times, "one never had it"); },
         .preemptions = preemptions,
         .at = {"lock"}},
        "all get it, one at a time",
        {{"two threads",
          "taking the lock is one atomic operation: between a look and a store another thread may "
          "take it"},
         {"no end", "whoever waits for the lock sleeps on the value that it left there, 2"},
         {"deadlock",
          "a thread sleeps only while the word is 2, and it stays 2 until the lock is left: "
          "between "
          "one operation on the word and the next the lock may be left, and be taken again"}});
  }
}

TEST_CASE("left at the last moment") {
  swept("a thread has looked often enough, and is about to sleep; just then the owner leaves", 2, 3,
        [](int turns) {
          return std::vector<sync::Scenario::Thread>{{"T1", [=] { section(turns); }},
                                                     {"T2", briefly}};
        });
}

TEST_CASE("left, and taken again") {
  swept("a thread is about to sleep; just then the owner leaves, and takes the lock again", 3, 3,
        [](int turns) {
          return std::vector<sync::Scenario::Thread>{{"T1", [=] { section(turns), section(1); }},
                                                     {"T2", briefly}};
        });
}

TEST_CASE("two are about to sleep") {
  swept("two threads are about to sleep; just then the owner leaves", 3, 2, [](int turns) {
    return std::vector<sync::Scenario::Thread>{
        {"T1", [=] { section(turns); }}, {"T2", briefly}, {"T3", briefly}};
  });
}

// A second field says what was true at another moment than the word.
TEST_CASE("one word") {
  exercise::judge("what a Lock consists of", [] {
    exercise::equal("sizeof(Lock)", sizeof(uint32_t), sizeof(Lock<"lock">),
                    "the word is all that there is: what a second one says is of another moment, "
                    "and plain ++ and -- by several threads lose counts");
  });
}
