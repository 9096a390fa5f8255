// Does the explorer find what it must, and nothing else?
#include <atomic.hpp>
#include <doctest/doctest.h>
#include <explorer.hpp>
#include <lock.hpp>
#include <note.hpp>
#include <world.hpp>

using namespace rt;
using sync::Scenario;

static void check_found(const Scenario& wrong, const char* why) {
  auto outcome = sync::explore(wrong);
  CHECK(outcome.failed);
  CHECK_MESSAGE(outcome.why.substr(0, outcome.why.find('\n')).find(why) != std::string::npos,
                outcome.why);
  auto again = sync::replay(wrong, outcome);
  CHECK(again.schedules == 1);
  CHECK(again.why == outcome.why);
}

static void check_clean(const Scenario& right) {
  auto outcome = sync::explore(right);
  CHECK_MESSAGE(!outcome.failed, outcome.why);
  CHECK(outcome.schedules > 1);
}

static Atomic<int, "n"> n;

TEST_CASE("explorer: two threads that count without fetch_add lose an update") {
  auto count = [] { n.store(n.load(memory_order_relaxed) + 1, memory_order_relaxed); };
  Scenario s{.setup = [] { n.store(0, memory_order_relaxed); },
             .threads = {{"T1", count}, {"T2", count}},
             .check = [] { sync::expect(n.load(memory_order_relaxed) == 2, "an update is lost"); }};
  check_found(s, "an update is lost");
  auto right = [] { n.fetch_add(1, memory_order_relaxed); };
  s.threads = {{"T1", right}, {"T2", right}};
  check_clean(s);
  s.preemptions = 0;  // without an interruption nothing is lost
  s.threads = {{"T1", count}, {"T2", count}};
  CHECK(!sync::explore(s).failed);
}

TEST_CASE("explorer: it tries every interleaving once") {
  auto two = [] { n.fetch_add(1, memory_order_relaxed), n.fetch_add(1, memory_order_relaxed); };
  // three steps each, the beginning and the two operations: 6! / (3! 3!)
  CHECK(sync::explore({.threads = {{"T1", two}, {"T2", two}}}).schedules == 20);
}

// Peterson's lock. Each thread announces itself, and then looks at the other.
static Atomic<bool, "interested"> interested[2];
static Atomic<int, "turn"> turn;
static int inside;

template <std::memory_order order>
static void peterson(int i) {
  interested[i].store(true, order);
  turn.store(1 - i, order);
  while (interested[1 - i].load(memory_order_seq_cst) && turn.load(memory_order_seq_cst) != i)
    osyield();
  sync::expect(++inside == 1, "two threads inside");
  n.fetch_add(0, memory_order_relaxed);
  inside--;
  interested[i].store(false, memory_order_release);
}

template <std::memory_order order>
static Scenario peterson_scenario(int stale) {
  return {.setup =
              [] {
                for (auto& i : interested) i.store(false, memory_order_relaxed);
                turn.store(0, memory_order_relaxed);
                inside = 0;
              },
          .threads = {{"T0", [] { peterson<order>(0); }}, {"T1", [] { peterson<order>(1); }}},
          .preemptions = 3,
          .stale = stale};
}

TEST_CASE("explorer: Peterson's lock needs seq_cst") {
  check_found(peterson_scenario<memory_order_release>(1), "two threads inside");
  check_clean(peterson_scenario<memory_order_release>(-1));
  check_clean(peterson_scenario<memory_order_seq_cst>(1));
}

static Lock<"a"> a;
static Lock<"b"> b;

TEST_CASE("explorer: two locks, taken in two orders, are a deadlock") {
  auto both = [](auto& first, auto& second) {
    first.lock(), second.lock();
    second.unlock(), first.unlock();
  };
  Scenario s{.setup = [] { new (&a) decltype(a), new (&b) decltype(b); },
             .threads = {{"T1", [&] { both(a, b); }}, {"T2", [&] { both(b, a); }}},
             .preemptions = 2};
  check_found(s, "deadlock: T1 sleeps after b.exchange, T2 sleeps after a.exchange");
  s.threads[1].body = [&] { both(a, b); };
  check_clean(s);
}

static Note<"note"> note;

TEST_CASE("explorer: a note that is looked at only once loses the wake-up") {
  auto wake = [] { notewakeup(&note); };
  Scenario s{.setup = [] { noteclear(&note); },
             .threads = {{"sleeper",
                          [] {
                            // What if the waker comes between the look and the sleep? futex(2) is
                            // told the value just read, and not the one that means "go to sleep".
                            if (note.key.load(memory_order_acquire) == 0)
                              futexsleep(raw(note.key), note.key.load(memory_order_acquire));
                          }},
                         {"waker", wake}}};
  check_found(s, "deadlock: sleeper");
  s.threads[0].body = [] { notesleep(&note); };
  check_clean(s);
}

// The queue's links are plain. (The compiler reports those in globrunqput, the runtime's.)
TEST_CASE("explorer: two threads that put into a queue without its lock are a data race") {
  static G gs[2];
  auto put = [](int i) {
    gs[i].goid = static_cast<uint64_t>(i) + 1;
    globrunqput(&gs[i]);
  };
  auto locked = [=](int i) {
    sched.lock.lock();
    put(i);
    sched.lock.unlock();
  };
  Scenario s{.setup = [] { sync::World::renew(); },
             .threads = {{"T1", [=] { put(0); }}, {"T2", [=] { put(1); }}},
             .preemptions = 0};
  check_found(s, "data race: T2 ");
  s.threads = {{"T1", [=] { locked(0); }}, {"T2", [=] { locked(1); }}};
  s.preemptions = 2;
  check_clean(s);
}

TEST_CASE("explorer: an error of the runtime, and a loop without end, are failures") {
  check_found({.threads = {{"T1", [] { fatal("out of luck"); }}}}, "fatal error: out of luck");
  check_found({.threads = {{"T1",
                            [] {
                              for (;;) osyield();
                            }}}},
              "no end");
}
