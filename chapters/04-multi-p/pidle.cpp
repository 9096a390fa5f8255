#include <fatal.hpp>
#include <runq.hpp>
#include <spin.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, pidleput. sched.lock is held.
void pidleput(P* pp) {
  if (!runqempty(pp)) fatal("pidleput: P has non-empty run queue");
  pp->link = sched.pidle;
  sched.pidle = pp;
  sched.npidle.fetch_add(1, memory_order_seq_cst);  // see findrunnable.cpp, [1]
}

// Go 1.21: runtime/proc.go, pidleget. sched.lock is held.
P* pidleget() {
  P* pp = sched.pidle;
  if (pp) {
    sched.pidle = pp->link;
    pp->link = nullptr;
    // relaxed: a thread that sees no idle P relies on the look that follows pp's next pidleput
    sched.npidle.fetch_sub(1, memory_order_relaxed);
  }
  return pp;
}

}  // namespace rt
