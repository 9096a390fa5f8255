// Counts those who are woken, and not those who run: two wake-ups a turn, and it is as before.
#include <runq.hpp>
#include <sched.hpp>
#include <utility>

namespace rt {

static G* next = nullptr;  // runs before all that stand in sched.runq …
constexpr int kMost = 16;  // … but so often in a row at most
static int inarow = 0;

static void addsize(int n) {
  sched.runqsize.store(sched.runqsize.load(memory_order_relaxed) + n,
                       memory_order_relaxed);  // one thread
}

void runsoon(G* gp) {
  if (++inarow % kMost == 0) sched.runq.pushBack(gp);
  else if (G* displaced = std::exchange(next, gp)) sched.runq.pushBack(displaced);
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
