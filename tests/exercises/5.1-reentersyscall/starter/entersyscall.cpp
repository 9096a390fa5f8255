// Exercise 5.1 ★★★ (30 minutes, rebuild): reentersyscall
//
// A goroutine is about to enter the kernel, and lets go of its P, so that others may run on it
// while it is away. They must get it in good order, and the goroutine must find it again if nobody
// wanted it. pc and sp are where the goroutine called entersyscall. Six things have to be done, and
// which comes before which matters, since sysmon looks on from another thread:
//   - gp->syscallpc and syscallsp are pc and sp: that is where a debugger finds the goroutine;
//   - the goroutine goes from Grunning to Gsyscall (casgstatus). The P's next owner runs other
//     goroutines, and one P runs one goroutine;
//   - if sysmon is in its deep sleep (sched.sysmonwait), wakesysmon(): or nobody would look at the
//     P;
//   - m.oldp is the P, and m.syscalltick what the P's syscalltick is now: the way back needs both;
//   - the M and the P no longer have each other: p.m and m.p are null;
//   - the P's status is Psyscall, with a store that releases all of the above to whoever takes the
//     P.
// From the moment that the P is Psyscall everybody may take it, and count on all the others (but it
// does not matter when sysmon is woken). It is on no list and counted nowhere; its syscalltick does
// not move before the call is over; and the goroutine keeps its thread.
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
