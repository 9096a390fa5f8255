// Exercise 5.1 ★★★ (30 minutes, rebuild): reentersyscall
//
// A goroutine is about to enter the kernel. It lets go of its P, so that others can run on it in
// the meantime. pc and sp are where the goroutine called entersyscall. This must hold when
// reentersyscall returns:
//   - the P is Psyscall, and anybody may take it: sysmon, or an M on its way back from a call.
//     Nobody owns it (p.m and m.p are null), it is on no list, and its queue is as it was;
//   - the goroutine is Gsyscall (casgstatus) and keeps its thread. A debugger finds it by
//     gp->syscallpc and gp->syscallsp;
//   - the way back finds the P in m.oldp, and in m.syscalltick the tick that the P had. The P's own
//     syscalltick does not move: while it stands still, it is one and the same call;
//   - sysmon is not in its deep sleep (sched.sysmonwait), since nobody else would look at the P:
//     wakesysmon() wakes it. While it is awake, the call takes no lock and calls no kernel.
// Another thread may take the P at the very moment it becomes Psyscall, and relies on everything
// else from then on (except that sysmon may be woken at any time). It acquires what you have
// released. What must come before that moment, and why?
// Why it matters: this is what happens before every system call of every Go program. Two lines in
// the wrong order, and once in a million calls two threads have the same P.
// Done: make exercise-5.1 says so. Stuck: make hint-5.1
#include <entersyscall.hpp>
#include <fatal.hpp>
#include <gstatus.hpp>
#include <not_done.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

void reentersyscall(uintptr_t pc, uintptr_t sp) {
  G* gp = getg();
  if (sp < gp->stack.lo || gp->stack.hi < sp)
    fatal("entersyscall: goroutine %lu is not on its stack", gp->goid);
  trace(Ev::GoSysCall, gp);
  (void)pc;
  not_done("5.1");
}

// The caller's pc and sp.
[[gnu::noinline]] void entersyscall() {
  reentersyscall(reinterpret_cast<uintptr_t>(__builtin_return_address(0)),
                 reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

}  // namespace rt
