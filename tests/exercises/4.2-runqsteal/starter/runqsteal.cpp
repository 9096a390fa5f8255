// Exercise 4.2 ★★★ (45 minutes, rebuild): steal half of another P's queue
//
// This M has run out of work. pp is its own P, with an empty ring, and victim is another one,
// whose owner goes on putting and getting (p_runq.hpp: slot i is runq[i % kRunqSize],
// runqtail - runqhead is the length, whoever moves runqhead by compare-and-swap owns what he has
// moved it past). Other thieves may be at work on victim, too, and on pp. Write runqsteal:
//   - take half of victim's ring, rounded up (of one, take one), from the head, in order: copy
//     the slots into pp's ring, from pp's runqtail on, and then move victim's runqhead past them;
//   - you read runqhead and runqtail one after the other, and meanwhile both move. Half of a ring
//     is at most kRunqSize / 2. If you get more, the two are of different moments: read them
//     again;
//   - copy first, move the head after: as soon as the head has moved, the owner may use the slots
//     again;
//   - if somebody else has moved the head meanwhile, what you have copied counts for nothing:
//     read again, there may be more;
//   - return the last one you took: it runs now. The others wait in pp's ring: its runqtail moves
//     past them, when they are all there;
//   - only if victim's ring is empty and stealnext is set, take the one in runnext, by
//     compare-and-swap. Its owner has just put it there and is about to run it: if victim is
//     Prunning, give it usleep(3) first. If it is gone after that, read all again;
//   - null if there is nothing to take.
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
