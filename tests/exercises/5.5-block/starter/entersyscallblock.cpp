// Exercise 5.5 ★★ (20 minutes, rebuild): entersyscallblock
//
// entersyscall leaves the P in Psyscall, where it lies until sysmon finds it: 20 µs at best, 20 ms
// at worst. For a call that is known to block that is a waste. entersyscallblock gives the P away
// at once, before the call. When it returns:
//   - handoffp has found somebody to run the P, or has made it idle. Before that, nobody owned it:
//     neither the P nor the M had the other (releasep), and it was Pidle;
//   - the goroutine is Gsyscall (casgstatus) and keeps its thread; gp->syscallpc and syscallsp say
//     where it is, as ever (below);
//   - for that P the call is over, and the next one on it is another: its syscalltick has moved on
//     by one (nexttick). m.syscalltick remembers the one before;
//   - m.oldp is null, or the way back would look for a P that is not in Psyscall.
// The hand-off is all that it costs: before handoffp it takes no lock and calls no kernel.
// As soon as handoffp has the P, another thread may run another goroutine on it, and relies on all
// that. A P that lies in Psyscall, even for a moment, may be taken by sysmon. exitsyscall,
// unchanged, brings the goroutine back, whatever P it gets.
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
