// Exercise 8.3 ★★ (20 minutes, break and mend): the thief that waits for a thread in the kernel
//
// Below is chapter 4's runqsteal. It was right up to chapter 7. Nobody has touched it since, and
// yet chapter 8 has broken it: thieves now pause, again and again, for the owner of a P whose
// goroutine sits in read(2). Meanwhile the goroutine in runnext waits, and the thief's P does
// nothing. The pause is 3 µs by name; in fact it is 50 µs and more, since the thread sleeps. When
// Go took _Psyscall away it did the same to its own runqgrab, and had to mend that afterwards (CL
// 720441). Find out why it happens, and mend it. What must hold:
//   - a P that is Prunning still gets its pause if its goroutine runs, or if it is just between two
//     goroutines: its owner is probably about to run the one in runnext. It gets one pause for each
//     goroutine that is found there;
//   - a P whose goroutine is in a system call gets none: nobody there is about to run anything. The
//     scan bit does not matter: a goroutine that another thread holds is still in its call;
//   - victim->syscallg says which goroutine that may be. It is null until one has been in a call
//     with victim. Later it may be old: that goroutine runs again, is runnable, waits, or is dead.
//     Then it is in no call, and says nothing against a pause. (If it is in a call with *another* P
//     by now, a pause is right, and none is right too: this is only a hint.) It is stored with
//     release, and nothing else makes sure that the G behind it has been made;
//   - of that G you may read atomicstatus and nothing else, and you change nothing: the goroutine
//     is not yours, and you do not hold it, not for a moment. You touch no M at all, neither
//     victim's nor the goroutine's: a thread that ends frees its M;
//   - the goroutine may come back from its call at any moment, and its thread may take the one in
//     runnext. So runnext is still emptied by compare-and-swap alone. If that fails, all of this is
//     asked anew: another goroutine may be in runnext by now, and victim's own may have gone into a
//     call, or have come out of it;
//   - the rest is chapter 4's. The ring goes first; runnext is taken only if stealnext is set and
//     the ring is empty. There is no pause for a P that is not Prunning, nor for one with nobody in
//     runnext. Each goroutine is got once. Whoever comes too late looks again. There is no lock,
//     and no other call of the kernel; all else in victim and in pp stays as it is.
// Why it matters: a change of the protocol is complete when every place that relied on the old one
// has been found. This place calls nothing that has changed, and no test failed.
// Done: make exercise-8.3 says so. Stuck: make hint-8.3
#include <runq.hpp>
#include <trace_g.hpp>
#include <yield.hpp>

namespace rt {

// Copies half of victim's queue into pp's ring, from `at` on, and takes it out of the victim's.
// Go 1.21: runtime/proc.go, runqgrab
static uint32_t runqgrab(P* victim, P* pp, uint32_t at, bool stealnext) {
  for (;;) {
    uint32_t head = victim->runqhead.load(memory_order_acquire);  // with other thieves
    uint32_t tail =
        victim->runqtail.load(memory_order_acquire);  // with the owner's store of the slots
    uint32_t n = tail - head;
    n -= n / 2;  // of one, take one
    if (n == 0) {
      if (!stealnext) return 0;
      G* next = victim->runnext.load(memory_order_relaxed);
      if (!next) return 0;
      // The owner put it there to run it next, and is probably about to. Give it time.
      if (victim->status.load(memory_order_relaxed) == Prunning) usleep(3);
      if (!victim->runnext.compare_exchange_strong(next, nullptr, memory_order_acquire,
                                                   memory_order_relaxed)) {
        continue;
      }
      pp->runq[at % kRunqSize].store(next, memory_order_relaxed);
      return 1;
    }
    if (n > kRunqSize / 2) continue;  // head and tail were read at different moments
    // First copy, then take: once the head has moved, the owner may overwrite the slots.
    for (uint32_t i = 0; i < n; i++) {
      G* gp = victim->runq[(head + i) % kRunqSize].load(memory_order_relaxed);
      pp->runq[(at + i) % kRunqSize].store(gp, memory_order_relaxed);
    }
    if (victim->runqhead.compare_exchange_weak(head, head + n, memory_order_release,
                                               memory_order_relaxed))
      return n;
  }
}

// Go 1.21: runtime/proc.go, runqsteal. pp is empty, and ours.
G* runqsteal(P* pp, P* victim, bool stealnext) {
  uint32_t tail = pp->runqtail.load(memory_order_relaxed);
  uint32_t n = runqgrab(victim, pp, tail, stealnext);
  if (n == 0) return nullptr;
  trace(Ev::Steal, static_cast<G*>(nullptr), n);
  n--;
  G* gp = pp->runq[(tail + n) % kRunqSize].load(memory_order_relaxed);  // the last one runs now
  // The others can be stolen in turn. seq_cst: resetspinning, which follows, looks at npidle; see
  // findrunnable.cpp, [1].
  if (n > 0) pp->runqtail.store(tail + n, memory_order_seq_cst);
  return gp;
}

}  // namespace rt
