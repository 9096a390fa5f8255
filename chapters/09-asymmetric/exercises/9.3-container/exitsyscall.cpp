// Exercise 9.3 ★★ (30 minutes, break and mend): right on my machine, wrong in a container
//
// A user reports: "On my machine our program has run for weeks. In a container it goes wrong now
// and then, each time in another place: a goroutine runs twice at the same moment, or never again."
// The container's sandbox refuses membarrier(2). MEMBARRIER=off makes any machine like that, though
// hours may go by there, too, without a fault.
// Below is the whole way back but for its short part, which is inline (entersyscall.hpp). One line
// of it is wrong. `make exercise-9.3` shows a schedule: find out what M1 did when its call began,
// what it did when it came back, and who had a fence. Then mend it. What must hold:
//   - g.ownfence is a promise. Not 0: in its next call this goroutine has a fence of its own
//     between its store "I am back" and the look that decides whether its P is wanted. Whoever
//     takes its P relies on that (take.cpp), and the way in sees to it that it comes here
//     (entersyscall.hpp);
//   - where there is no membarrier (asymmetric is false) a goroutine always promises, and keeps it;
//   - where there is one, it promises after a call out of which its P was taken, for the next call
//     alone, and anew if that one loses its P, too. A P that was wanted and not taken is not lost,
//     nor is one that the goroutine has given away itself (entersyscallblock). Whoever reads the
//     promise must also see that the goroutine is back;
//   - a goroutine that has not promised a fence, and whose P nobody wants, has none on its way
//     back;
//   - sched.taking is locked only if somebody wants the P, and may not have taken it yet: then the
//     goroutine waits there until it is known who was first. It never waits if its P is gone, or if
//     nobody wants it, and g.seen is odd for another reason (a promise, a trace to write);
//   - a goroutine that has kept its P goes on with it, Grunning: no P and no lock of the
//     scheduler's is touched for that. One that has not gets another P, or queues, by
//     exitsyscallNone. That function is right as it is, and so are all other files;
//   - g.wanted and g.callp belong to those who want the P. Nothing else is counted or changed.
// Not judged: what you trace.
// Why it matters: a fallback runs on the machines that you don't have. It is not tested by being
// there, and a fence that is missing shows itself once in a million calls.
// Done: make exercise-9.3 says so. Stuck: make hint-9.3
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <extend.hpp>
#include <proc.hpp>
#include <spin.hpp>

namespace rt {

//   [1] fence   the CPU's, if the taker leaves it to us
//   [2] wanted  perhaps there was only more to do. Else they are about to find out who was first.
//               They hold sched.taking meanwhile, unless they have taken it already
//   [3] g.callp null: taken, or given away by ourselves (acquire: m.p says so, too)
//   [4] next    who has blocked will block again, and then the taker is not rare: a locked
//               instruction here costs less than an interrupt there. (release: who reads this also
//               sees that we are back)
void exitsyscallLong(G* gp) {
  if (gp->ownfence.load(memory_order_relaxed)) fullfence();                 // [1]
  bool wanted = gp->wanted.load(memory_order_relaxed) != (gp->seen & ~1u);  // [2]
  if (wanted && gp->callp.load(memory_order_relaxed)) {
    sched.taking.lock();
    sched.taking.unlock();
  }
  bool lost = !gp->callp.load(memory_order_acquire);         // [3]
  gp->ownfence.store(wanted && lost, memory_order_release);  // [4]
  if (lost) return exitsyscallNone(gp);
  casgstatus(gp, Gsyscall, Grunning);
  trace(Ev::GoSysExit, gp, exitOldp);
}

// Chapter 8's way: another P, or a place in the queue.
void exitsyscallNone(G* gp) {
  M* mp = gp->m;
  casgstatus(gp, Gsyscall, Grunning);
  extendGrunningNoP();
  if (P* pp = exitsyscallTryGetP(mp->oldp)) {
    acquirep(pp);
    return trace(Ev::GoSysExit, gp, pp == mp->oldp ? exitOldp : exitIdle);
  }
  nexttick(gp->queued);
  mcall(exitsyscallNoP);  // returns when somebody runs us again, perhaps on another thread: mp is
                          // stale
}

}  // namespace rt
