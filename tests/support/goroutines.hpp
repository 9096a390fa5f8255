// What several chapters' tests need.
#pragma once
#include <fatal.hpp>
#include <memory>
#include <gstatus.hpp>
#include <proc.hpp>
#include <run.hpp>
#include <runq.hpp>
#include <spin.hpp>
#include <vector>

// Runs f with that many Ps.
template <class F>
void run_on(int procs, F f) {
  int before = rt::GOMAXPROCS(procs);
  rt::run(f);
  rt::GOMAXPROCS(before);
}

// In a goroutine that must keep its P as long as it computes: from chapter 10 on none does.
inline void keep_ps() {
#if CHAPTER >= 10
  rt::sched.signals.store(false, rt::memory_order_relaxed);
#endif
}

// The calling goroutine goes to the end of the global queue.
inline void to_global_queue() {
  rt::gopark(
      [](rt::G* gp, void*) {
        rt::casgstatus(gp, rt::Gwaiting, rt::Grunnable);
        rt::sched.lock.lock();
        rt::globrunqput(gp);
        rt::sched.lock.unlock();
        return true;
      },
      nullptr, rt::waitReasonTest);
}

// Gs to put into queues, which nobody ever runs. Numbered from 1.
inline std::vector<std::unique_ptr<rt::G>> dummies(uint64_t n) {
  std::vector<std::unique_ptr<rt::G>> gs;
  for (uint64_t i = 1; i <= n; i++) {
    gs.emplace_back(new rt::G{});
    gs.back()->goid = i;
  }
  return gs;
}
