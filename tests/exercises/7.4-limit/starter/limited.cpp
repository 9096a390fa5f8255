// Exercise 7.4 ★★ (30 minutes, extend): ten thousand blocked calls, and not ten thousand threads
//
// A goroutine that waits costs some kilobytes. One that waits in the kernel costs a thread. So a
// program whose ten thousand goroutines all write to a slow disk ends with "program exceeds
// 10000-thread limit", in Go as here. The remedy is a limit on those that may be in such calls at
// once. The chapter has none; write it:
//   - acquireslot: takes one of the free slots. Without a free one the goroutine waits (gopark),
//     while its thread and its P do something else: no spinning, no sleeping thread;
//   - releaseslot: gives it back. If goroutines wait, one of them goes on (goready);
//   - SyscallLimited: the same as Syscall, and gives the same result, but in a slot. The slot is
//     given back whatever the call has returned, and not before it has.
// Two goroutines on two threads may do all this at the same moment:
//   - limit.lock protects the number and the queue;
//   - others may find a goroutine in the queue only when it really sleeps, or they would call
//     goready for one that still runs. So the lock stays held until gopark's function lets go of it
//     (see WaitGroup::Wait): gopark([](G*, void* l) { …unlock…; return true; }, &limit, reason);
//   - goready comes after the unlock, since it takes other locks;
//   - when a slot goes to one who has waited, somebody who comes just now must not get it as well.
// A goroutine that waits is a Sudog in a WaitQ (waitq.hpp), which may live on its own stack. The
// order in which they get their turn is up to you.
// Why it matters: each program with blocking I/O in Go has, or should have, this semaphore: one
// store of files went from 62 threads to 12 with it.
// Done: make exercise-7.4 says so. Stuck: make hint-7.4
#include <lock.hpp>
#include <not_done.hpp>
#include <proc.hpp>
#include <syscall.hpp>
#include <waitq.hpp>

namespace rt {

static struct {
  Lock<"limit.lock"> lock;
  int slots = 0;  // that are free
  WaitQ waiting;
} limit;

// At most n goroutines at once, from now on. Nobody is in a limited call.
void LimitSyscalls(int n) {
  limit.lock.lock();
  limit.slots = n;
  limit.waiting = {};
  limit.lock.unlock();
}

int freeslots() {
  limit.lock.lock();
  int n = limit.slots;
  limit.lock.unlock();
  return n;
}

void acquireslot() { not_done("7.4"); }

void releaseslot() { not_done("7.4"); }

SyscallResult SyscallLimited(uintptr_t trap, uintptr_t a1, uintptr_t a2, uintptr_t a3) {
  (void)trap, (void)a1, (void)a2, (void)a3;
  not_done("7.4");
}

}  // namespace rt
