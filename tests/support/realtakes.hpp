// For chapter 9's exercises, with real threads: goroutines in and out of the kernel, and a thread
// that takes their Ps. ThreadSanitizer sees the races here.
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

// Each goroutine makes n calls. The thread takes each 20th P that it finds in a call.
inline void realtakes(int procs, int goroutines, int n) {
  judge(show(goroutines) + " goroutines make " + show(n) + " calls each on " + show(procs) +
            (procs == 1 ? " P; a thread takes it now and then"
                        : " Ps; a thread takes one now and then"),
        [=] {
          static std::atomic<int> left;
          static std::atomic<bool> wrong;
          left = goroutines, wrong = false;
          rt::GOMAXPROCS(procs);
          rt::run([=] {
            std::thread taker([=] {
              for (int looks = 0; left > 0; std::this_thread::yield()) {
                for (int i = 0; i < procs; i++) {
                  rt::P* pp = rt::allp[i];
                  bool took = false;
                  rt::incidlelocked(-1);
                  {
                    rt::Taking taking;
                    if (taking.want(pp)) {
                      taking.fence();
                      if (++looks % 20 == 0) took = taking.take(pp);
                    }
                  }
                  if (took) rt::handoffp(pp);
                  rt::incidlelocked(1);
                }
              }
            });
            inandout(goroutines, n, left, [](rt::M* mp) {
              if (!mp->p || mp->p->m != mp) wrong = true;
            });
            taker.join();
          });
          expect(!wrong, "each P has one owner", "it is not so",
                 "a goroutine that is back has a P of its own, and nobody else has that");
        });
}

}  // namespace exercise
