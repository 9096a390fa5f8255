// Exercise 5.5 ★★ (20 minutes, rebuild): entersyscallblock
//
// entersyscall leaves the P in Psyscall, where it lies until sysmon finds it: 20 µs at best, 20 ms
// at worst. For a call that is known to block that is a waste. entersyscallblock gives the P to
// somebody else at once, before the call:
//   - gp->syscallpc and syscallsp say where the goroutine is, as ever (below);
//   - the goroutine goes from Grunning to Gsyscall (casgstatus), before another can run on its P;
//   - m.syscalltick is what the P's syscalltick is now. Then the P's moves on by one (nexttick):
//     for this P the call is over, and the next one on it is another;
//   - the P is released (releasep: it is Pidle, and neither it nor the M has the other), and
//     handoffp finds somebody to run it;
//   - m.oldp stays null, or the way back would look for a P that is not in Psyscall.
// exitsyscall, unchanged, brings the goroutine back, whatever P it gets.
// Why it matters: "hand off now" or "wait and see" is the whole policy of system calls; here is the
// first, and it is also the wrong one for calls that do not block. Which costs what?
// Done: make exercise-5.5 says so. Stuck: make hint-5.5
#include <entersyscall.hpp>
#include <gstatus.hpp>
#include <not_done.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

[[gnu::noinline]] void entersyscallblock() {
  G* gp = getg();
  gp->syscallpc = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  gp->syscallsp = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  trace(Ev::GoSysCall, gp);
  trace(Ev::GoSysBlock, gp);
  not_done("5.5");
}

}  // namespace rt
