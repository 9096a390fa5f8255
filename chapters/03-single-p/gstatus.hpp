// The life of a goroutine: its states, and the moves between them.
#pragma once
#include <g.hpp>

namespace rt {

// Go 1.21: runtime/runtime2.go, _Gidle …, with the same numbers (5 is unused there, too).
enum GStatus : uint32_t {
  Gidle = 0,      // just made
  Grunnable = 1,  // in a run queue
  Grunning = 2,   // on a thread
  Gsyscall = 3,   // in the kernel (from chapter 5 on)
  Gwaiting = 4,   // in nobody's run queue: somebody must call goready
  Gdead = 6,      // finished; may be used again
};

// A move that a goroutine may make. gtransitions.hpp lists them.
struct GTransition {
  GStatus from, to;
};

// "runnable", "running" … as Go prints them
const char* gstatusname(uint32_t status);

// Moves gp from one state to another. Ends the program if gp is not in `from`, or if there is no
// such move: then two threads believe that they own gp.
//
// Go's is a compare-and-swap in a loop, because a garbage collector on another thread may put a
// lock bit into the word at any time. Nobody here does: a goroutine's state is changed only by
// whoever owns it, and ownership passes through a queue or a lock, which order everything. So a
// plain store will do, and costs nothing; it has release order for readers that own nothing, like
// the list that a deadlock prints.
// Go 1.21: runtime/proc.go, casgstatus
void casgstatus(G* gp, GStatus from, GStatus to);

}  // namespace rt
