// Exercise 4.6 ★★★ (40 minutes, break and mend): a goroutine waits, and a P is idle
//
// This file has the bug of Go issue #45867, "broken work conservation". A user would report: "On
// four Ps my program starts goroutines that compute for a second each. Nearly always all four Ps
// are busy. But once in some hours one goroutine waits for a whole second, in the queue of a busy
// P, while another P is idle and its thread sleeps. Nothing is lost: as soon as anybody makes
// something runnable, all goes on."
//
// Find out how that happens, and mend it here, in findrunnable.cpp. The rules that must hold:
//   - work conservation: when all have come to rest, no goroutine is runnable while a P is idle.
//     That holds for several goroutines as for one: each of them may compute for long;
//   - an M that finds nothing to do lets go of its P and sleeps;
//   - the list of idle Ps and the global queue change under sched.lock alone, and
//     sched.nmspinning goes down with memory_order_seq_cst: an M that stops spinning writes first
//     and reads after;
//   - at most half as many Ms look for work as Ps are busy (mayspin). That rule is right, and so
//     are wakep and resetspinning (wakep.cpp): they start nobody if no P is idle, or if an M
//     spins.
// A test that tries again and again will not find it. Think of two threads, and of every moment
// at which one may be interrupted; then look at the schedule that make exercise-4.6 prints.
// Why it matters: this is the most delicate place in Go's scheduler. Its authors broke it with an
// optimization that looked right to all who read it.
// Done: make exercise-4.6 says so. Stuck: make hint-4.6
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
  sched.nmspinning.fetch_add(1, memory_order_relaxed);
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
  // Whoever made something runnable while this M spun saw it spin, and woke nobody. So it stops
  // spinning first and looks once more. On an M that did not spin nobody has relied.
  if (!mp->spinning) return false;
  mp->spinning = false;
  if (sched.nmspinning.fetch_sub(1, memory_order_seq_cst) <= 0)
    fatal("findrunnable: negative nmspinning");
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
