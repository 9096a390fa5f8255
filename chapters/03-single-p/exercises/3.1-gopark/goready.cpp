// Exercise 3.1, the other half (what to do stands in gopark.cpp): goready
//
// goready(gp) lets gp, which waits, run again, when its turn comes; the caller goes on. In this
// order:
//   [1] gp becomes Grunnable: casgstatus, which ends the program if gp does not wait
//   [2] it goes into the run queue: runsoon(gp), as one that somebody waits for. From here on
//       another thread may be running it
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
