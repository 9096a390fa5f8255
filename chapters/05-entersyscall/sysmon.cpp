#include <pthread.h>
#include <sys/prctl.h>

#include <algorithm>
#include <clock.hpp>
#include <rawsyscall.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace.hpp>
#include <yield.hpp>

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

// The kernel may wake a thread up to 50 µs late, to wake several at once, unless the thread asks
// for less. Go's does not. (make bench-why: a sleep of 20 µs with it and without.) 0 brings the
// default back at once: a thread that sysmon starts would inherit what it has then.
static void nap(uint32_t us) {
  RawSyscall(SYS_prctl, PR_SET_TIMERSLACK, 1, 0);
  usleep(us);
  RawSyscall(SYS_prctl, PR_SET_TIMERSLACK, 0, 0);
}

// Until the next look: `us` microseconds, by Go's rule. `ago`: how long since a P was taken.
//
// Go sleeps. A sleep of 20 µs takes 60 to 120 with the wake-up, and a P in the kernel stands still
// for two of them, since its call must be seen twice. So for a while after a P was taken, ours
// looks at the clock instead: the goroutine that got it may be the next one to block. A CPU is
// likely to be free for that, since a P has just left one; if not, others come first, by the yield.
//
// And Go dozes off for up to 10 ms when no look has taken a P for a while. Ours does not, if calls
// have blocked of late and a goroutine waits in a queue. (Where no call blocks, to look that often
// would only take time from those that compute: up to 5 %.)
static void rest(uint32_t us, int64_t ago) {
  constexpr int64_t kAWhile = 200'000, kOfLate = 50'000'000;
  constexpr uint32_t kDoze = 400;
  if (sysmonasgo()) return usleep(us);
  if (ago < kAWhile) {
    for (int64_t until = nanotime() + us * 1'000; nanotime() < until;) osyield();
  } else {
    nap(ago < kOfLate && anywork() ? std::min(us, kDoze) : us);
  }
}

// It has no P and runs no goroutine. Go 1.21: runtime/proc.go, sysmon
static void* sysmon(void*) {
  trace_thread(-1);
  Backoff backoff;
  int64_t now = nanotime();
  int64_t taken = 0;  // when a P was last taken
  while (!sched.done.load(memory_order_acquire)) {
    rest(backoff.next(), now - taken);
    if (schedtracing()) schedtrace(nanotime());
    else if (sched.npidle.load(memory_order_relaxed) == gomaxprocs && deepsleep()) backoff = {};
    now = nanotime();
    hurry(now);
    bool some = retake(now) > 0;
    if (some) taken = now;
    backoff.worked(some);
  }
  return nullptr;
}

// It is joined with the other Ms, but is not one of those that checkdead counts.
void startbackground() {
  M* mp = new M{};
  mp->id = -1;
  sysmonasgo();  // a wrong wish is said before anything runs
  createthread(&mp->thread, sysmon, nullptr);
  sched.lock.lock();
  mp->alllink = sched.allm;
  sched.allm = mp;
  sched.lock.unlock();
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
