// Exercise 6.1 ★★ (20 minutes, rebuild): take the old P back
//
// A goroutine comes back from the kernel. The P that its thread had, oldp, may still lie where
// entersyscall left it, in Psyscall; or sysmon has taken it meanwhile, and it is idle, or runs
// somewhere else. exitsyscallfast_oldp finds out, and never waits:
//   - a P in Psyscall becomes this thread's again, and the answer is true. Another thread may want
//     it at the same moment: retake in sysmon, or another M that comes back. Only one gets it;
//     whoever moves it from Psyscall to Pidle owns it. acquirep(pp), which makes a P this thread's,
//     wants it to be Pidle;
//   - in all other cases nothing changes, and the answer is false: no lock, no pause, no second
//     try;
//   - syscalltick counts the calls on a P that have ended or have lost it. If oldp's is not the one
//     that m.syscalltick remembers, the P was away, and the Psyscall that you have just ended was
//     another M's call: it has lost its P, and oldp's tick says so (nexttick). Ticks wrap around.
//     (exitsyscall counts your own call, later.)
// Why it matters: this is the way back from nearly every system call, and it costs one atomic
// operation: no lock, and no call of the kernel.
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
