// Writes to the Sudog after goready: it stands on the stack of a goroutine that may have left acquireslot.
#include <lock.hpp>
#include <proc.hpp>
#include <syscall.hpp>
#include <waitq.hpp>

namespace rt {

static struct {
  Lock<"limit.lock"> lock;
  int slots = 0;
  WaitQ waiting;
} limit;

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

static bool letgo(G*, void*) { return limit.lock.unlock(), true; }

void acquireslot() {
  limit.lock.lock();
  if (limit.slots > 0) {
    limit.slots--;
    return limit.lock.unlock();
  }
  Sudog sg = {getg(), nullptr, false, nullptr};
  limit.waiting.enqueue(&sg);
  gopark(letgo, nullptr, waitReasonSemacquire);
}

void releaseslot() {
  limit.lock.lock();
  Sudog* sg = limit.waiting.dequeue();
  if (!sg) limit.slots++;
  limit.lock.unlock();
  if (sg) { goready(sg->g); sg->success = true; }
}

SyscallResult SyscallLimited(uintptr_t trap, uintptr_t a1, uintptr_t a2, uintptr_t a3) {
  acquireslot();
  SyscallResult result = Syscall(trap, a1, a2, a3);
  releaseslot();
  return result;
}

}  // namespace rt
