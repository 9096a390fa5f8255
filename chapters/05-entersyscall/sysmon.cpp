#include <clock.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace.hpp>

namespace rt {

// With every P idle there is nothing to watch: sleep until a goroutine has got one after all, and
// is about to enter the kernel with it (entersyscall.cpp, [3]), or until 60 s are over, which is
// Go's limit. Under the lock, for then no P can become busy unseen.
static bool deepsleep() {
  constexpr int64_t kMost = 60'000'000'000;
  sched.lock.lock();
  bool sleeping = sched.npidle.load(memory_order_relaxed) == gomaxprocs &&
                  !sched.done.load(memory_order_relaxed);
  bool woken = false;
  if (sleeping) {
    sched.sysmonwait.store(true, memory_order_relaxed);
    sched.lock.unlock();
    woken = notetsleep(&sched.sysmonnote, kMost);
    sched.lock.lock();
    sched.sysmonwait.store(false, memory_order_relaxed);
    noteclear(&sched.sysmonnote);
  }
  sched.lock.unlock();
  return woken;
}

// It has no P and runs no goroutine. Go 1.21: runtime/proc.go, sysmon
void* sysmon(void*) {
  trace_thread(-1);
  static Pace pace;  // how scarce CPU time is does not change with a new run
  Backoff backoff;
  while (!sched.done.load(memory_order_relaxed)) {  // no other read depends on it
    pace.rest(backoff.next());
    if (schedtracing()) schedtrace(nanotime());
    else if (sched.npidle.load(memory_order_relaxed) == gomaxprocs && deepsleep()) backoff = {};
    int64_t now = nanotime();
    hurry(now);
    watchps(now, watchdoglimit());
    bool somebody = anywork();
    uint32_t n = retake(now);
    pace.took(n, somebody, now);
    backoff.worked(n > 0);
  }
  return nullptr;
}

void wakesysmon_locked() {
  if (!sched.sysmonwait.load(memory_order_relaxed)) return;
  sched.sysmonwait.store(false, memory_order_relaxed);
  notewakeup(&sched.sysmonnote);
}

void wakesysmon() {
  sched.lock.lock();
  wakesysmon_locked();
  sched.lock.unlock();
}

}  // namespace rt
