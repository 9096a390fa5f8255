// Exercise 10.5 ★★★ (40 minutes, rebuild): a P needs a thread
//
// startm(pp, spinning) finds a thread for pp, which is Pidle, on no list, and belongs to the
// caller. If pp is null, it takes an idle P from the list (pidleget). `spinning`: the caller has
// counted one more M in sched.nmspinning, and so has promised a search for work. From this chapter
// on a preempted goroutine can be given a P, too. It waits in the global queue, but its thread
// sleeps in the signal handler, with the goroutine on its stack, and is on no list of Ms. And a new
// thread is dangerous: the thread that makes it may have to wait for malloc's lock, and a preempted
// goroutine may own that lock. What must hold:
//   - no P (pp is null, and none is idle): no thread is started. Take the promise back
//     (notspinning) while you hold sched.lock: once the lock is free, a P may become idle, and
//     threads that see the count wake nobody;
//   - [1] a thread that sleeps (mget) comes first: goroutines that have no thread of their own need
//     one, while those that have been preempted could take turns for ever. Its M gets `spinning`
//     and the P (m.nextp), and is woken (notewakeup on m.park);
//   - [2] if none sleeps, a preempted goroutine (globrunqgetpreempted; null: there is none) goes on
//     with the P: resumepreempted(gp, pp). It computes, and doesn't search. So if there was a
//     promise, take it back, and then let another thread keep it: wakep(). Without a promise,
//     nobody else is woken;
//   - [3] if there is none either, a new M. Its thread is made by the template thread, if there is
//     one (newmHandoff.haveTemplateThread): newm_locked(pp, spinning) leaves the P with it. Only
//     while there is no template thread does the caller make the thread: newm1(allocm(id, pp,
//     spinning)), where id is what mReserveID() returns. Meanwhile nobody may be preempted:
//     newmHandoff.others counts the callers that make threads themselves, from before sched.lock is
//     free until the thread exists;
//   - decide which case it is in a single section under sched.lock. That lock protects the lists,
//     the global queue, newmHandoff, and what mReserveID counts;
//   - pidleget, mget, globrunqgetpreempted, newm_locked and mReserveID need the lock held. newm1
//     and wakep take it themselves. While you hold it, wake nobody but the template thread, through
//     newm_locked: a woken thread would wait for the lock at once;
//   - the wake-up is the last thing that you do with an M and its P: they then belong to the other
//     thread.
// Not judged: what you trace (the chapter traces ThreadWake).
// Why it matters: the owner of malloc's lock waits for a P, and the P for a thread that needs that
// lock. Nobody can go on, and checkdead doesn't notice: it knows nothing about libc's locks.
// Done: make exercise-10.5 says so. Stuck: make hint-10.5
#include <fatal.hpp>
#include <not_done.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <threads.hpp>
#include <trace_g.hpp>

namespace rt {

// Takes back the promise of a search.
[[maybe_unused]] static void notspinning() {
  if (sched.nmspinning.fetch_sub(1, memory_order_seq_cst) <= 0)
    fatal("startm: negative nmspinning");
}

void startm(P* pp, bool spinning) {
  (void)pp, (void)spinning;
  not_done("10.5");
}

// Go 1.21: runtime/proc.go, mput and mget. sched.lock is held.
void mput(M* mp) {
  mp->schedlink = sched.midle;
  sched.midle = mp;
  sched.nmidle++;
}

M* mget() {
  M* mp = sched.midle;
  if (mp) {
    sched.midle = mp->schedlink;
    sched.nmidle--;
  }
  return mp;
}

}  // namespace rt
