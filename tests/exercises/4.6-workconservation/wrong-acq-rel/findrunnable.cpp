// acq_rel where it takes seq_cst: the last look may come before the count goes down.
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

// At most half as many Ms search as there are busy Ps.
static bool mayspin(M* mp) {
  if (mp->spinning) return true;
  int32_t busy = gomaxprocs - sched.npidle.load(memory_order_relaxed);
  return 2 * sched.nmspinning.load(memory_order_relaxed) < busy;
}

static void becomespinning(M* mp) {
  mp->spinning = true;
  sched.nmspinning.fetch_add(1, memory_order_seq_cst);
}

bool anywork() {
  if (sched.runqsize.load(memory_order_seq_cst) != 0) return true;
  for (int i = 0; i < gomaxprocs; i++) {
    if (!runqempty(allp[i])) return true;
  }
  return false;
}

// The M has nothing to run and lets go of its P. True: it has found a goroutine, or has a P again.
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
    if (sched.nmspinning.fetch_sub(1, memory_order_acq_rel) <= 0)
      fatal("findrunnable: negative nmspinning");
  }
  // Until a moment ago this P was not idle, and this M may have spun: in either case whoever made
  // something runnable woke nobody. From now on they do.
  if (!anywork()) return false;
  sched.lock.lock();
  P* pp = pidleget();
  sched.lock.unlock();
  if (!pp) return false;  // all Ps are busy again, and each looks everywhere before it goes idle
  acquirep(pp);
  becomespinning(mp);
  return true;
}

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
