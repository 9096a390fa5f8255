// Exercise 4.4, the memory orders, and weak operations.
#include <explored.hpp>
#include <spurious.hpp>

#include <lock.hpp>
#include <new>
#include <yield.hpp>

using namespace rt;
using namespace exercise;

static Lock<"lock"> lock;
static Atomic<int, "value"> value = 0;
static sync::World world;

// Adds one to what the last owner has left. The others have `turns` turns meanwhile, enough to
// become tired of looking and sleep.
static void add(int turns) {
  lock.lock();
  int n = value.load(memory_order_relaxed);
  for (int i = 0; i < turns; i++) osyield();
  value.store(n + 1, memory_order_relaxed);
  lock.unlock();
}

TEST_CASE("what the last owner wrote") {
  for (int turns : {0, 10}) {
    explored(world, "two threads add one each to what the lock protects",
             {.setup =
                  [] {
                    new (&lock) Lock<"lock">;
                    value.store(0, memory_order_relaxed);
                  },
              .threads = {{"T1", [=] { add(turns); }}, {"T2", [] { add(0); }}},
              .check =
                  [] {
                    sync::expect(value.load(memory_order_relaxed) == 2,
                                 "one adds to a value that is old");
                  },
              .preemptions = 1,
              .stale = 1},
             "both have added one",
             {{"value that is old",
               "what the last owner wrote is seen by the next one: whatever takes the lock, at the "
               "first look or after a sleep, acquires, and unlock releases"}});
  }
}

TEST_CASE("a compare-and-swap that fails for no reason") {
  judge("one thread takes the lock, and leaves it, while a compare_exchange_weak fails once", [] {
    static Lock<"lock"> alone;
    int before = sync::kernelcalls;
    spurious([] { alone.lock(); });
    spurious([] { alone.unlock(); });
    equal("calls of futexsleep and futexwakeup", 0, sync::kernelcalls - before, kWeak);
  });
}
