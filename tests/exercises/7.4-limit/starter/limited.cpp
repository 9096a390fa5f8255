// Exercise 7.4 ★★ (30 minutes, extend): ten thousand blocked calls, and not ten thousand threads
//
// A goroutine that waits costs some kilobytes. One that waits in the kernel costs a thread. So a
// program whose ten thousand goroutines all write to a slow disk ends with "program exceeds
// 10000-thread limit", in Go as here. The remedy is a limit on those that may be in such calls at
// once. The chapter has none; write it:
//   - acquireslot: takes one of the free slots. Without a free one the goroutine waits (gopark),
//     while its thread and its P do something else: no spinning, no sleeping thread;
//   - releaseslot: gives it back. If goroutines wait, one of them goes on (goready);
//   - SyscallLimited: the same as Syscall, with the same result, but in a slot. The slot is given
//     back whatever the call has returned, and not before it has.
// Several goroutines on several threads do all this at the same moment. limit.lock protects the
// number and the queue, and what must hold is:
//   - there are never more goroutines in a slot than there are slots, and none waits beside a free
//     one. A slot that comes free is handed to one that waits, or else it is free for whoever comes
//     first, and the one that was woken looks again: not both;
//   - whoever finds a goroutine in the queue finds it asleep, since goready is for those that
//     sleep. (WaitGroup::Wait has the same trouble. How does it keep others away until gopark is
//     done?);
//   - a goroutine that is made ready runs on at once, on another thread. The Sudog by which it
//     waited (waitq.hpp) may live on its own stack, and is gone then;
//   - goready takes other locks: nobody holds limit.lock meanwhile.
// The order in which they get their turn is up to you.
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
