// Taking a P from a goroutine that computes. The signal is a system call that the goroutine did not
// ask for: its handler lets go of the P, and the thread sleeps in the handler, with the goroutine
// still on its stack, until another thread has a P for it. Nothing moves to another thread. So
// whatever the signal has interrupted, malloc for instance, goes on later as if it had been slow.
#pragma once
#include <p.hpp>

namespace rt {

// For sysmon, each time it looks at a P that runs: asks its goroutine to give way if its time slice
// is over and somebody waits for a P. `now` in nanoseconds. Go 1.21: runtime/proc.go, retake (its
// first half)
void giveway(P* pp, int64_t now);

// Ours, for when a goroutine has come back from the kernel and waits for a P: asks the one that has
// computed longest to give way at once, if it has computed for at least `slice` nanoseconds (0:
// nobody is asked).
void giveback(int64_t now, int64_t slice);
// The slice to pass to it now: how long a goroutine that has come back lets another compute.
// shortslice.cpp
int64_t shortslice();

// Asks whatever goroutine runs on pp. If no thread could run the P next, no signal is sent.
// Go 1.21: runtime/proc.go, preemptone; runtime/signal_unix.go, preemptM
void preemptone(P* pp, int64_t now);

// Sends a signal to the thread with that number. threadid: this thread's number in the kernel.
// unblocksig: lets the signal reach this thread. Go 1.21: runtime/signal_unix.go, minitSignalMask
// Go 1.21: runtime/os_linux.go, signalM
void signalM(int32_t tid);
int32_t threadid();
void unblocksig();

// In the handler: gp, the goroutine that was interrupted, gives its P away if it was asked to and
// the moment is not a bad one. sp: its stack pointer. Go 1.21: runtime/signal_unix.go, doSigPreempt
void doSigPreempt(G* gp, uintptr_t sp);
// … its two questions. Go 1.21: runtime/preempt.go, isAsyncSafePoint, wantAsyncPreempt
bool isAsyncSafePoint(G* gp, uintptr_t sp);
bool wantAsyncPreempt(G* gp);
// … and its answer: a system call that the goroutine did not ask for. Returns when it has a P
// again.
// Go 1.21: runtime/proc.go, gopreempt_m
void gopreempt(G* gp);

// Takes the first preempted goroutine out of the global queue and returns it, or null. sched.lock
// is held. globrunq.cpp
G* globrunqgetpreempted();

// gp, which has been preempted and is in no queue any more, goes on with pp, on its own thread.
void resumepreempted(G* gp, P* pp);

// The same on g0, with this thread's own P; the thread sleeps.
void startpreempted(G* gp);

// Another goroutine has pp: what the last one was asked is forgotten.
inline void newturn(P* pp) {
  pp->preempt.store(false, memory_order_relaxed);
  pp->over.store(false, memory_order_relaxed);
  pp->since.store(0, memory_order_relaxed);
}
// … and it begins a new time slice. For the owner of pp.
inline void newslice(P* pp) {
  nexttick(pp->schedtick);
  newturn(pp);
}

// How long a time slice is: SLICE=10ms in the environment, in nanoseconds; 0: SLICE=off, no signal
// is sent.
constexpr int64_t kForcePreempt = 10'000'000;  // Go 1.21: runtime/proc.go, forcePreemptNS
int64_t timeslice();
// The same for short ones: SHORTSLICE=200us, which is the default.
int64_t shorttimeslice();
// Does a call that will block give its P away (foresee.hpp)? FORESEE=off: no.
bool foresees();

}  // namespace rt
