// An event of the record, as the runtime writes it. With one thread and one queue there is little
// to add.
#pragma once
#include <sched.hpp>
#include <trace.hpp>

namespace rt {

inline void trace(Ev ev, G* gp, uint32_t arg = 0) {
  if (tracing) [[unlikely]]
    trace_record(ev, 0, gp->goid, arg, uint32_t(sched.runqsize.load(memory_order_relaxed)), 0);
}

}  // namespace rt
