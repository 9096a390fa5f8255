#include <runq.hpp>
#include <sched.hpp>

namespace rt {

static void addsize(int n) {
  sched.runqsize.store(sched.runqsize.load(memory_order_relaxed) + n,
                       memory_order_relaxed);  // one thread
}

void runlater(G* gp) {
  sched.runq.pushBack(gp);
  addsize(+1);
}

void runsoon(G* gp) { runlater(gp); }

G* runqget() {
  G* gp = sched.runq.pop();
  if (gp) addsize(-1);
  return gp;
}

}  // namespace rt
