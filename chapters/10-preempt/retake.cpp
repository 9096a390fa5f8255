#include <preempt.hpp>
#include <sched.hpp>
#include <sysmon.hpp>
#include <take.hpp>
#include <wanted.hpp>

namespace rt {

//   [1] which Ps  by the rules, without holding anything. A goroutine that computes is asked to
//                 give way
//   [2] wanted    each of their goroutines is told
//   [3] fence     one for all
//   [4] awake     until handoffp has found an M, there may be none that counts as running: the M in
//                 the system call may come back, find no P and go to sleep, and checkdead would see
//                 a deadlock. So pretend that more are awake, before the first P is taken
//   [5] taken     those that have not come back
//   [6] handed off
// Go 1.27: runtime/proc.go, retake
uint32_t retake(int64_t now) {
  int some = 0;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    bool runs = pp->status.load(memory_order_relaxed) == Prunning;
    pp->wish = runs && wanted(pp, now);  // [1]
    if (runs && !pp->wish) giveway(pp, now);
    some += pp->wish;
  }
  if (sched.nreturned.load(memory_order_relaxed) > 0) giveback(now, shortslice());
  if (some == 0) return 0;
  int n = 0;
  {
    Taking taking;
    some = 0;
    for (int i = 0; i < gomaxprocs; i++) {
      allp[i]->wish = allp[i]->wish && taking.want(allp[i]);  // [2]
      some += allp[i]->wish;
    }
    if (some > 0) {
      taking.fence();        // [3]
      incidlelocked(-some);  // [4]
    }
    for (int i = 0; i < gomaxprocs; i++) {
      allp[i]->wish = allp[i]->wish && taking.take(allp[i]);  // [5]
      n += allp[i]->wish;
    }
  }
  for (int i = 0; i < gomaxprocs; i++) {
    if (!allp[i]->wish) continue;
    nexttick(sched.retakes);
    handoffp(allp[i]);  // [6]
  }
  if (some > 0) incidlelocked(some);
  return static_cast<uint32_t>(n);
}

}  // namespace rt
