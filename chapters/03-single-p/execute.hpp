// Puts a goroutine on a thread and takes it off. Inline, because every switch does both.
#pragma once
#include <gstatus.hpp>
#include <switch.hpp>
#include <trace_g.hpp>

namespace rt {

void attachstack(G* gp);  // proc.hpp, which includes this file

// Runs gp on this thread. Go 1.21: runtime/proc.go, execute
[[noreturn, gnu::always_inline]] inline void execute(G* gp) {
  M* mp = getg()->m;
  mp->curg = gp;
  gp->m = mp;
  casgstatus(gp, Grunnable, Grunning);
  if (!gp->stack.lo) attachstack(gp);
  trace(Ev::GoStart, gp);
  gogo(gp);
}

// Detaches the goroutine that has just stopped from its thread. Go 1.21: runtime/proc.go, dropg
[[gnu::always_inline]] inline void dropg() {
  M* mp = getg()->m;
  mp->curg->m = nullptr;
  mp->curg = nullptr;
}

}  // namespace rt
