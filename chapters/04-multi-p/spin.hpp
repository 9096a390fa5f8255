// Threads: how many look for work, which sleep, and which is woken.
#pragma once
#include <m.hpp>
#include <p.hpp>

namespace rt {

// Something may have become runnable: let one more M look for it, unless one is already looking
// or no P is idle.
// Go 1.21: runtime/proc.go, wakep
void wakep();

// The M that spins has found something: it stops spinning, and lets another take over the search.
// Go 1.21: runtime/proc.go, resetspinning
void resetspinning();

// Lets an M, a sleeping or a new one, run pp, or an idle P if pp is null.
// Go 1.21: runtime/proc.go, startm
void startm(P* pp, bool spinning);

// Sleeps until startm gives this M a P, which then is its own. Returns without one if the run is
// over.
// Go 1.21: runtime/proc.go, stopm
void stopm();
void sleepm();  // its second half: this M is on the list of those that sleep already

// A new thread for the M of that number, which begins with pp. Go 1.21: runtime/proc.go, newm
void newm(int32_t id, P* pp, bool spinning);
M* allocm(int32_t id, P* pp, bool spinning);  // its first half: the M
void newm1(M* mp);                            // its second half: the thread
// pthread_create, tried again for a while. Returns its error, or 0.
// Go 1.21: runtime/os_linux.go, newosproc
int newosproc(pthread_t* thread, void* (*start)(void*), void* argument);
// The same; the program ends if it fails: nothread says why.
void createthread(pthread_t* thread, void* (*start)(void*), void* argument);
[[noreturn]] void nothread(int err);
// Counts a new M, under sched.lock, before its thread exists, so that checkdead never sees a
// moment in which nobody runs. Returns its id.
// Go 1.21: runtime/proc.go, mReserveID
int32_t mReserveID();

// --- Ps: acquirep.cpp, pidle.cpp ---

void acquirep(P* pp);  // this thread owns pp now; it was idle
P* releasep();         // … and now nobody does
// sched.lock is held. The list is last in, first out.
void pidleput(P* pp);
P* pidleget();
void mput(M* mp);
M* mget();

// How many Ps the next run has. n > 0 sets it; returns what it was.
// Go 1.21: runtime/debug.go, GOMAXPROCS
int GOMAXPROCS(int n);
void procresize(int n);  // makes allp
void procdestroy();      // and takes it apart, when all is over
void gpurge(P* pp);      // gives the finished Gs and the stacks that pp has kept to everybody
void gpurge(P* pp, int32_t keep);  // the Gs alone, down to `keep` of them

// What runs beside the goroutines: nothing, until chapter 5 has sysmon.
void startbackground();

// The last goroutine has finished: lets every thread end.
void finish();

// Blocks until there is a goroutine to run. Null: the run is over.
// Go 1.21: runtime/proc.go, findRunnable
G* findRunnable(bool* inherit);

// Tries to take work from all others, in random order. Go 1.21: runtime/proc.go, stealWork
G* stealWork(M* mp);

}  // namespace rt
