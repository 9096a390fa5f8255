// Exercise 9.1 ★★ (30 minutes, rebuild): into the kernel and back, and nothing is locked
//
// A goroutine goes into the kernel and comes back. Meanwhile another thread may want its P: a
// taker. That half is given (take.cpp). Under sched.taking it reads g.call, g.back and g.callp; if
// the goroutine is in a call with that P, it adds 2 to g.wanted, has a fence, which may be one for
// both sides, and looks at g.back again. If the goroutine is still not back, it cuts the P off, and
// makes g.callp null. You write the goroutine's half: the end of reentersyscall, and exitsyscall.
// What must hold, going in:
//   - g.call goes on by one. It is the number of the call, and from that store on the P may be
//     taken. So it is the last step, and it releases: m.oldp and g.callp name the P, p.syscallg
//     names the goroutine, g.seen is set, and the state is Gsyscall, before. After it you touch
//     neither the P nor the M. The store of p.syscallg releases, too: with the name, others get a G
//     that has been made;
//   - g.seen is what g.wanted is: an even number. It is one more, and so odd, if there is more to
//     do on the way back: if g.ownfence is not 0 (the taker may leave a fence to us), or if the
//     runtime traces (`tracing`), or both. Each call notes all this anew, whatever is there from
//     before.
// On the way back:
//   - g.back becomes the number of this call: "I am back". The look at g.wanted that decides comes
//     after that. The compiler must not exchange the two: lightfence() sees to it (the checker
//     knows no other way). The CPU may, and then the taker's fence sees to it that no harm is done;
//   - g.wanted is g.seen: nobody has wanted the P, and it was ours all the time. The goroutine is
//     Grunning, and that is all. This way touches neither the P nor the M;
//   - they differ, however they do (g.seen may be odd, and after 2^32 g.wanted goes on from 0):
//     exitsyscallLong(gp) does the rest. It finds the goroutine in Gsyscall, and returns when the
//     goroutine runs with a P, perhaps on another thread. There is nothing left to do for you.
// Both ways:
//   - no instruction is locked: no atomic read-modify-write, no store that is seq_cst (on x86 that
//     is an xchg), no fence for the CPU. No lock is taken, and the kernel is asked for nothing.
//     Only wakesysmon (given) and exitsyscallLong may do what they like;
//   - nothing else changes: m.p and p.m stay as they are, the P stays Prunning; nothing is counted.
// Why it matters: these two functions surround every system call. Whatever they cost, all pay.
// Done: make exercise-9.1 says so. Stuck: make hint-9.1
#pragma once
#include <exitsyscall.hpp>
#include <gstatus.hpp>
#include <membarrier.hpp>
#include <not_done.hpp>
#include <sched.hpp>
#include <self.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// How a goroutine got its P back: the arg of the trace's GoSysExit.
enum SysExit : uint32_t { exitPolled, exitOldp, exitIdle, exitQueued };

[[gnu::always_inline]] inline void reentersyscall(uintptr_t pc, uintptr_t sp) {
  G* gp = self("Syscall");  // only goroutines can let go of a P
  if (sched.sysmonwait.load(memory_order_relaxed)) [[unlikely]]
    wakesysmon();  // or nobody would look at our P
  M* mp = gp->m;
  P* pp = mp->p;
  gp->syscallpc = pc;  // while we still own everything
  gp->syscallsp = sp;
  if (tracing) [[unlikely]]
    trace(Ev::GoSysCall, gp);
  (void)pp;
  not_done("9.1");
}

[[gnu::always_inline]] inline void entersyscall() {
  uintptr_t pc, sp;
  asm volatile("leaq (%%rip), %0\n\tmovq %%rsp, %1" : "=r"(pc), "=r"(sp));
  reentersyscall(pc, sp);
}

// The same for a call that is known to block: the P goes to another thread at once. Given.
void entersyscallblock();

[[gnu::always_inline]] inline void exitsyscall() { not_done("9.1"); }

}  // namespace rt
