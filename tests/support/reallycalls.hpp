// For chapter 9's exercises, with real threads: goroutines in and out of the kernel, and threads
// that want their Ps. ThreadSanitizer sees the races here.
#pragma once
#include <atomic>
#include <entersyscall.hpp>
#include <run.hpp>
#include <sysmon.hpp>
#include <take.hpp>
#include <thread>

#include "hand.hpp"
#include "inandout.hpp"

namespace exercise {

// Each goroutine makes n calls. One thread takes what it can, all Ps at once, now and then.
inline void reallycalls(int procs, int goroutines, int n, const char* rule) {
  static std::atomic<int> left;
  static std::atomic<bool> wrong;
  left = goroutines, wrong = false;
  rt::GOMAXPROCS(procs);
  rt::run([=] {
    std::thread taker([=] {
      for (; left > 0; std::this_thread::yield()) {
        std::vector<rt::P*> wanted, taken;
        rt::incidlelocked(-procs);  // checkdead must not see the moment between take and handoffp
        {
          rt::Taking taking;
          for (int i = 0; i < procs; i++)
            if (taking.want(rt::allp[i])) wanted.push_back(rt::allp[i]);
          if (!wanted.empty()) taking.fence();
          for (rt::P* pp : wanted)
            if (taking.take(pp)) taken.push_back(pp);
        }
        for (rt::P* pp : taken) {
          if (pp->m || status(pp) != rt::Pidle) wrong = true;
          rt::handoffp(pp);
        }
        rt::incidlelocked(procs);
      }
    });
    inandout(goroutines, n, left, [](rt::M* mp) {
      if (!mp->p || mp->p->m != mp) wrong = true;
      auto relaxed = rt::memory_order_relaxed;
      rt::G* gp = mp->curg;
      if (gp->back.load(relaxed) != gp->call.load(relaxed)) wrong = true;
    });
    taker.join();
  });
  expect(!wrong, "each P has one owner", "it is not so", rule);
}

}  // namespace exercise
