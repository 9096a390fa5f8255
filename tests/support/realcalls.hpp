// For chapter 8's exercises, with real threads: goroutines in and out of the kernel, and a thread
// that holds whom it can. ThreadSanitizer sees the races here.
#pragma once
#include <atomic>
#include <entersyscall.hpp>
#include <gscan.hpp>
#include <run.hpp>
#include <syscallingthread.hpp>
#include <sysmon.hpp>
#include <thread>

#include "hand.hpp"
#include "inandout.hpp"

namespace exercise {

// Each goroutine makes n calls. The thread lets go of those that it holds; if it takes, it takes
// each 50th one's P.
inline void realcalls(int procs, int goroutines, int n, bool takes, const char* rule) {
  static std::atomic<int> left;
  static std::atomic<bool> wrong;
  left = goroutines, wrong = false;
  rt::GOMAXPROCS(procs);
  rt::run([=] {
    std::thread taker([=] {
      for (int held = 0; left > 0; std::this_thread::yield()) {
        for (int i = 0; i < procs; i++) {
          rt::P* pp = rt::allp[i];
          auto thread = rt::setBlockOnExitSyscall(pp);
          if (!thread) continue;
          if (thread->mp->p != pp || pp->m != thread->mp || status(thread->gp) != rt::Gscansyscall)
            wrong = true;
          bool take = takes && ++held % 50 == 0;
          if (take) rt::incidlelocked(-1), thread->takeP();
          thread->resume();
          if (take) rt::handoffp(pp), rt::incidlelocked(1);
        }
      }
    });
    inandout(goroutines, n, left, [](rt::M* mp) {
      if (!mp->p || mp->p->m != mp || mp->oldp || mp->curg->syscallsp) wrong = true;
    });
    taker.join();
  });
  expect(!wrong, "each P has one owner, and who is held is in a call with that P", "it is not so",
         rule);
}

}  // namespace exercise
