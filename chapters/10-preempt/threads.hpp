// New threads. Whoever makes one may have to wait for a lock of libc's, malloc's for instance, and
// a preempted goroutine may hold it. So nobody who has a P may make one; and no P may wait for one
// while it could have a preempted goroutine instead, which brings its thread: else the lock's owner
// might be waiting for just that P.
#pragma once
#include <m.hpp>
#include <p.hpp>

namespace rt {

// For these three the caller holds sched.lock.

// pp waits for a new thread.
void newm_locked(P* pp, bool spinning);
// One more thread, for later, unless there are too many.
void sparem_locked();
// A P that waits for a thread, or null.
P* waitingp_locked(M* mp);

// startTemplateThread, without which the program can go on; false: there is none.
bool trytemplatethread();

// newm1, which returns pthread_create's error, or 0.
int trynewm1(M* mp);

}  // namespace rt
