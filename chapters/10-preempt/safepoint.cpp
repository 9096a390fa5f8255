#include <acquirem.hpp>
#include <m.hpp>
#include <gstates.hpp>
#include <preempt.hpp>

namespace rt {

//   [1] a goroutine    not g0, nor on its way to or from it: its own stack is in use
//   [2] running        not in a system call, nor on the way in or out
//   [3] no locks       and it is not working on what belongs to its P
// Go asks its compiler's tables whether the garbage collector would understand this instruction.
// Here any instruction will do: nothing of the goroutine will move.
// Go 1.21: runtime/preempt.go, isAsyncSafePoint
bool isAsyncSafePoint(G* gp, uintptr_t sp) {
  return gp && gp->goid != 0 && gp->stack.lo <= sp && sp < gp->stack.hi &&  // [1]
         gp->atomicstatus.load(memory_order_relaxed) == Grunning &&         // [2]
         mlocks() == 0;                                                     // [3]
}

// Has somebody asked? The signal may be late: then it hits another goroutine, on another P. Only
// for a goroutine that runs: during a system call m.p may be changing.
// Go 1.21: runtime/preempt.go, wantAsyncPreempt
bool wantAsyncPreempt(G* gp) {
  P* pp = gp->m->p;
  return pp && pp->preempt.load(memory_order_relaxed);
}

}  // namespace rt
