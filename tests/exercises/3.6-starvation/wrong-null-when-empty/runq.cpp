// Gives the queue its turn even if nobody stands in it: who was to run next is left behind.
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
  if (G* displaced = std::exchange(next, gp)) sched.runq.pushBack(displaced);
  addsize(+1);
}

void runlater(G* gp) {
  sched.runq.pushBack(gp);
  addsize(+1);
}

G* runqget() {
  G* gp = nullptr;
  if (next && inarow < kMost) gp = std::exchange(next, nullptr), inarow++;
  else gp = sched.runq.pop(), inarow = 0;
  if (gp) addsize(-1);
  return gp;
}

}  // namespace rt
