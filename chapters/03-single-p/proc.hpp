// The scheduler's functions, in the order in which a goroutine meets them.
#pragma once
#include <execute.hpp>
#include <self.hpp>
#include <switch.hpp>
#include <waitreason.hpp>

namespace rt {

// The rest of gosched, below. hot: otherwise g++ takes a function that never returns for one that
// ends the program after an error, and makes it small instead of fast.
[[noreturn, gnu::hot]] void gosched_m(G* gp);

// --- called by goroutines ---

// Lets others run first. Inline down to the switch: the CPU predicts that a `ret` goes back to
// where the last `call` came from, and after a switch that call was another goroutine's.
// Go 1.21: runtime/proc.go, Gosched
[[gnu::always_inline]] inline void gosched() {
  self("gosched");
  mcall(gosched_m);
}

// Puts the current goroutine to sleep until another calls goready for it. Once it can no longer
// be seen as running, unlockf(g, lock) is called on g0, typically to unlock what protects the queue
// in which g now waits; if that returns false, g runs on at once.
// Go 1.21: runtime/proc.go, gopark
void gopark(bool (*unlockf)(G*, void*), void* lock, WaitReason reason);

// Lets gp, which waits, run again. Go 1.21: runtime/proc.go, goready
void goready(G* gp);

// --- on g0 ---

// A round of the scheduler: find a goroutine and run it. Go 1.21: runtime/proc.go, schedule
[[noreturn, gnu::hot]] void schedule();

// --- Gs and their stacks ---

// A G to use: an old one or a new one, without a stack. Go 1.21: runtime/proc.go, gfget
G* gfget();
// Keeps a finished G for later. Go 1.21: runtime/proc.go, gfput
void gfput(G* gp);
// Go gives a G its stack when it is made. Ours gets it when it first runs, and loses it when it
// finishes: a hundred thousand goroutines that only wait for their first turn need none.
void attachstack(G* gp);
void detachstack(G* gp);
// The next goroutine's number.
uint64_t newgoid();
// A new G, already in allgs. Go 1.21: runtime/proc.go, malg and allgadd
G* malg();

// Nothing can run any more. Either all goroutines have finished, and this returns, or they wait for
// each other, and the program ends.
// Go 1.21: runtime/proc.go, checkdead
void checkdead();

}  // namespace rt
