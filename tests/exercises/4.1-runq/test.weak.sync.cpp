// Exercise 4.1, the memory orders: one thread, and what it writes beside each operation.
#include <orders.hpp>
#include <spurious.hpp>

#include <runq.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("runqput releases") {
  judge("one is put into the ring, and one with `next`, by the owner alone", [] {
    auto gs = dummies(2);
    P p{};
    sync::Orders orders;
    runqput(&p, gs[0].get(), false);
    writes(orders, "p.runqtail", memory_order_release,
           "runqtail is what thieves believe: its store releases the slot, or they may read an old "
           "one");
    reads(
        orders, "p.runqhead", memory_order_acquire,
        "runqhead is moved by thieves that have read the slot: only who acquires it may write the "
        "slot again");
    runqput(&p, gs[1].get(), true);
    writes(
        orders, "p.runnext", memory_order_release,
        "whoever takes it out of runnext runs it: what you wrote into the G before must be seen");
  });
  judge("one is in runnext; another is put there, and the first goes into the ring", [] {
    auto gs = dummies(2);
    P p{};
    runqput(&p, gs[0].get(), true);
    sync::Orders orders;
    runqput(&p, gs[1].get(), true);
    writes(orders, "p.runqtail", memory_order_release,
           "runqtail is what thieves believe: its store releases the slot, or they may read an old "
           "one");
  });
}

TEST_CASE("a compare-and-swap that fails for no reason") {
  judge("one in the ring, one in runnext; each is got while a compare_exchange_weak fails once",
        [] {
          auto gs = dummies(3);
          P p{};
          bool inherit;
          G* got = nullptr;
          runqput(&p, gs[0].get(), false);
          spurious([&] { runqput(&p, gs[1].get(), true); });
          expect(p.runnext.load(memory_order_relaxed) == gs[1].get(), "goroutine 2 is in runnext",
                 "it is not", kWeak);
          spurious([&] { runqput(&p, gs[2].get(), true); });
          expect(p.runnext.load(memory_order_relaxed) == gs[2].get(), "goroutine 3 is in runnext",
                 "it is not", kWeak);
          for (uint64_t goid : {3, 1, 2}) {
            spurious([&] { got = runqget(&p, &inherit); });
            expect(got && got->goid == goid, "goroutine " + show(goid) + " is got",
                   got ? "goroutine " + show(got->goid) + " is" : "nothing is", kWeak);
          }
        });
  judge("the ring is full; one more is put while a compare_exchange_weak fails once", [] {
    auto gs = dummies(kRunqSize + 1);
    P p{};
    for (uint32_t i = 0; i < kRunqSize; i++) runqput(&p, gs[i].get(), false);
    spurious([&] { runqput(&p, gs[kRunqSize].get(), false); });
    equal("sched.runqsize", 129, sched.runqsize.load(memory_order_relaxed), kWeak);
  });
}
