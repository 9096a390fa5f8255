// Asks four times more before it waits, and pauses in between; its P stands still meanwhile.
#include <lock.hpp>
#include <proc.hpp>
#include <syscall.hpp>
#include <waitq.hpp>
#include <yield.hpp>

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
  for (int i = 0;; i++) {
    limit.lock.lock();
    if (limit.slots > 0) {
      limit.slots--;
      return limit.lock.unlock();
    }
    if (i == 4) break;
    limit.lock.unlock();
    if (i < 3) procyield(30);
    else osyield();
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
  if (sg) goready(sg->g);
}

SyscallResult SyscallLimited(uintptr_t trap, uintptr_t a1, uintptr_t a2, uintptr_t a3) {
  acquireslot();
  SyscallResult result = Syscall(trap, a1, a2, a3);
  releaseslot();
  return result;
}

}  // namespace rt
