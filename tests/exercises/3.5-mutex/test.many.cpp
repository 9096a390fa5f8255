// Exercise 3.5: many goroutines, and calls in any order.
#include "waiters.hpp"

TEST_CASE("any order") {
  judge("500 times, at random: another goroutine calls lock, or somebody calls unlock", [] {
    run([] {
      Watched mu;
      Waiters waiters{mu, {}, {}};
      std::vector<size_t> owners;  // who has had it, in this order
      size_t calls = 0;
      bool locked = false;
      uint32_t random = 1;
      for (int i = 0; i < 500; i++) {
        random = random * 1664525 + 1013904223;
        if (random >> 31) {
          if (!locked) owners.push_back(calls);
          locked = true, calls++;
          waiters.start(1);
          expect(waiters.owners == owners, show(owners.size()) + " goroutines have had the Mutex",
                 show(waiters.owners.size()) + " have, or others",
                 "who has called lock first has the Mutex first; each unlock makes it free, or "
                 "gives it to one, who has nothing more to do to have it");
        } else if (locked) {  // perhaps even before the new owner has run
          mu.unlock();
          opened("unlock");
          if (owners.size() < calls) owners.push_back(owners.size());
          else locked = false;
        }
      }
      if (locked) {
        for (size_t n = calls - owners.size() + 1; n > 0; n--) mu.unlock();
      }
      gosched();
      takes(mu);
      mu.unlock();
      waiters.end();
    });
  });
}

TEST_CASE("many goroutines") {
  judge("20 goroutines count to 50 each; each step is two, with a gosched in between", [] {
    static int count, together;
    run([] {
      static Watched mu;
      for (int i = 0; i < 20; i++) {
        go([] {
          for (int n = 0; n < 50; n++) {
            mu.lock();
            equal("goroutines that have the Mutex", 1, ++together, "one has it at a time");
            int before = count;
            gosched();
            count = before + 1;
            together--;
            mu.unlock();
          }
        });
      }
    });
    equal("count", 1000, count, "one has it at a time");
  });
}
