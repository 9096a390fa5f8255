// Exercise 3.3: calls in any order.
#include "waiters.hpp"

TEST_CASE("any order") {
  judge("500 times, at random: Add, with what the counter allows, or another goroutine calls Wait",
        [] {
          run([] {
            Watched wg;
            Waiters waiters{wg, {}, {}};
            int counter = 0;
            size_t calls = 0;
            std::vector<size_t> waiting, back;  // who, in which order
            auto wakes = [&] {
              if (counter > 0) return;
              back.insert(back.end(), waiting.begin(), waiting.end());
              waiting.clear();
            };
            uint32_t random = 1;
            for (int i = 0; i < 500; i++) {
              random = random * 1664525 + 1013904223;
              if (random >> 30 == 0) {
                waiting.push_back(calls++);
                wakes();
                waiters.start(1);
                expect(waiters.back == back, show(back.size()) + " have come back from Wait",
                       show(waiters.back.size()) + " have, or in another order",
                       "Wait returns at once if the counter is zero, and otherwise when it becomes "
                       "zero, whatever it is when the goroutine runs again; first come, first "
                       "served");
              } else {  // perhaps even before those that were woken have run
                int delta = static_cast<int>(random >> 26 & 3);
                if (random >> 29 & 1) delta = -std::min(delta, counter);
                counter += delta;
                wg.Add(delta);
                unlocked("Add");
                wakes();
              }
            }
            wg.Add(-counter);
            gosched();
            equal("goroutines that came back from Wait", calls, waiters.back.size(),
                  "all who wait are woken when the counter is zero");
          });
        });
}
