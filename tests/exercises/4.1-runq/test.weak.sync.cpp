// Exercise 4.1, the memory orders: one thread, and what it writes beside each operation.
#include <orders.hpp>

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
}
