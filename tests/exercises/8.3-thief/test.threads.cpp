// Exercise 8.3, for real: goroutines on four Ps, in and out of calls, which wake each other.
#include <exercise.hpp>

#include <atomic>
#include <chan.hpp>
#include <entersyscall.hpp>
#include <waitgroup.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("calls") {
  judge("100 pairs of goroutines on 4 Ps: one wakes the other, and goes into a call; ten times",
        [] {
          std::atomic<int> turns = 0;
          run_on(4, [&] {
            WaitGroup all;
            std::vector<std::unique_ptr<Chan<int>>> chans;
            for (int i = 0; i < 100; i++) {
              Chan<int>* c = chans.emplace_back(new Chan<int>).get();
              all.Add(2);
              go([&, c] {
                for (int k = 0; k < 10; k++) {
                  c->send(k);
                  entersyscall();
                  exitsyscall();
                }
                all.Done();
              });
              go([&, c] {
                for (int k = 0; k < 10; k++) turns += *c->recv() == k;
                all.Done();
              });
            }
            all.Wait();
          });
          equal("turns", 1000, turns.load(), "each goroutine that is put into a queue runs, once");
        });
}
