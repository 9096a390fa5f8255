// Taking a P from a goroutine that computes. The signal is a system call that the goroutine did not
// ask for: its handler lets go of the P, and the thread sleeps in there, with the goroutine still on
// its stack, until somebody has a P for it. Nothing moves to another thread. So whatever the signal
// has interrupted, malloc for instance, goes on later as if it had been slow.
#pragma once
#include <p.hpp>

namespace rt {

// For sysmon, at each look: asks pp's goroutine to give way if its time slice is over and somebody
// waits for a P. `now` in nanoseconds. Go 1.21: runtime/proc.go, retake, its first half
void giveway(P* pp, int64_t now);

// Asks, whoever may run there. Returns false, and does nothing, if no thread could run the P next.
// Go 1.21: runtime/proc.go, preemptone; runtime/signal_unix.go, preemptM
bool preemptone(P* pp);

// gp, which has been preempted and is in no queue any more, goes on with pp, on its own thread.
void resumepreempted(G* gp, P* pp);

// The same on g0, with this thread's own P; the thread sleeps.
void startpreempted(G* gp);

// The owner of pp begins a new time slice: what was asked of the one before is forgotten.
inline void newslice(P* pp) {
  nexttick(pp->schedtick);
  pp->preempt.store(false, memory_order_relaxed);
}

// How long a time slice is: SLICE=10ms in the environment, in nanoseconds; 0: SLICE=off, or sanitizers, which
// want to know of each signal before it comes.
int64_t timeslice();

}  // namespace rt
