// Exercise 3.6 ★★ (25 minutes, break and mend): the goroutine that never gets its turn
//
// Somebody has made this run queue faster for goroutines that talk to each other: who has just been
// woken or started (runsoon) runs next, while its data is still in the cache. Pipelines liked it,
// and then this report came in:
//
//     "Two of my goroutines play ball over a channel. A third one prints a line now and then. Since
//     the update it prints its first line, and the next one when the game is over. Another program
//     has no channel at all: each goroutine starts the next one, and ends. Same thing: whatever
//     else is runnable stands still."
//
// Go issue #52934 is this one: new goroutine launches can starve other work indefinitely. Mend it,
// and keep what was gained:
//   - who stands in the queue and has become its first, runs after at most 16 others, whatever
//     those do;
//   - who was given to runsoon last runs next, even though others stand in the queue, three times
//     of four at the least. Whom it displaces goes to the end of the queue;
//   - runlater puts a goroutine at the end of the queue; the queue is first come, first served;
//   - nobody is lost, nobody runs twice, and runqget returns null only if nobody is runnable.
//     sched.runqsize is the number of those who are.
// Why it matters: every scheduler that has a fast lane for friends has had this bug. It passes all
// tests that do not ask who is waiting meanwhile.
// Done: make exercise-3.6 says so. Stuck: make hint-3.6
#include <runq.hpp>
#include <sched.hpp>
#include <utility>

namespace rt {

static G* next = nullptr;  // runs before all that stand in sched.runq

static void addsize(int n) {
  sched.runqsize.store(sched.runqsize.load(memory_order_relaxed) + n,
                       memory_order_relaxed);  // one thread
}

void runsoon(G* gp) {
  if (G* displaced = std::exchange(next, gp)) sched.runq.pushBack(displaced);
  addsize(+1);
}

void runlater(G* gp) {
  sched.runq.pushBack(gp);
  addsize(+1);
}

G* runqget() {
  G* gp = std::exchange(next, nullptr);
  if (!gp) gp = sched.runq.pop();
  if (gp) addsize(-1);
  return gp;
}

}  // namespace rt
