// Exercise 4.2 ★★★ (45 minutes, rebuild): steal half of another P's queue
//
// This M has run out of work. pp is its own P, with an empty ring, and victim is another one,
// whose owner goes on putting and getting (p_runq.hpp: slot i is runq[i % kRunqSize],
// runqtail - runqhead is the length, whoever moves runqhead by compare-and-swap owns what it has
// moved it past). Other thieves may be at work on victim, too, and on pp. runqsteal takes the first
// half of victim's ring, rounded up (of one, one), returns the last of them, which runs now, and
// leaves the others in pp's ring in their order, from pp's runqtail on; null if there is nothing to
// take. What must hold:
//   - each goroutine is got once, by you, the owner, or another thief. Nothing is yours before
//     runqhead has moved; what stands in pp's ring below runqtail others may steal from you;
//   - as soon as victim's runqhead has moved, its owner may use the slots again;
//   - runqhead and runqtail are read one after the other, and both move meanwhile: half of a ring
//     is at most kRunqSize / 2, and a number above that belongs to no moment;
//   - whoever came too late at one of these looks again: it does not go away with nothing while
//     there is something to take;
//   - the goroutine in runnext is taken, by compare-and-swap, only if stealnext is set and victim's
//     ring is empty. Its owner has just put it there and is about to run it: if victim is Prunning,
//     and only then, give it usleep(3) first. Look whether it is each time you find one there;
//     where there is none, nobody waits;
//   - no lock is taken, nothing but that usleep is asked of the kernel, and all else in victim and
//     in pp stays as it is.
// Why it matters: stealing is what spreads work over the Ps. It must not slow down the owner, who
// takes no lock because of us.
// Done: make exercise-4.2 says so. Stuck: make hint-4.2
#include <not_done.hpp>
#include <runq.hpp>
#include <yield.hpp>

namespace rt {

G* runqsteal(P* pp, P* victim, bool stealnext) {
  (void)pp, (void)victim, (void)stealnext;
  not_done("4.2");
}

}  // namespace rt
