// Exercise 8.1, with real threads: goroutines in and out of the kernel, and a thread that holds
// whom it can, and lets go. ThreadSanitizer sees the races here.
#include "scene.hpp"

#include <atomic>
#include <entersyscall.hpp>
#include <run.hpp>
#include <thread>
#include <waitgroup.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("real threads") {
  judge("four goroutines make 5000 calls each on three Ps; a thread holds whom it can", [] {
    GOMAXPROCS(3);
    run([] {
      static std::atomic<int> left = 4;
      static std::atomic<bool> wrong = false;
      std::thread taker([] {
        while (left > 0) {
          for (int i = 0; i < 3; i++) {
            auto thread = setBlockOnExitSyscall(allp[i]);
            if (!thread) continue;
            if (thread->mp->p != allp[i] || allp[i]->m != thread->mp ||
                status(thread->gp) != Gscansyscall)
              wrong = true;
            thread->resume();
          }
          std::this_thread::yield();
        }
      });
      WaitGroup all;
      for (int g = 0; g < 4; g++) {
        all.Add(1);
        go([&] {
          for (int i = 0; i < 5000; i++) {
            entersyscall();
            exitsyscall();
            M* mp = getg()->m;
            if (!mp->p || mp->p->m != mp) wrong = true;
            if (i % 100 == 0) gosched();
          }
          left--;
          all.Done();
        });
      }
      all.Wait();
      taker.join();
      expect(!wrong, "each P has one owner, and who is held is in a call with that P",
             "it is not so", kOld);
    });
  });
}
