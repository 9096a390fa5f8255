#include <signal.h>

#include <preempt.hpp>
#include <rawsyscall.hpp>
#include <sched.hpp>
#include <threads.hpp>
#include <unistd.h>

namespace rt {

// The goroutine keeps its thread, so its P needs another one. It must be there before the signal is
// sent: whoever makes a thread calls malloc, and the goroutine may be in the middle of that. A
// preempted goroutine brings its own.
static bool threadsleeps() {
  auto& handoff = sched.newmHandoff;
  if (!trytemplatethread()) return false;
  sched.lock.lock();
  bool sleeps = sched.nmidle > 0 || sched.npreempted > 0;
  if (!sleeps && handoff.wanted == 0) sparem_locked();
  bool ready = sleeps && handoff.others == 0;
  sched.lock.unlock();
  return ready;
}

bool preemptone(P* pp) {
  if (!threadsleeps()) return false;
  pp->preempt.store(true, memory_order_relaxed);  // the handler comes after this, on its own thread
  RawSyscall(SYS_tgkill, static_cast<uintptr_t>(getpid()),
             static_cast<uintptr_t>(pp->tid.load(memory_order_relaxed)), SIGURG);
  return true;
}

}  // namespace rt
