// Four questions, in this order; the last one is asked when pp can be found by others.
#include <runq.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

static void start(P* pp, bool spinning) {
  trace(Ev::Handoff, pp, nullptr, 1);
  startm(pp, spinning);
}

static bool waiting() { return sched.runqsize.load(memory_order_relaxed) > 0; }

// Nobody could help, and we are the one who sees to it.
static bool mustspin() {
  int32_t none = 0;
  return sched.npidle.load(memory_order_relaxed) == 0 &&
         sched.nmspinning.compare_exchange_strong(none, 1, memory_order_relaxed,
                                                  memory_order_relaxed);
}

void handoffp(P* pp) {
  sched.handoffs.fetch_add(1, memory_order_relaxed);
  if (!runqempty(pp) || waiting()) {
    start(pp, false);
  } else if (mustspin()) {
    start(pp, true);
  } else {
    sched.lock.lock();
    bool late = waiting();
    if (!late) pidleput(pp);
    sched.lock.unlock();
    if (late) start(pp, false);
    else if (anywork()) wakep();
  }
}

}  // namespace rt
