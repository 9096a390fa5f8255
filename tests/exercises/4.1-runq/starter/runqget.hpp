// Exercise 4.1, second file: runqget. The statement is in runqput.hpp, beside this one.
//
// runqget(pp, inherit), called by the owner alone, takes out the goroutine that runs next, the one
// in runnext before those in the ring; null if there is none. *inherit says whether it goes on with
// the time slice of the goroutine before it: the one from runnext does, the first of the ring does
// not. What must hold:
//   - each goroutine is got once, also if a thief wants the same one at the same moment; and the
//     owner does not go away with nothing while one is left for it;
//   - nobody waits in the ring for ever because two others wake each other through runnext: after
//     kMostInherited (61) in a row from runnext the first of the ring has its turn, and the one in
//     runnext waits. Then the count begins anew (pp->inherited is for counting);
//   - if the ring is empty, the one in runnext runs all the same, but in a new slice: *inherit =
//     false, and it is the first of the next 61. A slice must not last for ever: from chapter 5 on
//     a thread watches how long each takes.
#pragma once
#include <not_done.hpp>
#include <runq.hpp>

namespace rt {

[[maybe_unused]] constexpr uint32_t kMostInherited = 61;

inline G* runqget(P* pp, bool* inherit) {
  (void)pp, (void)inherit;
  not_done("4.1");
}

// Is there nothing in pp's queue? (Not part of the exercise.) A G may move from runnext into the
// ring between two of these reads. So the tail is read again: if it has not changed, all three
// belong to one moment.
inline bool runqempty(P* pp) {
  for (;;) {
    uint32_t head = pp->runqhead.load(memory_order_acquire);
    uint32_t tail = pp->runqtail.load(memory_order_relaxed);
    G* next = pp->runnext.load(memory_order_seq_cst);
    if (tail == pp->runqtail.load(memory_order_seq_cst)) return head == tail && !next;
  }
}

}  // namespace rt
