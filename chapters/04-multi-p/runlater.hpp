// gosched puts the goroutine that yields behind the others.
#pragma once
#include <runq.hpp>
#include <spin.hpp>
#include <thisp.hpp>

namespace rt {

// Behind all others: those of this P, and, if there are any, those in the global queue. A goroutine
// that computes for ten milliseconds and yields must not come before them sixty times (the 61st
// tick is no help against that).
//
// Go's Gosched always goes through the global queue and its lock. Ours does so only if somebody
// waits there, which saves two locks a turn. A relaxed look is enough: a later arrival comes later.
//
// wakep is for the global queue alone (Go has it since 1.22). An M on its way to sleep looks there
// first and into the Ps' queues afterwards: it may look too early for gp, and then too late for the
// goroutine that we run next. In our own queue it sees one of the two, since gp goes in before the
// other comes out.
inline void runlater(G* gp) {
  if (sched.runqsize.load(memory_order_relaxed) == 0) [[likely]] {
    runqput(thisp(), gp, false);
    return;
  }
  sched.lock.lock();
  globrunqput(gp);
  sched.lock.unlock();
  wakep();
}

}  // namespace rt
