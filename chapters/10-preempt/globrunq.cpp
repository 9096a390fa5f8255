#include <algorithm>
#include <preempt.hpp>
#include <runq.hpp>

namespace rt {

static void addsize(int32_t n) {
  sched.runqsize.store(sched.runqsize.load(memory_order_relaxed) + n, memory_order_seq_cst);
}

// gp has entered the queue (1), or has left it (-1).
static void counted(G* gp, int32_t n) {
  auto add = [n](auto& count) {
    count.store(count.load(memory_order_relaxed) + n, memory_order_relaxed);
  };
  if (gp->preempted) add(sched.npreempted);
  if (!gp->returned) return;
  add(sched.nreturned);
  gp->returned = n > 0;
}

// We look into a G only if one that is counted is in the queue. Usually none is, and looking would
// mean waiting for memory.
static bool ispreempted(G* gp) {
  return sched.npreempted.load(memory_order_relaxed) != 0 && gp->preempted;
}
static G* pop() {
  G* gp = sched.runq.pop();
  if (sched.npreempted.load(memory_order_relaxed) + sched.nreturned.load(memory_order_relaxed) != 0)
    counted(gp, -1);
  return gp;
}

void globrunqput(G* gp) {
  sched.runq.pushBack(gp);
  counted(gp, 1);
  addsize(1);
}

void globrunqputbatch(GQueue* batch, int32_t n) {
  sched.runq.pushBackAll(*batch);
  addsize(n);
}

// One in every 61 goroutines that a P runs comes from the global queue, if one is waiting there. Go
// counts time slices instead (schedtick), but goroutines that wake each other share a slice.
// Go 1.21: runtime/proc.go, findRunnable, "Check the global runnable queue once in a while"
bool globrunqturn(P* pp) {
  uint32_t turns = pp->turns.load(memory_order_relaxed) + 1;
  bool over = turns >= kMostTurns;
  pp->turns.store(over ? 0 : turns, memory_order_relaxed);
  return over;
}

// A preempted goroutine never goes into a P's ring: startm, [2], must be able to find it here. The
// one to run now may have been preempted, though. It is taken alone: it will compute for as long as
// it may, and those in the ring would have to wait behind it. Here other Ps find them, and sysmon
// counts those that have come back from the kernel (retake).
// Go 1.21: runtime/proc.go, globrunqget
G* globrunqget(P* pp, int32_t most) {
  int32_t size = sched.runqsize.load(memory_order_relaxed);
  if (size == 0) return nullptr;
  int32_t n = std::min({size, size / gomaxprocs + 1, static_cast<int32_t>(kRunqSize / 2)});
  if (most > 0) n = std::min(n, most);
  bool alone = ispreempted(sched.runq.head());
  G* gp = pop();
  if (alone) sched.newmHandoff.spares++;  // this thread is free as soon as gp's is awake
  // The ring has room: with most == 1 nothing is put there, and otherwise it is empty.
  int32_t taken = 1;
  for (; taken < n && !alone && !ispreempted(sched.runq.head()); taken++) runqput(pp, pop(), false);
  // Last: nobody is woken for the goroutines that have moved into the ring. An M on its way to
  // sleep reads the size first and the rings afterwards, so it sees them in one or the other.
  addsize(-taken);
  return gp;
}

G* globrunqgetpreempted() {
  if (sched.npreempted.load(memory_order_relaxed) == 0) return nullptr;
  uint32_t before = 0;
  while (!sched.runq[before]->preempted) before++;
  if (before > 0 && sched.newmHandoff.spares == 0) sched.newmHandoff.passed = true;
  G* gp = sched.runq.take(before);
  counted(gp, -1);
  addsize(-1);
  return gp;
}

}  // namespace rt
