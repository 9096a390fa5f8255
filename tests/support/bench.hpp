// For exercises from chapter 4 on: a scheduler without threads, to look at one decision at a time.
// Nobody is started or runs; who would be woken shows. For a child process (judge): it leaves all
// as it is.
#pragma once
#include <gstatus.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <spin.hpp>
#include <string>

#include "asleep.hpp"

namespace exercise {

struct Bench {
  // Asleep: whoever startm gives a P to. As many as can be needed: no thread is ever made.
  rt::M sleepers[4]{};
  // This thread, after runs(): an M, and its goroutine.
  rt::M m{};
  rt::G g{};
  rt::G others[4]{};  // runnable, to put into queues

  // So many Ps, each Pidle, and on no list.
  explicit Bench(int procs) {
    alone();
    rt::sched.mcount = 100;  // never a deadlock
    rt::procresize(procs);
    rt::sched.lock.lock();
    while (rt::pidleget()) {
    }
    int32_t id = 1;
    for (rt::M& mp : sleepers) mp.id = id++, rt::mput(&mp);
    rt::sched.lock.unlock();
    uint64_t goid = 1;
    g.goid = goid++;
    for (rt::G& gp : others) {
      gp.goid = goid++;
      gp.atomicstatus.store(rt::Grunnable, rt::memory_order_relaxed);
    }
  }
  ~Bench() { rt::setg(nullptr); }

  // From here on this thread is M m, which runs goroutine g on pp.
  void runs(rt::P* pp) {
    g.m = &m, m.curg = &g;
    g.stack.hi = reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) + (1 << 20);
    g.stack.lo = g.stack.hi - (2 << 20);
    g.atomicstatus.store(rt::Grunning, rt::memory_order_relaxed);
    rt::setg(&g);
    rt::acquirep(pp);
  }
  // pp is on the list of idle Ps.
  void idle(rt::P* pp) {
    rt::sched.lock.lock();
    rt::pidleput(pp);
    rt::sched.lock.unlock();
  }
  void global(rt::G* gp) {
    rt::sched.lock.lock();
    rt::globrunqput(gp);
    rt::sched.lock.unlock();
  }

  // Who was woken to run pp, or null.
  const rt::M* woken(const rt::P* pp) const {
    for (const rt::M& mp : sleepers) {
      if (mp.nextp == pp) return &mp;
    }
    return nullptr;
  }
  int wokenup() const {
    int n = 0;
    for (const rt::M& mp : sleepers) n += mp.nextp != nullptr;
    return n;
  }
  static bool isidle(const rt::P* pp) {
    for (rt::P* one = rt::sched.pidle; one; one = one->link) {
      if (one == pp) return true;
    }
    return false;
  }
  // Which goroutines wait in pp's queue, and in which order.
  static std::string queue(const rt::P* pp) {
    rt::G* next = pp->runnext.load(rt::memory_order_relaxed);
    std::string text =
        next ? "goroutine " + std::to_string(next->goid) + " in runnext; " : "no runnext; ";
    uint32_t head = pp->runqhead.load(rt::memory_order_relaxed);
    uint32_t tail = pp->runqtail.load(rt::memory_order_relaxed);
    text += "in the ring";
    for (; head != tail; head++)
      text +=
          " " + std::to_string(pp->runq[head % rt::kRunqSize].load(rt::memory_order_relaxed)->goid);
    return text;
  }
  // Where pp has gone, for a report.
  std::string where(const rt::P* pp) const {
    if (const rt::M* mp = woken(pp))
      return mp->spinning ? "an M was woken for it, to look for work"
                          : "an M was woken for it, not spinning";
    return isidle(pp) ? "it is on the idle list" : "nobody has it, and it is not on the idle list";
  }
};

inline const char* statusname(const rt::P* pp) {
  constexpr const char* names[] = {"Pidle", "Prunning", "Psyscall"};
  uint32_t status = pp->status.load(rt::memory_order_relaxed);
  return status < 3 ? names[status] : "?";
}

}  // namespace exercise
