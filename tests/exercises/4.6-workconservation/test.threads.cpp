// Exercise 4.6, for real: what was right stays right.
#include <exercise.hpp>

#include <atomic>
#include <chan.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <waitgroup.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("goroutines that wake each other") {
  judge("8 pairs of goroutines on 4 Ps send each other 500 values each", [] {
    std::atomic<int> sum = 0;
    run_on(4, [&] {
      for (int pair = 0; pair < 8; pair++) {
        go([&] {
          Chan<int> c;
          go([&] {
            for (int i = 0; i < 500; i++) c.send(1);
            c.close();
          });
          for (int v : c) sum += v;
        });
      }
    });
    equal("values", 4000, sum.load(), "whatever is runnable is found and run");
  });
}

TEST_CASE("the global queue") {
  judge("a goroutine in the global queue, beside two that keep the only P busy", [] {
    int turns = 0;
    bool ran = false;
    run_on(1, [&] {
      go([&] { ran = true; });
      bool inherit;
      G* gp = runqget(getg()->m->p, &inherit);
      sched.lock.lock();
      globrunqput(gp);
      sched.lock.unlock();
      for (int i = 0; i < 2; i++) {
        go([&] {
          for (; !ran && turns < 10'000; turns++) gosched();
        });
      }
    });
    expect(ran && turns <= 62, "it runs within 62 turns", show(turns) + " turns",
           "every 61st turn on a P is the global queue's");
  });
}
