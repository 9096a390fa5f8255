// An event of the record, as the runtime writes it.
#pragma once
#include <acquirem.hpp>
#include <sched.hpp>
#include <switch.hpp>
#include <trace.hpp>

namespace rt {

// An event of gp (or of no goroutine) on pp (or on no P).
inline void trace(Ev ev, P* pp, G* gp, uint32_t arg) {
  if (!tracing) [[likely]]
    return;
  Unpreempted p;  // not in the middle of a record, either: the handler writes its own
  uint32_t local = 0;
  if (pp) local = pp->runqtail.load(memory_order_relaxed) - pp->runqhead.load(memory_order_relaxed);
  if (pp && pp->runnext.load(memory_order_relaxed)) local++;
  trace_record(ev, pp ? pp->id : -1, gp ? gp->goid : 0, arg, local,
               static_cast<uint32_t>(sched.runqsize.load(memory_order_relaxed)));
}

// An event of gp on this thread's P.
inline void trace(Ev ev, G* gp, uint32_t arg = 0) {
  if (!tracing) [[likely]]
    return;
  Unpreempted p;
  trace(ev, getg()->m->p, gp, arg);
}

}  // namespace rt
