// Exercise 6.1 ★★ (20 minutes, rebuild): take the old P back
//
// A goroutine comes back from the kernel. The P that its thread had, oldp, may still lie where
// entersyscall left it, in Psyscall; or sysmon has taken it meanwhile, and it is idle, or runs
// somewhere else. Write exitsyscallfast_oldp:
//   - if oldp is in Psyscall, make it this thread's again (acquirep wants it to be Pidle), and
//     return true. Another thread may want it at the same moment: retake in sysmon, or another M
//     that comes back. Only one of you may get it;
//   - if it is not, change nothing, and return false;
//   - syscalltick: if oldp's is no longer the one that m.syscalltick remembers, the P was away, and
//     the Psyscall that you have just ended was another M's. Then move oldp's tick on by one
//     (nexttick): the tick counts the calls that have ended or have lost their P, and that one has
//     lost it. (Your own call is counted by exitsyscall, afterwards.)
// Why it matters: this is the way back from nearly every system call, and all there is to it is one
// atomic operation.
// This thread's M is getg()->m.
// Done: make exercise-6.1 says so. Stuck: make hint-6.1
#include <exitsyscallfast.hpp>
#include <not_done.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

bool exitsyscallfast_oldp(P* oldp) {
  (void)oldp;
  not_done("6.1");
}

}  // namespace rt
