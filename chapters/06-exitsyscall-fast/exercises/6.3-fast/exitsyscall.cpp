// Exercise 6.3 ★★ (25 minutes, rebuild): the way back, and whose call it is
//
// A goroutine has come back from the kernel. Its M remembers the P that entersyscall has let go of,
// m.oldp. When exitsyscall returns, on the short way and on the long one:
//   - the M has a P. exitsyscallfast(oldp) tries to get one without waiting: oldp, if it lies in
//     Psyscall, or else an idle one (oldp may be null). It says whether this thread has one now.
//     waitforp() waits until a P is idle, and returns it; it is not this thread's yet (acquirep);
//   - the call is over, for the P that the M has now: its syscalltick has moved on by one
//     (nexttick). oldp, if it is another, is somebody else's, with its tick;
//   - the goroutine is running (it was Gsyscall), and in no system call: gp->syscallsp is 0. A
//     goroutine without a P does not run;
//   - m.oldp is null. It was good for this call only: entersyscallblock hands its P to others and
//     leaves oldp as it is.
// Between two looks much can happen. sysmon has taken oldp, another M has run goroutines with it,
// and one of those is in a system call: oldp is in Psyscall again, but by *that* call. You see it
// by its syscalltick, which is not m.syscalltick any more. Nothing is wrong with that. A P in
// Psyscall is nobody's, whoever left it there, and may be taken; the other M will find another one.
// exitsyscallfast does that. Do not stand in its way.
// Why it matters: this is the well-known ABA problem of compare-and-swap, in a case in which it
// does no harm. To see why it does none is to understand what Psyscall means.
// Done: make exercise-6.3 says so. Stuck: make hint-6.3
#include <exitsyscallfast.hpp>
#include <gstatus.hpp>
#include <not_done.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

void exitsyscall() { not_done("6.3"); }

}  // namespace rt
