// Exercise 4.1 ★★★ (45 minutes, rebuild): a P's own queue, put and get
//
// A P has a ring of kRunqSize (256) slots, runq[], and one slot that goes first, runnext
// (p_runq.hpp). runqhead and runqtail only ever grow, and wrap around:
// slot i is runq[i % kRunqSize], and runqtail - runqhead is how many wait. Only the owner puts
// something in, so only it writes runqtail. Thieves take from the head and from runnext at any
// time, by compare-and-swap. Write runqput and runqputslow here, and runqget in runqget.cpp.
//
// runqput(pp, gp, next), called by the owner alone:
//   - next: gp goes into runnext. Whoever was there goes to the end of the ring. A thief may take
//     that one in the very moment in which you replace it: then it is his, and not yours to move;
//   - otherwise gp goes to the end of the ring. A slot is written first, and only then does
//     runqtail say so: thieves believe runqtail;
//   - the ring takes 256. When it is full, runqputslow makes room, and has put gp away as well.
// runqputslow(pp, gp, head, tail), called when the ring is full (tail - head == 256):
//   - takes the first half out of the ring, 128 goroutines, by moving runqhead from head to
//     head + 128, and hands them to the global queue in their order, with gp behind them
//     (toglobal);
//   - if a thief has moved the head meanwhile: changes nothing and returns false, since now there
//     is room in the ring. A goroutine in the ring may be a thief's already, and stand in another
//     queue: its link (GQueue::pushBack writes it) is yours only after the head has moved.
// Why it matters: every goroutine that becomes runnable goes through here, millions in a second,
// and no lock is taken. One goroutine lost or run twice, and the program is wrong in a way that
// nobody finds.
// Done: make exercise-4.1 says so. Stuck: make hint-4.1
#include <not_done.hpp>
#include <runq.hpp>

namespace rt {

// Puts all of a batch at the end of the global queue.
[[maybe_unused]] static void toglobal(GQueue* batch, uint32_t n) {
  sched.lock.lock();
  globrunqputbatch(batch, static_cast<int32_t>(n));
  sched.lock.unlock();
}

void runqput(P* pp, G* gp, bool next) {
  (void)pp, (void)gp, (void)next;
  not_done("4.1");
}

bool runqputslow(P* pp, G* gp, uint32_t head, uint32_t tail) {
  (void)pp, (void)gp, (void)head, (void)tail;
  not_done("4.1");
}

}  // namespace rt
