#include <fatal.hpp>
#include <runq.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

static G* fromglobal(P* pp, int32_t most) {
  if (sched.runqsize.load(memory_order_relaxed) == 0) return nullptr;
  sched.lock.lock();
  G* gp = globrunqget(pp, most);
  sched.lock.unlock();
  return gp;
}

// At most half as many Ms search as there are busy Ps: a search is useless if there is little to
// find.
static bool mayspin(M* mp) {
  if (mp->spinning) return true;
  int32_t busy = gomaxprocs - sched.npidle.load(memory_order_relaxed);
  return 2 * sched.nmspinning.load(memory_order_relaxed) < busy;
}

static void becomespinning(M* mp) {
  mp->spinning = true;
  // relaxed: a thread that sees us spin relies only on what we do when we stop spinning
  sched.nmspinning.fetch_add(1, memory_order_relaxed);
}

bool anywork() {
  if (sched.runqsize.load(memory_order_seq_cst) != 0) return true;
  for (int i = 0; i < gomaxprocs; i++) {
    if (!runqempty(allp[i])) return true;
  }
  return false;
}

// The M has nothing to run and lets go of its P. The delicate part: at this very moment another
// thread may make a goroutine runnable and, since this M still spins, wake nobody. Both sides write
// first and read afterwards, in one order that all threads agree on (seq_cst), so one of them sees
// the other:
//
//   submitter                                 this M
//   [1] puts gp into a queue                  [1] its P is idle, it does not spin any more
//   [2] wakep: no spinning M, an idle P?      [2] looks at all queues once more
//
// Go lets only Ms that were spinning look again, and repairs the rest with a flag (needspinning).
// Ours all look.
// Go 1.21: runtime/proc.go, findRunnable, from "We have nothing to do" on. True: it has a P again.
static bool letgo(M* mp, G** found) {
  sched.lock.lock();
  if (G* gp = globrunqget(mp->p, 0)) {
    sched.lock.unlock();
    *found = gp;
    return true;
  }
  pidleput(releasep());
  sched.lock.unlock();
  if (mp->spinning) {
    mp->spinning = false;
    if (sched.nmspinning.fetch_sub(1, memory_order_seq_cst) <= 0)
      fatal("findrunnable: negative nmspinning");  // [1]
  }
  if (!anywork()) return false;  // [2]
  sched.lock.lock();
  P* pp = pidleget();
  sched.lock.unlock();
  if (!pp) return false;  // all Ps are busy again, and each looks everywhere before it goes idle
  acquirep(pp);
  becomespinning(mp);
  return true;
}

// Go 1.21: runtime/proc.go, findRunnable
G* findRunnable(bool* inherit) {
  M* mp = getg()->m;
  while (P* pp = mp->p) {
    *inherit = false;
    // However busy this P is, those in the global queue get their turns.
    if (globrunqturn(pp)) {
      if (G* gp = fromglobal(pp, 1)) return gp;
    }
    if (G* gp = runqget(pp, inherit)) return gp;
    if (G* gp = fromglobal(pp, 0)) return gp;
    if (mayspin(mp)) {
      if (!mp->spinning) becomespinning(mp);
      if (G* gp = stealWork(mp)) return gp;
    }
    G* gp = nullptr;
    if (letgo(mp, &gp)) {
      if (gp) return gp;
      continue;
    }
    stopm();
  }
  return nullptr;
}

}  // namespace rt
