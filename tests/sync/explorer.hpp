// All interleavings of a few threads, one after the other, in one thread of the operating system.
//
// The threads of a scenario are coroutines. At every sync point (watch.hpp) the explorer decides
// who goes on, and comes back to each decision until it has tried all. So it finds the one schedule
// in a hundred thousand that a stress test misses, and finds it every time.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace rt::sync {

struct Scenario {
  std::function<void()> setup{};  // makes everything new, for each schedule
  struct Thread {
    const char* name;
    std::function<void()> body;
  };
  std::vector<Thread> threads{};  // pthread_create adds more
  std::function<void()> check{};  // when no thread can go on
  bool sleepers = false;          // may threads sleep on a futex at the end, or is that a deadlock?
  int preemptions = -1;  // how often a thread that could go on is interrupted; -1: no limit
  std::vector<const char*> at{};  // only at operations on these objects; empty: on all
  // C++'s memory model (memory.hpp): at most so often in a schedule may a load read an older store
  // than the newest, a store go before an earlier one, or something fail for no reason (a weak
  // compare-exchange, a futex). -1: no model, and no search for data races.
  int stale = 0;
  std::vector<const char*> stale_at{};  // only those of these objects; empty: all
  bool races = true;                    // data races are failures (races.hpp)
  int late = 12;  // so many sync points after a signal was sent its handler is called at the latest
};

struct Outcome {
  bool failed = false;
  std::string why;  // and the schedule, step by step: of those with this failure, one …
  int preemptions = 0, stale = 0;  // … with the fewest interruptions and old values: so many
  std::vector<int> choices;        // for replay
  uint64_t schedules = 0;          // how many were tried
};

// Tries all schedules, or all until one fails.
Outcome explore(const Scenario& scenario);
// Just this one.
Outcome replay(Scenario scenario, const Outcome& outcome);

// In a thread or in check: the schedule is a failure if `good` is false.
void expect(bool good, const std::string& what);

// In place of the operating system, under the explorer. False: the explorer does not run; do the
// real thing.
inline uint64_t futexcalls = 0;   // how often one of the next two was called …
inline uint64_t futexsleeps = 0;  // … and how often a thread fell asleep
bool explored_sleep(const void* address, uint32_t value);
bool explored_wake(const void* address, uint32_t count);
bool explored_yield();
bool explored_thread(std::function<void()> body);
// The number of the thread that calls; 0: the explorer does not run. And a signal for one: at one
// of its next sync points the handler is called, once.
int explored_self();
void explored_signal(int thread);
inline void (*handler)() = nullptr;

// Called first by whoever makes a thread, if a test wants to know: true, the test has seen to it.
inline bool (*creates)() = nullptr;
// The kernel has no more threads; and how often it has said so.
inline bool refuses = false;
inline int refused = 0;

// What a thread counts for itself alone (acquirem.hpp).
inline thread_local uint32_t locks = 0;

}  // namespace rt::sync
