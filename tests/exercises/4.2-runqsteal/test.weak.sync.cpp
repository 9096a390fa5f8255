// Exercise 4.2, the memory orders: one thief, and what it writes beside each operation.
#include <orders.hpp>
#include <spurious.hpp>

#include <runq.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("a thief acquires, and releases") {
  judge("four in the ring; a thief takes two, alone", [] {
    auto gs = dummies(4);
    P pp{}, victim{};
    for (auto& g : gs) runqput(&victim, g.get(), false);
    sync::Orders orders;
    runqsteal(&pp, &victim, false);
    reads(orders, "p.runqtail", memory_order_acquire,
          "victim's runqtail is read with acquire: its owner released the slots with it, and "
          "without you may read old ones");
    expect(orders.some("p.runqhead.load", memory_order_acquire),
           "victim's runqhead is read with memory_order_acquire", "it is read with a weaker order",
           "runqhead first, then runqtail: only with acquire does the second load come after the "
           "first, and a ring that is never empty does not look empty");
    writes(orders, "p.runqhead", memory_order_release,
           "moving victim's runqhead releases: your reads of the slots come before the owner uses "
           "them again");
    writes(orders, "p.runqtail", memory_order_release,
           "pp's runqtail is what other thieves believe: its store releases the slots");
  });
  judge("one in runnext; a thief takes it, alone", [] {
    auto gs = dummies(1);
    P pp{}, victim{};
    runqput(&victim, gs[0].get(), true);
    sync::Orders orders;
    runqsteal(&pp, &victim, true);
    reads(orders, "p.runnext", memory_order_acquire,
          "whom you take out of runnext you run: what its owner wrote into the G before must be "
          "seen");
  });
}

TEST_CASE("a compare-and-swap that fails for no reason") {
  judge("four in the ring; a thief takes two, and its compare_exchange_weak fails once", [] {
    auto gs = dummies(4);
    P pp{}, victim{};
    for (auto& g : gs) runqput(&victim, g.get(), false);
    G* gp = nullptr;
    spurious([&] { gp = runqsteal(&pp, &victim, false); });
    expect(gp == gs[1].get(), "goroutine 2 is returned", gp ? "another one is" : "null is", kWeak);
  });
  judge("one in runnext; a thief takes it, and its compare_exchange_weak fails once", [] {
    auto gs = dummies(1);
    P pp{}, victim{};
    runqput(&victim, gs[0].get(), true);
    G* gp = nullptr;
    spurious([&] { gp = runqsteal(&pp, &victim, true); });
    expect(gp == gs[0].get(), "goroutine 1 is returned", "null is", kWeak);
  });
}
