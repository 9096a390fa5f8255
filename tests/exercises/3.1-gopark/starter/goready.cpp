// Exercise 3.1, the other half (what to do stands in gopark.cpp): goready
//
// goready(gp) lets gp, which waits, run again when its turn comes, and the caller, a goroutine or
// an unlockf on g0, goes on. What must hold: a goroutine that stands in the run queue is Grunnable,
// since another thread may take it from there at once; somebody waits for it, so it goes there by
// runsoon(gp), and is not touched after that; and a goroutine that does not wait can't be woken:
// casgstatus ends the program then.
#include <gstatus.hpp>
#include <not_done.hpp>
#include <proc.hpp>
#include <runq.hpp>

namespace rt {

void goready(G* gp) {
  (void)gp;
  not_done("3.1");
}

}  // namespace rt
