// Exercise 10.3 ★★ (20 minutes, break and mend): a signal on the way in
//
// Now that goroutines are preempted, a program that has been right for years goes wrong about once
// a day: "wirep: p0 has m3 and status 1", or a goroutine that never comes back. It happens to
// goroutines that make system calls. `make exercise-10.3` shows a schedule. Below is the way into a
// call and out of it, as chapter 9 has it. It was right there, and now one thing in it is wrong. A
// signal may come between any two of these instructions. Its handler takes the P if the goroutine
// is Grunning, on its own stack, and holds no lock (safepoint.cpp). Then the thread sleeps in the
// handler, and when it wakes up it goes on at the next instruction, perhaps with another P. Find
// out what M1 knew before the signal, and what it did with that afterwards. Then mend it. What must
// hold:
//   - when g.call has been stored, g.callp, m.oldp and p.syscallg name the P that this thread has,
//     whatever signals have come on the way in. A taker that wants a P believes these names, and
//     cuts that P off from the thread that has it (take.cpp);
//   - so once m.p has been read, the goroutine must not be preempted any more. The order of the
//     lines is not enough for that: the compiler may swap two of them, as long as no other thread
//     could tell. What comes before lightfence() stays before it (the checker knows no other
//     compiler fence; the CPU needs none, since the handler runs on the same thread);
//   - on the way back, too, no signal may find the goroutine Grunning before you know that its P is
//     still there;
//   - the rest is as in exercise 9.1. g.call comes last and releases, and after it you touch
//     neither the P nor the M. g.seen is g.wanted, plus one if there is more to do. No instruction
//     is locked, no lock is taken, and the kernel is not called. So signals are not blocked,
//     either.
// Not judged: what you trace.
// Why it matters: code that nobody could interrupt is full of orderings that don't matter. On the
// day that somebody can, some of them do.
// Done: make exercise-10.3 says so. Stuck: make hint-10.3
#pragma once
#include <exitsyscall.hpp>
#include <freshline.hpp>
#include <gstatus.hpp>
#include <membarrier.hpp>
#include <sched.hpp>
#include <self.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// How a goroutine got its P back: the arg of the trace's GoSysExit.
enum SysExit : uint32_t { exitPolled, exitOldp, exitIdle, exitQueued };

// Everything that happens in nearly every call stands here, inline: no call, and no instruction
// that locks.
//   [1] sysmon    awake, or nobody would look at our P
//   [2] pc, sp    while we still own everything: where a debugger finds the goroutine
//   [3] which P   for the way back, m.oldp; for those who want it, p.syscallg and g.callp
//   [4] seen      how often somebody has wanted our P so far; one more if there is more to do on
//                 the way back: a fence of our own, a trace to write
//   [5] Gsyscall  for all who only look
//   [6] call      from this store on the P may be taken. All of the above comes before it, and
//                 nothing of the P is touched after it
[[gnu::always_inline]] inline void reentersyscall(uintptr_t pc, uintptr_t sp) {
  G* gp = self("Syscall");  // only goroutines can let go of a P
  if (sched.sysmonwait.load(memory_order_relaxed)) [[unlikely]]
    wakesysmon();  // [1]
  M* mp = gp->m;
  P* pp = mp->p;
  gp->syscallpc = pc;  // [2]
  gp->syscallsp = sp;
  bool more = gp->ownfence.load(memory_order_relaxed);
  if (tracing) [[unlikely]]
    trace(Ev::GoSysCall, gp), more = true;
  mp->oldp = pp;                                 // [3]
  pp->syscallg.store(gp, memory_order_release);  // with the name, a G that has been made
  gp->callp.store(pp, memory_order_relaxed);
  gp->seen = gp->wanted.load(memory_order_relaxed) + more;  // [4]
  casgstatus(gp, Grunning, Gsyscall);                       // [5]
  // release: whoever takes the P acquires, and sees all that we did with it.
  gp->call.store(gp->call.load(memory_order_relaxed) + 1, memory_order_release);  // [6]
}

[[gnu::always_inline]] inline void entersyscall() {
  freshline();
  uintptr_t pc, sp;
  asm volatile("leaq (%%rip), %0\n\tmovq %%rsp, %1" : "=r"(pc), "=r"(sp));
  reentersyscall(pc, sp);
}

// The same for a call that is known to block: the P goes to another thread at once.
// Go 1.27: runtime/proc.go, entersyscallblock
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
