// Exercise 4.7, with real goroutines: what was right stays right.
#include <exercise.hpp>

#include <atomic>
#include <chan.hpp>
#include <sched.hpp>
#include <spin.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("a real deadlock") {
  judge("on 2 Ps, goroutine 1 has started another one, and waits for what nobody sends", [] {
    Child c = child(
        [] {
          run_on(2, [] {
            std::atomic<bool> ran = false;
            go([&] { ran = true; });
            while (!ran) gosched();
            Chan<int> never;
            never.recv();
          });
        },
        child_seconds(3));
    expect(contains(c.err, "all goroutines are asleep - deadlock!"),
           "fatal error: all goroutines are asleep - deadlock!",
           c.status == 124 ? "nothing is said, and nothing happens"
                           : "it ended with status " + show(c.status) + ": " +
                                 c.err.substr(0, c.err.find('\n')),
           "each M is counted once: one too many, and nobody notices that all sleep");
  });
}

TEST_CASE("an M that is there already") {
  judge("an M sleeps, and a P is idle; startm, twice", [] {
    static M m;
    static P p;
    sched.mcount = 5;
    pidleput(&p), mput(&m);
    startm(nullptr, false);
    expect(m.nextp == &p && sched.nmidle == 0, "the M gets the P, and is woken", "it sleeps on",
           "an M that sleeps is taken before a new one is made");
    startm(nullptr, false);
    equal("sched.mcount", 5, sched.mcount,
          "mcount is the number of Ms there are: it changes only when a new one is made");
  });
}

TEST_CASE("the end") {
  judge("20 runs on 4 Ps, of 50 goroutines each", [] {
    std::atomic<int> ran = 0;
    for (int i = 0; i < 20; i++) {
      run_on(4, [&] {
        for (int k = 0; k < 50; k++) go([&] { ran++, gosched(); });
      });
    }
    equal("goroutines that ran", 1000, ran.load(), "a run ends when all goroutines have finished");
  });
}
