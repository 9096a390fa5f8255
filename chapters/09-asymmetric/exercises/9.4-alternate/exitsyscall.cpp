// Exercise 9.4 ★★★ (40 minutes, extend): who reads and writes
//
// A goroutine reads from a socket, writes to it, reads again. Each read blocks, and its P is taken;
// no write does. The chapter's promise (g.ownfence) holds for one call, and that is the write. So
// the next read has not promised anything, and whoever takes the P out of it pays for an interrupt,
// round after round. Let the promise hold longer. Write [4]. What must hold:
//   - a way back is plain if nobody has taken the P out of the call: the goroutine has kept it,
//     wanted or not, or had given it away itself (entersyscallblock). All others are losses;
//   - after a loss the goroutine promises: g.ownfence is not 0. The promise ends with the kPlain-th
//     plain way back in a row, which still has its fence: only the call after that one promises
//     nothing. Each loss begins to count anew, while a promise holds as well as after its end;
//   - a promise that has ended is over: calls have no fence, and do not even come here, until the
//     next loss. A plain way back without a promise promises nothing;
//   - where there is no membarrier (asymmetric is false) a goroutine always promises, and that
//     never ends, whatever happens in its calls;
//   - each goroutine counts for itself, on whatever thread it is. g.ownfence is its thread's to
//     write. All others only ask whether it is 0 (take.cpp, entersyscall.hpp): any other number,
//     up to 255, is a promise, so the count may stand in it. No file but this one changes;
//   - whoever reads a promise must also see that the goroutine is back from the call before it: a
//     promise that begins is stored with release;
//   - [1] to [3] and exitsyscallNone stay as they are: who has a fence, who waits, who gets which
//     P. The rest of the way back takes no lock, and nothing else is counted or changed.
// Not judged: what you trace, which numbers stand in g.ownfence, whether it is stored once more
// where it does not change.
// Why it matters: one side's habits decide what the other side pays, and the goroutine can't see
// the bill. A short memory is enough to guess. It must forget, too, or each call pays for ever.
// Done: make exercise-9.4 says so. Stuck: make hint-9.4
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <extend.hpp>
#include <not_done.hpp>
#include <proc.hpp>
#include <spin.hpp>

namespace rt {

inline constexpr uint32_t kPlain = 8;  // so many plain ways back in a row end a promise

//   [1] fence   the CPU's, if the taker leaves it to us
//   [2] wanted  perhaps there was only more to do. Else they are about to find out who was first.
//               They hold sched.taking meanwhile, unless they have taken it already
//   [3] g.callp null: taken, or given away by ourselves (acquire: m.p says so, too)
//   [4] next    what does the goroutine promise for its next call?
void exitsyscallLong(G* gp) {
  if (gp->ownfence.load(memory_order_relaxed)) fullfence();                 // [1]
  bool wanted = gp->wanted.load(memory_order_relaxed) != (gp->seen & ~1u);  // [2]
  if (wanted && gp->callp.load(memory_order_relaxed)) {
    sched.taking.lock();
    sched.taking.unlock();
  }
  bool lost = !gp->callp.load(memory_order_acquire);  // [3]
  not_done("9.4");                                    // [4]
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
