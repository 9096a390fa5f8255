#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <thisp.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, newproc1: numbers come in batches of 16.
uint64_t newgoid() {
  P* pp = thisp();
  if (pp->goidcache[0] == pp->goidcache[1]) {
    sched.lock.lock();
    pp->goidcache[0] = sched.goidgen + 1;
    sched.goidgen += 16;
    pp->goidcache[1] = sched.goidgen + 1;
    sched.lock.unlock();
  }
  return pp->goidcache[0]++;
}

}  // namespace rt
