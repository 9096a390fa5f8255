// Exercise 8.1 ★★ (25 minutes, rebuild): hold a goroutine in its system call
//
// A goroutine has taken its P into the kernel, and another thread wants that P: sysmon, or a thread
// that has come back from a call and has lost its own. It must not touch the wiring, p.m and m.p,
// while the goroutine may come back. So it holds the goroutine: it sets the scan bit in its state
// (Gsyscall becomes Gscansyscall, see gscan.hpp). As long as the bit is set, exitsyscall waits.
// setBlockOnExitSyscall(pp) does that; takeP and resume are given (takeP.cpp). What must hold:
//   - the answer names a goroutine that this call holds, its M, and pp: the goroutine is in a
//     system call, and its M has pp in m.p. It stays so until resume. If there is no such
//     goroutine, or another thread holds it, the answer is empty;
//   - pp.syscallg is the last goroutine that entered a call with pp, or null. By now it may be
//     back, or wait, or be dead; or it is in another call, on another thread, with another P, or
//     with none, or with pp once more. A call with pp will do, whichever it is: no P has an owner
//     during a call. At any moment between two of your steps the goroutine may move on like that;
//   - only a goroutine in Gsyscall is ever held, even for a moment. With an empty answer this call
//     holds nobody. The bit is cleared only by the thread that has set it;
//   - what is not Atomic in a G or an M (gp.m, m.p, m.oldp) is yours to read while you hold that
//     goroutine, or that M's, and at no other time; p.m only while you hold a goroutine whose M has
//     that P. At any other time it may be changing, and the M that p.m names may be freed;
//   - nothing changes but the bit. In particular, nothing is counted;
//   - it takes no lock, asks the kernel for nothing, and waits for nobody, also not by trying again
//     as long as the bit is set;
//   - by C++'s rules, not only by x86's: you see the goroutine that the name names as it was made,
//     and what its thread did before the call; and all that you have read or written while you held
//     it comes before its way back.
// Why it matters: this bit is all that keeps two threads from running on one P.
// Done: make exercise-8.1 says so. Stuck: make hint-8.1
#include <gscan.hpp>
#include <m.hpp>
#include <not_done.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  (void)pp;
  not_done("8.1");
}

}  // namespace rt
