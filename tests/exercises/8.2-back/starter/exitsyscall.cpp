// Exercise 8.2 ★★ (25 minutes, rebuild): the way back, when the P may have been there all the time
//
// The calling goroutine comes back from the kernel. It is in Gsyscall, and gp.m has not changed.
// m.p is the P that it went in with, unless another thread has taken that away; one may be about to
// do so, and hold the goroutine for it. When exitsyscall returns, the goroutine is running, its
// thread owns a P, and the call is over. What must hold:
//   - first the goroutine is Grunning. casfromGsyscall(gp) makes it so, and waits while somebody
//     holds it. Until then others may take its P at any moment: you look at no P, and not at m.p;
//   - m.p is set: that P has been this thread's all the time. Nothing is done to make it so. This
//     way has one atomic read-modify-write, casfromGsyscall's, no lock, and no call of the kernel;
//   - m.p is null: exitsyscallTryGetP(oldp) returns a P, if there is one without waiting: oldp, out
//     of another goroutine's call, or an idle one. It is nobody's yet: acquirep makes it this
//     thread's. oldp is what m.oldp said, the P that the call began with, or null. Whose it is by
//     now only exitsyscallTryGetP may find out: p.m of a P that is not yours may be changing;
//   - without a P the goroutine queues: mcall(exitsyscallNoP). It returns when somebody runs the
//     goroutine again, with a P; by then that may be another thread, and the old M may be gone.
//     Nothing is asked twice, and nobody waits before that;
//   - m.oldp is good for one call: it is null afterwards, on each way, in the M that made the call,
//     and before others can run the goroutine. entersyscallblock does not set it;
//   - the P that the thread has in the end gets one more syscalltick, and one more fastexits unless
//     the goroutine has queued. Only its owner writes them: nexttick is enough. What
//     exitsyscallTryGetP and exitsyscallNoP count, they count by themselves. No other count moves;
//   - the goroutine is in no call any more: gp->syscallsp is 0. Nothing else changes.
// Not judged: what you trace (the chapter traces GoSysExit, with exitOldp or exitIdle), and whether
// you call extendGrunningNoP(), which does nothing.
// Why it matters: every system call of a Go program since 1.26 comes back this way, and nearly all
// find their P where it was.
// Done: make exercise-8.2 says so. Stuck: make hint-8.2
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <extend.hpp>
#include <gscan.hpp>
#include <not_done.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

void exitsyscall() { not_done("8.2"); }

}  // namespace rt
