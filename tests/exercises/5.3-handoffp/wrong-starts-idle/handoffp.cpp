// The last look finds work, and starts pp itself, which lies on the idle list by then.
#include <runq.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

[[maybe_unused]] static void start(P* pp, bool spinning) {
  trace(Ev::Handoff, pp, nullptr, 1);
  startm(pp, spinning);
}

void handoffp(P* pp) {
  sched.handoffs.fetch_add(1, memory_order_relaxed);  // for the curious
  if (!runqempty(pp)) return start(pp, false);
  if (sched.runqsize.load(memory_order_relaxed) != 0) return start(pp, false);
  int32_t none = 0;
  if (sched.nmspinning.load(memory_order_seq_cst) + sched.npidle.load(memory_order_seq_cst) == 0 &&
      sched.nmspinning.compare_exchange_strong(none, 1, memory_order_seq_cst, memory_order_relaxed))
    return start(pp, true);
  sched.lock.lock();
  if (sched.runqsize.load(memory_order_relaxed) != 0) {
    sched.lock.unlock();
    return start(pp, false);
  }
  trace(Ev::Handoff, pp, nullptr, 0);
  pidleput(pp);
  sched.lock.unlock();
  if (anywork()) start(pp, false);
}

}  // namespace rt
