// Exercise 4.1, second file: runqget. The statement is in runqput.cpp, beside this one.
//
// runqget(pp, inherit), called by the owner alone, takes out the goroutine that runs next:
//   - the one in runnext, and *inherit = true: it goes on with the time slice of the goroutine
//     before;
//   - otherwise the first of the ring, and *inherit = false. Null if there is none;
//   - thieves want the same ones. Whoever moves runqhead by compare-and-swap, or makes runnext
//     null by compare-and-swap, has got them. If a thief was faster at runnext, it is empty; the
//     ring may not be;
//   - two goroutines that wake each other through runnext would keep the ring waiting for ever:
//     after kMostInherited (61) in a row from runnext the first of the ring has its turn, and the
//     count begins anew. If the ring is empty, the one in runnext runs all the same, but in a new
//     slice: *inherit = false, and it is the first of the next 61. Without that the global queue,
//     which is looked at once in so many slices, would wait for ever. pp->inherited is for
//     counting.
#include <not_done.hpp>
#include <runq.hpp>

namespace rt {

[[maybe_unused]] constexpr uint32_t kMostInherited = 61;

G* runqget(P* pp, bool* inherit) {
  (void)pp, (void)inherit;
  not_done("4.1");
}

// Is there nothing in pp's queue? (Not part of the exercise.) A G may move from runnext into the
// ring between two of these reads. So the tail is read again: if it has not changed, all three
// belong to one moment.
bool runqempty(P* pp) {
  for (;;) {
    uint32_t head = pp->runqhead.load(memory_order_seq_cst);
    uint32_t tail = pp->runqtail.load(memory_order_seq_cst);
    G* next = pp->runnext.load(memory_order_seq_cst);
    if (tail == pp->runqtail.load(memory_order_seq_cst)) return head == tail && !next;
  }
}

}  // namespace rt
