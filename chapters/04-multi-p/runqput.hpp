// Puts a goroutine into a P's own queue. Inline, like everything that every switch runs.
#pragma once
#include <runq.hpp>

namespace rt {

// Into the ring, if there is room.
inline bool intoring(P* pp, G* gp, bool next) {
  uint32_t head =
      pp->runqhead.load(memory_order_acquire);  // after thieves have read what they took
  uint32_t tail = pp->runqtail.load(memory_order_relaxed);  // only we write it
  if (tail - head == kRunqSize) return false;
  pp->runq[tail % kRunqSize].store(gp, memory_order_relaxed);
  // Now thieves may read the slot. After runnext, wakep follows and reads npidle: seq_cst again.
  if (next) pp->runqtail.store(tail + 1, memory_order_seq_cst);
  else pp->runqtail.store(tail + 1, memory_order_release);
  return true;
}

// A function of its own: otherwise whatever puts a goroutine into a queue would save registers for
// it each time.
[[gnu::noinline]] inline void whenfull(P* pp, G* gp, bool next) {
  do {
    uint32_t head = pp->runqhead.load(memory_order_relaxed);  // enough: we write no slot here
    uint32_t tail = pp->runqtail.load(memory_order_relaxed);
    if (tail - head == kRunqSize && runqputslow(pp, gp, head, tail)) return;
    // A thief was faster: now there is room.
  } while (!intoring(pp, gp, next));
}

// Go 1.21: runtime/proc.go, runqput
inline void runqput(P* pp, G* gp, bool next) {
  if (next) {
    G* old = pp->runnext.load(memory_order_relaxed);
    // A thief may take the old one meanwhile; then there is none to move. seq_cst, since wakep
    // looks for spinning Ms next: see findrunnable.cpp, [1].
    while (
        !pp->runnext.compare_exchange_weak(old, gp, memory_order_seq_cst, memory_order_relaxed)) {
    }
    if (!old) return;
    gp = old;  // kicked out, into the ring
  }
  if (!intoring(pp, gp, next)) whenfull(pp, gp, next);
}

// Go 1.21: runtime/proc.go, runqputslow
inline bool runqputslow(P* pp, G* gp, uint32_t head, uint32_t tail) {
  uint32_t n = (tail - head) / 2;
  GQueue batch;
  G* taken[kRunqSize / 2];
  for (uint32_t i = 0; i < n; i++)
    taken[i] = pp->runq[(head + i) % kRunqSize].load(memory_order_relaxed);
  if (!pp->runqhead.compare_exchange_strong(head, head + n, memory_order_release,
                                            memory_order_relaxed)) {
    return false;  // the Gs are not ours: before this succeeds, we must not touch their links
  }
  for (uint32_t i = 0; i < n; i++) batch.pushBack(taken[i]);
  batch.pushBack(gp);
  sched.lock.lock();
  globrunqputbatch(&batch, static_cast<int32_t>(n) + 1);
  sched.lock.unlock();
  return true;
}

}  // namespace rt
