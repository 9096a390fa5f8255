// Counts the slot as free when the lock is free again.
#include <lock.hpp>
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

void acquireslot() {
  G* gp = getg();
  limit.lock.lock();
  if (limit.slots > 0) {
    limit.slots--;
    return limit.lock.unlock();
  }
  Sudog sg = {gp, nullptr, false, nullptr};
  limit.waiting.enqueue(&sg);
  gopark([](G*, void*) { return limit.lock.unlock(), true; }, nullptr, waitReasonSemacquire);
}

void releaseslot() {
  limit.lock.lock();
  Sudog* sg = limit.waiting.dequeue();
  G* gp = sg ? sg->g : nullptr;
  limit.lock.unlock();
  if (!sg) limit.slots++;
  if (gp) goready(gp);
}

SyscallResult SyscallLimited(uintptr_t trap, uintptr_t a1, uintptr_t a2, uintptr_t a3) {
  acquireslot();
  SyscallResult result = Syscall(trap, a1, a2, a3);
  releaseslot();
  return result;
}

}  // namespace rt
