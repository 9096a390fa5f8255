// Exercise 6.3 ★★ (25 minutes, rebuild): the way back, and whose call it is
//
// A goroutine has come back from the kernel. Its M remembers the P that entersyscall has let go of,
// m.oldp. Write exitsyscall:
//   - read m.oldp, and set it to null: it was good for this call only. entersyscallblock hands its
//     P to others and does not set it, so after that one oldp must be null;
//   - exitsyscallfast(oldp) tries to get a P without waiting: oldp, if it lies in Psyscall, or else
//     an idle one. If there is none, waitforp() waits for one, which you make this thread's
//     (acquirep);
//   - now the goroutine has a P, getg()->m->p, perhaps another than before. The call is over: this
//     P's syscalltick goes on by one (nexttick). oldp, if it is another, is somebody else's;
//   - and only now gp is running again (casgstatus, it was in Gsyscall), and in no system call any
//     more: syscallsp = 0.
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
