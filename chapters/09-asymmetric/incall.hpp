// Is a P's goroutine in a system call? The P itself does not say.
#pragma once
#include <g.hpp>
#include <p.hpp>

namespace rt {

// Does it look as if pp's goroutine were in a system call with it? A hint, and no more: it may be
// back by now. Whoever wants the P takes it (take.hpp), or finds out then. relaxed: nothing is read
// by this answer.
inline bool incall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);  // a G that has been made, if there is one
  return gp && gp->back.load(memory_order_relaxed) != gp->call.load(memory_order_relaxed) &&
         gp->callp.load(memory_order_relaxed) == pp;
}

}  // namespace rt
