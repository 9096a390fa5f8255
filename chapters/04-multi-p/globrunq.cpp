#include <algorithm>
#include <runq.hpp>

namespace rt {

static void addsize(int32_t n) {
  sched.runqsize.store(sched.runqsize.load(memory_order_relaxed) + n, memory_order_seq_cst);
}

void globrunqput(G* gp) {
  sched.runq.pushBack(gp);
  addsize(1);
}

void globrunqputbatch(GQueue* batch, int32_t n) {
  sched.runq.pushBackAll(*batch);
  addsize(n);
}

// Of each 61 goroutines that a P runs, one comes from the global queue, if one waits there. Go
// counts time slices instead, schedtick. Goroutines that wake each other share a slice: one tick
// for all of their turns. In Go sysmon ends that slice after 10 ms; here nothing can, so we count
// turns.
// Go 1.21: runtime/proc.go, findRunnable, "Check the global runnable queue once in a while"
bool globrunqturn(P* pp) {
  uint32_t turns = pp->turns.load(memory_order_relaxed) + 1;
  bool over = turns >= kMostTurns;
  pp->turns.store(over ? 0 : turns, memory_order_relaxed);
  return over;
}

// Go 1.21: runtime/proc.go, globrunqget
G* globrunqget(P* pp, int32_t most) {
  int32_t size = sched.runqsize.load(memory_order_relaxed);
  if (size == 0) return nullptr;
  int32_t n = std::min({size, size / gomaxprocs + 1, static_cast<int32_t>(kRunqSize / 2)});
  if (most > 0) n = std::min(n, most);
  G* gp = sched.runq.pop();
  // The ring has room: with most == 1 nothing is put there, and otherwise it is empty.
  for (int32_t i = 1; i < n; i++) runqput(pp, sched.runq.pop(), false);
  // Last: nobody is woken for the goroutines that have moved into the ring. An M on its way to
  // sleep reads the size first and the rings afterwards, so it sees them in one or the other.
  addsize(-n);
  return gp;
}

}  // namespace rt
