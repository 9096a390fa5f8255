// Exercise 9.2 ★★★ (40 minutes, rebuild): take Ps out of system calls
//
// A goroutine goes into the kernel and comes back without a locked instruction. That half is given
// (entersyscall.hpp, exitsyscall.cpp). Going in, it notes its P in g.callp and g.wanted in g.seen;
// then it stores the number of the call in g.call, with release. On its way back it stores that
// number in g.back, and looks at g.wanted. If that has not changed, it goes on with its P, and asks
// nobody. If it has, it waits until nobody holds sched.taking; then g.callp tells it whether its P
// is gone. Between the store and that look it has a fence for the CPU only if g.ownfence is 1.
// You write the other half: want, fence and take of a Taking (take.hpp). While there is a Taking,
// it holds sched.taking. Its owner calls want for some Ps; if one says yes, fence, once; and then
// take for those that said yes. What must hold:
//   - want says yes if the goroutine that pp.syscallg names is in a call, and its g.callp is pp.
//     The name may be null, or old. If yes, g.wanted goes up by 2, in one step: only takers write
//     it. If no, nothing is changed, not for a moment;
//   - which call that is, is noted for take (pp.wantg and pp.wantcall are yours). Between any two
//     of your steps the goroutine may come back, and if it sees no wish it may be in its next call
//     by then, with another P, or with the same one, or with none, and with another g.ownfence;
//   - fence has a fence for the CPU, fullfence() at least. It is heavyfence() if one or more of the
//     goroutines that are wanted have no fence of their own in the call that was noted. That one
//     interrupts other CPUs: there is one for all, in fence, and only if it is needed;
//   - take says yes if the goroutine has not come back from the call that was noted. It is called
//     after fence. If yes, the P is the caller's: cut off from its thread (m.p and p.m are null),
//     Pidle, its syscalltick one on. g.callp is null, so that it is not taken out of this call
//     twice. If no, nothing is changed;
//   - from the moment at which g.callp is null (a store that releases) the goroutine may go on. All
//     that you do to it and its M comes before;
//   - what is not Atomic in a G or an M, and p.m, is not yours to read or to write until take knows
//     that the goroutine is not back. What belongs to other calls is never yours;
//   - nothing else changes. The P's name, p.syscallg, stays. Who is woken or counted, and on which
//     list the P goes, is the caller's business. No lock is taken, and the kernel is asked for
//     nothing but heavyfence;
//   - by C++'s rules, not only by x86's: you see the goroutine that the name names as it was made,
//     and what its thread wrote before it stored g.call. g.ownfence is stored at the end of a way
//     back, with release: whoever reads it there must see that this call is over.
// Not judged: what you trace (the chapter traces GoSysBlock and ProcSteal).
// Why it matters: the one that comes rarely pays for both. If it errs, two threads have one P.
// Done: make exercise-9.2 says so. Stuck: make hint-9.2
#include <m.hpp>
#include <membarrier.hpp>
#include <not_done.hpp>
#include <take.hpp>
#include <trace_g.hpp>

namespace rt {

bool Taking::want(P* pp) {
  (void)pp;
  not_done("9.2");
}

void Taking::fence() { not_done("9.2"); }

bool Taking::take(P* pp) {
  (void)pp;
  not_done("9.2");
}

}  // namespace rt
