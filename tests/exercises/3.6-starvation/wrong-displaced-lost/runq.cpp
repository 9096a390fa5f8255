// Forgets whom runsoon displaces while the queue has its turn.
#include <runq.hpp>
#include <sched.hpp>
#include <utility>

namespace rt {

static G* next = nullptr;  // runs before all that stand in sched.runq
static int before = 0;  // how many have run before the first of the queue

static void addsize(int n) {
  sched.runqsize.store(sched.runqsize.load(memory_order_relaxed) + n,
                       memory_order_relaxed);  // one thread
}

void runsoon(G* gp) {
  G* displaced = std::exchange(next, gp);
  if (displaced && before < 16) sched.runq.pushBack(displaced);
  addsize(+1);
}

void runlater(G* gp) {
  sched.runq.pushBack(gp);
  addsize(+1);
}

G* runqget() {
  G* gp = nullptr;
  if (before < 16) gp = std::exchange(next, nullptr);
  if (gp) {
    before = sched.runq.empty() ? 0 : before + 1;
  } else {
    before = 0;
    gp = sched.runq.pop();
    if (!gp) gp = std::exchange(next, nullptr);
  }
  if (gp) addsize(-1);
  return gp;
}

}  // namespace rt
