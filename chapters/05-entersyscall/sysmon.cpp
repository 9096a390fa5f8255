#include <pthread.h>
#include <sys/prctl.h>

#include <algorithm>
#include <clock.hpp>
#include <cstring>
#include <fatal.hpp>
#include <rawsyscall.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace.hpp>
#include <utility>
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

// Is a call in sight that may be a long one, on a P that somebody waits for? Then the next look
// decides, and should come soon. Calls that took less than 10 µs each since the last look are short
// ones: nothing is lost in them.
static bool suspicious(int64_t elapsed) {
  bool any = false;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    uint32_t tick = pp->syscalltick.load(memory_order_relaxed);
    int64_t ended = tick - std::exchange(pp->sysmontick.looked, tick);
    if (ended * 10'000 <= elapsed && pp->status.load(memory_order_relaxed) == Psyscall)
      any |= !runqempty(pp) || sched.runqsize.load(memory_order_relaxed) != 0;
  }
  return any;
}

// The kernel may wake a thread up to 50 µs late, to wake several at once, unless the thread asks
// for less. Go's does not. (make bench-why: a sleep of 20 µs with it and without.) 0 brings the
// default back at once: a thread that sysmon starts would inherit what it has then.
static void nap(uint32_t us) {
  RawSyscall(SYS_prctl, PR_SET_TIMERSLACK, 1, 0);
  usleep(us);
  RawSyscall(SYS_prctl, PR_SET_TIMERSLACK, 0, 0);
}

// Until the next look. `found`: when a look last found something.
//
// Go sleeps, for 20 µs while there is work: with the time that a wake-up takes it is three times as
// long, and a P in the kernel stands still meanwhile. Its CPU has nothing better to do, so here ours
// watches the clock. And Go counts a look that takes no P as idle, and dozes off for up to 10 ms
// even where one call after the other blocks. Ours does not, if calls have blocked of late and
// anybody waits in a queue: the next one may block as well.
static void rest(uint32_t us, int64_t looked, int64_t found) {
  constexpr int64_t kOfLate = 50'000'000;
  constexpr uint32_t kDoze = 400;
  if (found == looked) {
    while (nanotime() < looked + 20'000) procyield(10);
  } else {
    nap(looked - found < kOfLate && anywork() ? std::min(us, kDoze) : us);
  }
}

// It has no P and runs no goroutine. Go 1.21: runtime/proc.go, sysmon
static void* sysmon(void*) {
  trace_thread(-1);
  Backoff backoff;
  int64_t looked = nanotime(), found = 0;
  while (!sched.done.load(memory_order_acquire)) {
    rest(backoff.next(), looked, found);
    if (schedtracing()) schedtrace(nanotime());
    else if (sched.npidle.load(memory_order_relaxed) == gomaxprocs && deepsleep()) backoff = {};
    int64_t now = nanotime();
    bool soon = suspicious(now - looked);
    if (retake(now) > 0 || soon) found = now;
    backoff.worked(found == now);
    looked = now;
  }
  return nullptr;
}

// It is joined with the other Ms, but is not one of those that checkdead counts.
void startbackground() {
  M* mp = new M{};
  mp->id = -1;
  int err = pthread_create(&mp->thread, nullptr, sysmon, nullptr);
  if (err) fatal("runtime: cannot start sysmon (%s)", strerror(err));
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
