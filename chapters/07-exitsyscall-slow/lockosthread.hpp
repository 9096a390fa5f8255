// Goroutines that must stay on one thread, because something in the kernel or in a library belongs
// to it.
#pragma once
#include <g.hpp>

namespace rt {

// From now on the calling goroutine runs on this thread, and this thread runs nothing else, until
// UnlockOSThread has been called as many times. If the goroutine finishes while locked, its thread
// ends, since nobody knows in what state it is.
// Go 1.21: runtime/proc.go, LockOSThread, UnlockOSThread
void LockOSThread();
void UnlockOSThread();

// On g0 of an M that is locked to a goroutine: hands its P to others, and sleeps until it is given
// one together with that goroutine.
// Go 1.21: runtime/proc.go, stoplockedm
void stoplockedm();

// On g0: gp is runnable, but locked to another M. Gives that M our P, and sleeps.
// Go 1.21: runtime/proc.go, startlockedm
void startlockedm(G* gp);

// On g0: this thread ends. Its P goes to others. Go 1.21: runtime/proc.go, mexit
[[noreturn]] void mexit();

// --- the template thread, which starts threads on behalf of those that are locked ---

// Unless there is one. Go 1.21: runtime/proc.go, startTemplateThread
void startTemplateThread();
// Lets it start mp's thread. Go 1.21: runtime/proc.go, newm
void handofftotemplate(M* mp);
// The run is over. sched.lock is held.
void stoptemplatethread_locked();

// The most threads that the runtime may have; a program that needs more ends. Returns what it was.
// Go 1.21: runtime/debug/garbage.go, SetMaxThreads
int SetMaxThreads(int n);

}  // namespace rt
