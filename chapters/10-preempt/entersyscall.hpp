// Going into the kernel, and coming back, at the price of the instruction.
#pragma once
#include <exitsyscall.hpp>
#include <foresee.hpp>
#include <freshline.hpp>
#include <gstatus.hpp>
#include <membarrier.hpp>
#include <sched.hpp>
#include <self.hpp>
#include <sysmon.hpp>
#include <thisp.hpp>
#include <trace_g.hpp>

namespace rt {

// Like reentersyscall, for a call that we expect to block: the P goes to another thread at once.
void entersyscallgiven(uintptr_t pc, uintptr_t sp);

// How a goroutine got its P back: the arg of the trace's GoSysExit.
enum SysExit : uint32_t { exitPolled, exitOldp, exitIdle, exitQueued };

// Everything that happens in nearly every call stands here, inline: no call, and no instruction
// that locks. Between the two functions a goroutine must not touch run queues, start goroutines,
// or call anything of the runtime.
//   [1] Gsyscall  first of all: from here on no signal takes the P away, so it remains the same P.
//                 (The fence is for the compiler: only this thread's own handler looks)
//   [2] sysmon    awake, or nobody would look at our P
//   [3] pc, sp    while we still own everything: where a debugger finds the goroutine.
//                 (Nobody clears them: the numbers say whether there is a call)
//   [4] which P   for the way back, m.oldp; for those who want it, p.syscallg and g.callp
//   [5] seen      how often somebody has wanted our P so far; one more if there is more to do on
//                 the way back: a fence of our own, a trace to write
//   [6] call      from this store on the P may be taken. All of the above comes before it, and
//                 nothing of the P is touched after it
[[gnu::always_inline]] inline void reentersyscall(uintptr_t pc, uintptr_t sp) {
  G* gp = self("Syscall");  // only goroutines can let go of a P
  if (gp->blocked && foreseen(gp, pc)) [[unlikely]]
    return entersyscallgiven(pc, sp);
  casgstatus(gp, Grunning, Gsyscall);  // [1]
  lightfence();
  if (sched.sysmonwait.load(memory_order_relaxed)) [[unlikely]]
    wakesysmon();  // [2]
  M* mp = gp->m;
  P* pp = thisp();
  gp->syscallpc = pc;  // [3]
  gp->syscallsp = sp;
  bool more = gp->ownfence.load(memory_order_relaxed);
  if (tracing) [[unlikely]]
    trace(Ev::GoSysCall, gp), more = true;
  mp->oldp = pp;                                 // [4]
  pp->syscallg.store(gp, memory_order_release);  // with the name, a G that has been made
  gp->callp.store(pp, memory_order_relaxed);
  gp->seen = gp->wanted.load(memory_order_relaxed) + more;  // [5]
  // release: whoever takes the P acquires, and sees all that we did with it.
  gp->call.store(gp->call.load(memory_order_relaxed) + 1, memory_order_release);  // [6]
}

[[gnu::always_inline]] inline void entersyscall() {
  freshline();
  uintptr_t pc, sp;
  asm volatile("leaq (%%rip), %0\n\tmovq %%rsp, %1" : "=r"(pc), "=r"(sp));
  reentersyscall(pc, sp);
}

// The same at the program's request, SyscallBlock. Go 1.27: runtime/proc.go, entersyscallblock
void entersyscallblock();

//   [1] back    "I am back"
//   [2] fence   for the compiler. A CPU may make the load in [3] before the store in [1] is
//               visible; whoever takes a P sees to it that this does no harm
//   [3] wanted  has somebody wanted our P meanwhile? If not, it was ours all the time
// One question, and nothing but the goroutine itself is read or written, not even its P.
[[gnu::always_inline]] inline void exitsyscall() {
  G* gp = getg();
  freshline();
  gp->back.store(gp->call.load(memory_order_relaxed), memory_order_relaxed);  // [1]
  lightfence();                                                               // [2]
  // relaxed: unchanged means that nobody has written anything that we would have to see.
  if (gp->wanted.load(memory_order_relaxed) != gp->seen) [[unlikely]]
    return exitsyscallLong(gp);  // [3]
  casgstatus(gp, Gsyscall, Grunning);
}

}  // namespace rt
