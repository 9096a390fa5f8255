// Counts the wake-ups against `next`, and not its turns: with many wake-ups the queue comes first too often.
#include <runq.hpp>
#include <sched.hpp>
#include <utility>

namespace rt {

static G* next = nullptr;  // runs before all that stand in sched.runq
static int streak = 0;     // how many in a row came from next while somebody stood in the queue
constexpr int kMost = 16;

static void addsize(int n) {
  sched.runqsize.store(sched.runqsize.load(memory_order_relaxed) + n,
                       memory_order_relaxed);  // one thread
}

void runsoon(G* gp) {
  if (G* displaced = std::exchange(next, gp)) sched.runq.pushBack(displaced);
  streak++;
  addsize(+1);
}

void runlater(G* gp) {
  sched.runq.pushBack(gp);
  addsize(+1);
}

G* runqget() {
  G* gp = nullptr;
  if (next && (sched.runq.empty() || streak < kMost)) {
    gp = std::exchange(next, nullptr);
    if (sched.runq.empty()) streak = 0;
  } else {
    gp = sched.runq.pop();
    streak = 0;
  }
  if (gp) addsize(-1);
  return gp;
}

}  // namespace rt
