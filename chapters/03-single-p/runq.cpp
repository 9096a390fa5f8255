#include <runq.hpp>
#include <sched.hpp>

namespace rt {

Sched sched;

void runqput(G* gp) {
  sched.runq.pushBack(gp);
  sched.runqsize++;
}

G* runqget() {
  G* gp = sched.runq.pop();
  if (gp) sched.runqsize--;
  return gp;
}

}  // namespace rt
