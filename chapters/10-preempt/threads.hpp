// New threads. A thread that makes one may have to wait for one of libc's locks, malloc's for
// instance, and a preempted goroutine may hold it. So no thread that has a P may make one; and no P
// may wait for one while it could go to a preempted goroutine, which brings its own thread.
// Otherwise the lock's owner might be waiting for that very P.
#pragma once
#include <m.hpp>
#include <p.hpp>

namespace rt {

// For these four the caller holds sched.lock.

// pp waits for a new thread.
void newm_locked(P* pp, bool spinning);
// One more thread, for later, unless there are too many.
void sparem_locked();
// A P that waits for a thread, or null. mp was on its way (newmHandoff.spares), and has arrived.
P* waitingp_locked(M* mp);
// Is there a template thread? If not, sysmon makes it; the program can go on without one.
bool trytemplatethread_locked();

// For a thread that has been on its way: takes a P that waits for one, or sleeps until one does.
void stopspare();

// Like newm1, but returns pthread_create's error, or 0.
int trynewm1(M* mp);

}  // namespace rt
