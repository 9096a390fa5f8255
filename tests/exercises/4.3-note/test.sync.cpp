// Exercise 4.3, in all schedules.
#include <explored.hpp>

#include <futex.hpp>
#include <note.hpp>
#include <yield.hpp>

#include "price.hpp"

using namespace rt;

static Note<"note"> note;
static Atomic<int, "value"> value = 0;
static int returned, caught;
static sync::World world;

static void fresh() {
  raw(note.key)->store(0);
  raw(value)->store(0);
  returned = caught = 0;
}
static void sleeper() {
  notesleep(&note);
  returned++;
  sync::expect(value.load(memory_order_relaxed) == 1, "notesleep returned before notewakeup");
}
static void waker() {
  value.store(1, memory_order_relaxed);
  notewakeup(&note);
}

constexpr const char* kKernel =
    "whoever waits sleeps in the kernel, as long as the word is 0: the value that futexsleep is "
    "given";

TEST_CASE("nobody wakes") {
  exercise::judge("a thread sleeps on the note, and nobody wakes it", [] {
    auto outcome = sync::explore({.setup = fresh,
                                  .threads = {{"sleeper", sleeper}},
                                  .check = [] { sync::expect(!returned, "notesleep returned"); },
                                  .sleepers = true});
    exercise::expect(!outcome.failed, "it sleeps", outcome.why.substr(0, outcome.why.find('\n')),
                     kKernel);
  });
}

TEST_CASE("asleep already") {
  exercise::judge("a thread sleeps on the note; when it does, another one wakes it", [] {
    auto outcome = sync::explore(
        {.setup = fresh, .threads = {{"sleeper", sleeper}, {"waker", waker}}, .preemptions = 0});
    exercise::expect(!outcome.failed, "the sleeper comes back",
                     contains(outcome.why, "deadlock")
                         ? "it sleeps for ever: nobody has woken it in the kernel"
                         : outcome.why.substr(0, outcome.why.find('\n')),
                     "whoever sleeps in the kernel does not look at the word: after the word has "
                     "changed, futexwakeup wakes it");
  });
}

TEST_CASE("a sleeper and a waker") {
  exercise::explored(
      world, "a thread sleeps on the note, and another one wakes it",
      {.setup = fresh,
       .threads = {{"sleeper", sleeper}, {"waker", waker}},
       .check =
           [] {
             sync::expect(returned == 1, "the sleeper did not come back");
             sync::expect(raw(note.key)->load() != 0, "the note is not woken any more");
           },
       .stale = 1},
      "the sleeper comes back, after it was woken",
      {{"deadlock",
        "first the word changes, then the kernel is called: between a look and the sleep, "
        "the wake-up of one who does not sleep yet is lost"},
       {"before notewakeup",
        "what the waker did before notewakeup is seen after notesleep: notewakeup releases, and "
        "notesleep acquires, also after it has slept"},
       {"not woken any more",
        "a note stays woken until noteclear: notesleep changes nothing, also if it has slept"},
       {"no end", kKernel}});
}

TEST_CASE("a futex that returns for no reason") {
  exercise::explored(
      world, "a sleeper, a waker, and a futex that returns for no reason",
      {.setup = fresh,
       .threads = {{"sleeper", sleeper},
                   {"nobody", [] { futexwakeup(raw(note.key), 1); }},
                   {"waker", waker}}},
      "the sleeper comes back, after it was woken",
      {{"before notewakeup", "futexsleep may return for no reason: whoever sleeps looks again"},
       {"deadlock", "first the word changes, then the kernel is called"}});
}

// However often: whoever counts its looks gives up in the end.
TEST_CASE("a futex that returns for no reason, again and again") {
  exercise::judge("the futex returns for no reason, 2000 times; then the note is woken", [] {
    auto outcome = sync::explore({.setup = fresh,
                                  .threads = {{"sleeper", sleeper},
                                              {"waker",
                                               [] {
                                                 for (int i = 0; i < 2000; i++) {
                                                   futexwakeup(raw(note.key), 1);
                                                   osyield();
                                                 }
                                                 waker();
                                               }}},
                                  .preemptions = 0});
    exercise::expect(!outcome.failed, "the sleeper comes back, after it was woken",
                     outcome.why.substr(0, outcome.why.find('\n')),
                     "futexsleep may return for no reason, as often as it likes: whoever sleeps "
                     "looks again each time");
  });
}

TEST_CASE("two wakers") {
  static auto wake = [] {
    try {
      notewakeup(&note);
    } catch (const std::string&) {
      caught++;
    }
  };
  exercise::explored(world,
                     "two threads wake the same note at the same moment, and one sleeps on it",
                     {.setup =
                          [] {
                            fresh();
                            // For once an error of the runtime ends its caller alone.
                            sync::fatal_hook = [](const char* text) { throw std::string(text); };
                          },
                      .threads = {{"waker1", [] { wake(); }},
                                  {"waker2", [] { wake(); }},
                                  {"sleeper", [] { notesleep(&note); }}},
                      .check =
                          [] {
                            sync::expect(caught > 0, "both believe that they were the first");
                            sync::expect(caught < 2, "both were told that they were the second");
                          }},
                     "one of them is told: notewakeup - double wakeup",
                     {{"both",
                       "looking at the word and changing it is one step, or of two wakers each may "
                       "believe that it is the first"}});
}
