#include <cstdio>
#include <fatal.hpp>
#include <lockosthread.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <unistd.h>

namespace rt {

// Go 1.21: runtime/proc.go, mReserveID and checkmcount
int32_t mReserveID() {
  if (sched.mcount >= sched.maxmcount) {
    dprintf(STDERR_FILENO, "runtime: program exceeds %d-thread limit\n", sched.maxmcount);
    fatal("thread exhaustion");
  }
  sched.mcount++;
  return sched.mnext++;  // not mcount: that goes down again when a thread ends
}

int SetMaxThreads(int n) {
  sched.lock.lock();
  int before = sched.maxmcount;
  sched.maxmcount = n;
  sched.lock.unlock();
  return before;
}

}  // namespace rt
