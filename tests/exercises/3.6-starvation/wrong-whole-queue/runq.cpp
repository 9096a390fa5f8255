// After sixteen in a row the whole queue has its turn, and not only its first.
#include <runq.hpp>
#include <sched.hpp>
#include <utility>

namespace rt {

static G* next = nullptr;  // runs before all that stand in sched.runq …
constexpr int kMost = 16;  // … but so often in a row at most
static int inarow = 0;
static int turns = 0;  // of the queue, that are left

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
  bool waits = !sched.runq.empty();
  G* gp = nullptr;
  if (inarow == kMost && waits) turns = sched.runqsize.load(memory_order_relaxed) - 1, inarow = 0;
  if (!waits) turns = 0;
  if (next && turns-- <= 0) {
    gp = std::exchange(next, nullptr);
    inarow = waits ? inarow + 1 : 0;
  } else {
    gp = sched.runq.pop();
    inarow = 0;
  }
  if (gp) addsize(-1);
  return gp;
}

}  // namespace rt
