// Exercise 4.1 ★★★ (45 minutes, rebuild): a P's own queue, put and get
//
// A P has a ring of kRunqSize (256) slots, runq[], and one slot that goes first, runnext
// (p_runq.hpp). runqhead and runqtail only ever grow, and wrap around:
// slot i is runq[i % kRunqSize], and runqtail - runqhead is how many wait. Only the owner puts
// something in, so only it writes runqtail. Thieves take from the head and from runnext at any
// time, by compare-and-swap. Write runqput and runqputslow here, and runqget in runqget.hpp. (Both
// are headers, since every switch goes through them: a function that you add must be inline, too.)
//
// runqput(pp, gp, next), called by the owner alone, puts gp into runnext if `next` is set, and else
// at the end of the ring. Whoever was in runnext goes to the end of the ring. The ring takes 256;
// when it is full, runqputslow puts gp away. runqputslow(pp, gp, head, tail) moves the first half
// of the full ring, 128 goroutines in their order, and gp behind them, to the global queue
// (toglobal), and returns true; or, because a thief has made room in the ring meanwhile, it returns
// false, and has changed nothing and taken no lock. What must hold, whatever thieves do at the same
// moment:
//   - each goroutine is got once: by the owner, by one thief, or through the global queue;
//   - thieves believe runqtail: they read every slot before it;
//   - after a put with `next` the owner checks in wakep whether a P is idle, and an M that lets its
//     P go idle checks all queues: one of them must see what the other did (memory_order_seq_cst);
//   - a queue that is never empty never looks empty to others: a thread that sees that the owner
//     has taken one out also sees what the owner had put in before;
//   - a goroutine that still stands in the ring may be a thief's in the next moment, and be put
//     into another queue: its link, which GQueue::pushBack writes, is not yours yet;
//   - the ring is first in, first out, and no lock is taken while it has room.
// Why it matters: every goroutine that becomes runnable goes through here, millions in a second,
// and no lock is taken. One goroutine lost or run twice, and the program is wrong in a way that
// nobody finds.
// Done: make exercise-4.1 says so. Stuck: make hint-4.1
#pragma once
#include <not_done.hpp>
#include <runq.hpp>

namespace rt {

// Puts all of a batch at the end of the global queue.
[[maybe_unused]] inline void toglobal(GQueue* batch, uint32_t n) {
  sched.lock.lock();
  globrunqputbatch(batch, static_cast<int32_t>(n));
  sched.lock.unlock();
}

inline void runqput(P* pp, G* gp, bool next) {
  (void)pp, (void)gp, (void)next;
  not_done("4.1");
}

inline bool runqputslow(P* pp, G* gp, uint32_t head, uint32_t tail) {
  (void)pp, (void)gp, (void)head, (void)tail;
  not_done("4.1");
}

}  // namespace rt
