#include <preempt.hpp>
#include <sched.hpp>
#include <threads.hpp>

namespace rt {

// The goroutine keeps its thread, so its P needs another one. That thread must be there before the
// signal is sent: making a thread calls malloc, and the goroutine may be in the middle of that. A
// preempted goroutine brings its own thread; but goroutines that have none must not wait for ever
// while those that have one take turns. If one of those has passed them, there are too few threads,
// and one more is ordered, unless it might be the last for a P that can't do without.
static bool threadsleeps() {
  auto& handoff = sched.newmHandoff;
  sched.lock.lock();
  bool ready = trytemplatethread_locked();
  bool more = sched.nmidle == 0 || (handoff.passed && sched.mcount + gomaxprocs < sched.maxmcount);
  if (ready && more && handoff.spares == 0) handoff.passed = false, sparem_locked();
  bool some = sched.nmidle > 0 || sched.npreempted.load(memory_order_relaxed) > 0;
  ready &= some && handoff.others == 0;
  sched.lock.unlock();
  return ready;
}

void preemptone(P* pp, int64_t now) {
  bool signals = sched.signals.load(memory_order_relaxed);
  if (signals && !threadsleeps()) return pp->over.store(true, memory_order_relaxed);
  pp->asked.store(now, memory_order_relaxed);
  pp->preempt.store(true, memory_order_relaxed);  // the handler comes after this, on its own thread
  if (signals) signalM(pp->tid.load(memory_order_relaxed));
}

}  // namespace rt
