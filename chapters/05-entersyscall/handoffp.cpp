#include <runq.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

static void start(P* pp, bool spinning) {
  trace(Ev::Handoff, pp, nullptr, 1);
  startm(pp, spinning);
}

// An M must be started for pp whenever findRunnable would find something to do on it.
//   [1] pp has goroutines of its own, or there are some in the global queue
//   [2] nobody else could help: no M looks for work, and no P is idle. Then this one must look.
//       (relaxed: if these were old values, the look at the very end makes up for it)
//   [3] once more the global queue, now under its lock
//   [4] nothing to do: pp is idle
// Go has more cases: somebody to read the trace, mark for the garbage collector, stop the world;
// and if this is the last P that runs, a thread must watch the network.
// Go 1.21: runtime/proc.go, handoffp
void handoffp(P* pp) {
  sched.handoffs.fetch_add(1, memory_order_relaxed);
  if (!runqempty(pp) || sched.runqsize.load(memory_order_relaxed) != 0)
    return start(pp, false);  // [1]
  int32_t none = 0;
  if (sched.nmspinning.load(memory_order_relaxed) + sched.npidle.load(memory_order_relaxed) == 0 &&
      sched.nmspinning.compare_exchange_strong(none, 1, memory_order_relaxed,
                                               memory_order_relaxed)) {
    return start(pp, true);  // [2]
  }
  sched.lock.lock();
  if (sched.runqsize.load(memory_order_relaxed) != 0) {  // [3]
    sched.lock.unlock();
    return start(pp, false);
  }
  trace(Ev::Handoff, pp, nullptr, 0);
  pidleput(pp);  // [4]
  sched.lock.unlock();
  // A wakep that saw no idle P a moment ago has woken nobody (findrunnable.cpp). Look again on its
  // behalf.
  if (anywork()) wakep();
}

}  // namespace rt
