#include <callnumber.hpp>
#include <gstatus.hpp>
#include <printerr.hpp>
#include <runq.hpp>
#include <sysmon.hpp>

namespace rt {

constexpr int64_t kMs = 1'000'000, kSecond = 1000 * kMs;

// Moves whenever the P begins with another goroutine, or ends a system call. That hurry ends the
// count of turns is not the P's doing.
static uint64_t tick(P* pp) {
  uint64_t slices = pp->schedtick.load(memory_order_relaxed);
  uint32_t turns = pp->turns.load(memory_order_relaxed);
  if (turns == kMostTurns) turns = static_cast<uint32_t>(pp->watchtick);
  return (slices + callnumber(pp)) << 32 | turns;
}

// Who has been on pp for long? As long as it runs, its M and P are its own. If it has moved on just
// now, the answer may be wrong, but no M is freed under the lock. relaxed: the status is a hint.
__attribute__((no_sanitize("thread"))) static G* whoruns(P* pp) {
  sched.lock.lock();
  G* gp = sched.allgs;
  for (; gp; gp = gp->alllink) {
    if (gp->atomicstatus.load(memory_order_relaxed) != Grunning) continue;
    M* mp = *const_cast<M* volatile*>(&gp->m);  // read once: dropg may make it null at any time
    if (mp && mp->p == pp) break;
  }
  sched.lock.unlock();
  return gp;
}

static void bark(P* pp, int64_t ns) {
  G* gp = whoruns(pp);
  if (!gp) return;
  pp->barked = true;
  bool whole = ns >= kSecond;
  printerr("P%d has run goroutine %lu for %ld %s\n", pp->id, gp->goid,
           whole ? ns / kSecond : ns / kMs, whole ? "s" : "ms");
}

// At each second look in a row: one alone may be a moment's wait.
static void asleep(P* pp, int64_t ns) {
  G* gp = whoruns(pp);
  pp->asleep = gp && infutex(gp) ? pp->asleep + 1 : 0;
  if (pp->asleep != 2) return;
  printerr(
      "P%d: for %ld s goroutine %lu has kept this P asleep in a lock that is not the runtime's, "
      "while others wait (a std::mutex, std::call_once or static initialiser that is held across "
      "a switch?)\n",
      pp->id, ns / kSecond, gp->goid);
}

// Nothing here takes a lock of libc's, or its memory: the goroutine in question may hold it.
void watchps(int64_t now, int64_t limit) {
  if (now - sched.watched < 5 * kMs) return;
  sched.watched = now;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    uint64_t seen = tick(pp);
    bool first = pp->watchwhen == 0;
    if (first || pp->status.load(memory_order_relaxed) != Prunning || pp->watchtick != seen) {
      pp->watchtick = seen, pp->watchwhen = now;
      pp->barked = false;
      pp->asleep = 0, pp->asleepwhen = now + kSecond;
      continue;
    }
    int64_t ns = now - pp->watchwhen;
    if (limit && ns >= limit && !pp->barked) bark(pp, ns);
    if (now >= pp->asleepwhen && pp->asleep < 2 && anywork()) {
      pp->asleepwhen = now + kSecond;
      asleep(pp, ns);
    }
  }
}

}  // namespace rt
