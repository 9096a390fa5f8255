// Exercise 8.4 ★★★ (40 minutes, extend): any P that is in a call
//
// A thread comes back from the kernel, and its P has been taken. exitsyscallTryGetP tries to take
// the old P out of another goroutine's call, and then an idle P. That is all that Go's does: if
// there is neither, the goroutine queues and its thread sleeps. Yet there may be a P that is wired
// to a goroutine which has been in read(2) for a while, and which sysmon has not come to. Take that
// one: after the idle ones, try all others. What must hold:
//   - the order is: oldp; an idle P; each other P, beginning with the one after oldp, up to the
//     last one, and then from p0 on. Without oldp it begins with p0. (If all threads that come back
//     began with p0, they would meet there);
//   - the first P that can be taken is taken, and no other. If one can't be, since its goroutine
//     has just come back, or another thread holds it, the next one is tried. Each is tried once at
//     most, oldp included; null if none can be taken. Nobody waits, and nobody goes round again;
//   - to try is to change a goroutine's state. So a P is tried only if it looks as if its goroutine
//     were in a call, by a look that changes nothing: those that run must not notice us. What a
//     look says, and the name p.syscallg, is a hint until the goroutine is held: it may be in a
//     call with another P, or without one. Of a G that is not held you read atomicstatus alone, and
//     you touch no M that is not yours;
//   - the P that is taken is the caller's from then on: Pidle, in no thread's m.p, p.m null,
//     syscalltick moved on, and not on the list of idle Ps. acquirep is the caller's business. All
//     that is done while the goroutine is held; and whoever has been held is let go, on every way;
//   - sched.lock is for the list of idle Ps, and for nothing else. The others are tried without it,
//     and without any call of the kernel. sysmon is woken only for an idle P, as before: where a
//     goroutine is in a call, not all Ps were idle;
//   - oldp and the idle ones are tried as they are now. All other Ps, threads, goroutines and
//     counters stay as they are. gomaxprocs says how many Ps there are; it may be 1.
// Why it matters: what holds for sysmon now holds for any thread: whoever holds a goroutine in its
// call may take its P, and needs nobody's leave. And it is a change that one may argue about: when
// it works, think of what it costs the others, and of why Go goes without.
// Done: make exercise-8.4 says so. Stuck: make hint-8.4
#include <exitsyscall.hpp>
#include <not_done.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <syscallingthread.hpp>
#include <sysmon.hpp>

namespace rt {

static P* anidle() {
  // A look without the lock first: relaxed, since it only saves a useless attempt.
  if (sched.npidle.load(memory_order_relaxed) == 0) return nullptr;
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();  // it may be in its deep sleep, since all Ps were idle
  sched.lock.unlock();
  return pp;
}

P* exitsyscallTryGetP(P* oldp) {
  if (oldp) {
    if (auto thread = setBlockOnExitSyscall(oldp)) {
      thread->takeP();
      thread->resume();
      return oldp;
    }
  }
  if (P* pp = anidle()) return pp;
  not_done("8.4");
}

}  // namespace rt
