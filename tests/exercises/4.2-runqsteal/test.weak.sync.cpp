// Exercise 4.2, the memory orders: what thieves read, of the owner's and of each other's; and what
// no schedule shows.
#include <orders.hpp>
#include <spurious.hpp>

#include "theft.hpp"

using namespace exercise;

static Atomic<int, "its data"> data[4];

static void before(uint64_t n) {
  fresh(n, 3 - n);
  for (auto& d : data) d.store(0, memory_order_relaxed);
}
static void give(uint64_t goid, bool next) {
  data[goid].store(1, memory_order_relaxed);
  put(goid, next);
}
static void check(G* gp) {
  count(gp);
  if (gp)
    sync::expect(data[gp->goid].load(memory_order_relaxed) == 1,
                 "the thief runs a goroutine, and reads what was there before it was put");
}
template <bool next>
static void steal() {
  check(runqsteal(mine[0].get(), victim.get(), next));
}

constexpr const char* kTail =
    "victim's runqtail is read with acquire: its owner released the slots with it, and without you "
    "may read old ones";

static void thefts(const char* scenario, uint64_t n, void (*owner)(), void (*thief)(),
                   const char* rule) {
  exercise::explored(world, scenario,
                     {.setup = [=] { before(n); },
                      .threads = {{"owner", owner}, {"thief", thief}},
                      .check = [] { all(); },
                      .preemptions = 1,
                      .stale = 1},
                     "the thief gets a goroutine as its owner has left it, or none",
                     {{"was lost", rule}, {"before it was put", rule}, {"got twice", rule}});
}

TEST_CASE("what a thief reads") {
  thefts(
      "the owner puts one into the ring; a thief takes it", 0, [] { give(1, false); }, steal<false>,
      kTail);
  thefts(
      "the owner puts one into runnext; a thief takes it", 0, [] { give(1, true); }, steal<true>,
      "what is taken from runnext is taken with acquire: it runs next, with all that was written "
      "into it");
  thefts(
      "the owner puts three into the ring; a thief takes some", 0,
      [] { give(1, false), give(2, false), give(3, false); }, steal<false>, kTail);
}

TEST_CASE("what another thief reads") {
  judged("three in the ring; a thief takes two, while another one steals from him",
         {.setup = [] { fresh(3); },
          .threads = {{"thief1", thief<0>},
                      {"thief2", [] { count(runqsteal(mine[1].get(), mine[0].get(), false)); }}},
          .check = [] { all(); },
          .preemptions = 1,
          .stale = 1},
         "the store of pp's tail releases the slots before it: another thief reads them");
}

TEST_CASE("the head, and then the tail") {
  exercise::explored(
      world, "one in the ring; a thief comes while the owner puts another, and gets one",
      {.setup = [] { fresh(1, 1); },
       .threads = {{"thief", thief<0>}, {"owner", [] { put(2), owner(); }}},
       .check = [] { all(); },
       .preemptions = 1,
       .stale = 1},
      kOnce,
      {{"with nothing",
        "runqhead first, then runqtail: only with acquire does the second load come after the "
        "first, and see what was put before that head was stored"}});
}

// A load that reads what will be stored later: no compiler or CPU that we know does that to an
// atomic object, but the language lets them, and the explorer does not try it. So here the order is
// looked at.
TEST_CASE("a thief releases the head") {
  judge("four in the ring; a thief takes two, alone", [] {
    auto four = dummies(4);
    P pp{}, robbed{};
    for (auto& g : four) runqput(&robbed, g.get(), false);
    sync::Orders orders;
    runqsteal(&pp, &robbed, false);
    writes(orders, "p.runqhead", memory_order_release,
           "moving victim's runqhead releases: your reads of the slots come before the owner uses "
           "them again");
  });
}

TEST_CASE("a compare-and-swap that fails for no reason") {
  judge("four in the ring; a thief takes two, and its compare_exchange_weak fails once", [] {
    auto gs = dummies(4);
    P pp{}, robbed{};
    for (auto& g : gs) runqput(&robbed, g.get(), false);
    G* gp = nullptr;
    spurious([&] { gp = runqsteal(&pp, &robbed, false); });
    expect(gp == gs[1].get(), "goroutine 2 is returned", gp ? "another one is" : "null is", kWeak);
  });
  judge("one in runnext; a thief takes it, and its compare_exchange_weak fails once", [] {
    auto gs = dummies(1);
    P pp{}, robbed{};
    runqput(&robbed, gs[0].get(), true);
    G* gp = nullptr;
    spurious([&] { gp = runqsteal(&pp, &robbed, true); });
    expect(gp == gs[0].get(), "goroutine 1 is returned", "null is", kWeak);
  });
}
