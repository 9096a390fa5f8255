#include <fatal.hpp>
#include <lockosthread.hpp>
#include <printerr.hpp>
#include <sched.hpp>
#include <spin.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, mReserveID and checkmcount
int32_t mReserveID() {
  if (sched.mcount >= sched.maxmcount) {
    printerr("runtime: program exceeds %d-thread limit\n", sched.maxmcount);
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
