// gosched puts the goroutine that yields behind the others.
#pragma once
#include <runq.hpp>
#include <spin.hpp>
#include <thisp.hpp>

namespace rt {

// Behind all others: those of this P and, if there are any, those in the global queue. A goroutine
// that computes for ten milliseconds and yields must not run sixty times before they do (giving
// the global queue every 61st turn does not prevent that).
//
// Go's Gosched always goes through the global queue and its lock. Ours does so only if a goroutine
// is waiting there, which saves two locks a turn. relaxed is enough: one that we miss has only just
// come.
//
// Only the global queue needs wakep (Go has called it here since 1.22). An M about to sleep looks
// there first and into the Ps' queues afterwards: it may look too early to see gp, and then too
// late to see the goroutine that we run next. In our own queue it sees one of the two, since gp
// goes in before the other comes out.
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
