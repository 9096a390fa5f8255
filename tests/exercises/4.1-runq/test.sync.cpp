// Exercise 4.1, in all schedules: the owner puts and gets while thieves take.
#include <explored.hpp>

#include "goroutines.hpp"
#include "price.hpp"

using namespace rt;

static std::unique_ptr<P> owned, stolen, another;
static std::vector<std::unique_ptr<G>> gs;
static std::vector<int> got;
static sync::World world;

static void fresh(uint64_t goroutines) {
  sync::World::renew();
  gomaxprocs = 1;
  for (auto* p : {&owned, &stolen, &another}) p->reset(new P{});
  gs = dummies(goroutines);
  got.assign(goroutines + 1, 0);
}

static void count(G* gp) {
  if (gp && ++got[gp->goid] > 1)
    sync::expect(false, "goroutine " + std::to_string(gp->goid) + " was got twice");
}
static void put(uint64_t goid, bool next = false) {
  runqput(owned.get(), gs[goid - 1].get(), next);
}
static G* get(P* pp) {
  bool inherit;
  return runqget(pp, &inherit);
}
static void steal() { count(runqsteal(stolen.get(), owned.get(), false)); }
// What a thief in the last round does, without the pause before it.
static void stealnext() {
  G* next = owned->runnext.load(memory_order_relaxed);
  if (next && owned->runnext.compare_exchange_strong(next, nullptr, memory_order_acquire,
                                                     memory_order_relaxed))
    count(next);
}

// At the end: everybody who has not been got yet is in one of the queues.
static void all() {
  for (P* pp : {owned.get(), stolen.get(), another.get()}) {
    for (size_t n = 0; n <= gs.size(); n++) count(get(pp));
  }
  for (size_t n = 0; n <= gs.size(); n++) count(sched.runq.pop());
  for (uint64_t i = 1; i <= gs.size(); i++)
    sync::expect(got[i] == 1, "goroutine " + std::to_string(i) + " was lost");
}

static void judged(const char* scenario, sync::Scenario s, const char* expected, const char* rule) {
  exercise::explored(
      world, scenario, s, expected,
      {{"was got twice", rule},
       {"was lost", rule},
       {"got nothing", rule},
       {"no end", rule},
       {"stands in the ring",
        "with `next` a goroutine goes into runnext, also if a thief has emptied it meanwhile"}});
}

constexpr const char* kOnce = "each goroutine is got once, by one of them";

TEST_CASE("get against a thief, the ring") {
  judged(
      "three in the ring; the owner gets two while a thief takes half",
      {.setup = [] { fresh(3), put(1), put(2), put(3); },
       .threads = {{"owner",
                    [] {
                      G* gp = get(owned.get());
                      sync::expect(gp, "the owner got nothing, and the thief left one in the ring");
                      count(gp), count(get(owned.get()));
                    }},
                   {"thief", steal}},
       .check = [] { all(); },
       .preemptions = 3},
      kOnce,
      "the head moves by compare-and-swap, the owner's as well: between a look and a store a thief "
      "may move it; then look again");
}

TEST_CASE("get against two thieves") {
  judged(
      "eight in the ring; the owner gets one while two thieves take half, one after the other",
      {.setup =
           [] {
             fresh(8);
             for (uint64_t i = 1; i <= 8; i++) put(i);
           },
       .threads = {{"owner",
                    [] {
                      G* gp = get(owned.get());
                      sync::expect(gp, "the owner got nothing, and the thieves left some");
                      count(gp);
                    }},
                   {"thief1", steal},
                   {"thief2", [] { count(runqsteal(another.get(), owned.get(), false)); }}},
       .check = [] { all(); },
       .preemptions = 3,
       .at = {"p.runqhead"}},
      kOnce,
      "if somebody has moved the head, look again, as often as it takes: there may be two thieves");
}

TEST_CASE("get against a thief, runnext") {
  judged("one in runnext, one in the ring; the owner gets one while a thief takes runnext",
         {.setup = [] { fresh(2), put(1), put(2, true); },
          .threads = {{"owner",
                       [] {
                         G* gp = get(owned.get());
                         sync::expect(gp, "the owner got nothing, and one was in the ring");
                         count(gp);
                       }},
                      {"thief", stealnext}},
          .check = [] { all(); }},
         kOnce, "runnext is taken by compare-and-swap; if a thief was faster, the ring is next");
}

TEST_CASE("put against a thief, runnext") {
  judged("one in runnext; the owner puts another there while a thief takes the first",
         {.setup = [] { fresh(2), put(1, true); },
          .threads = {{"owner", [] { put(2, true); }}, {"thief", stealnext}},
          .check =
              [] {
                bool there = owned->runnext.load(memory_order_relaxed) == gs[1].get();
                sync::expect(there || got[2], "goroutine 2 stands in the ring");
                all();
              }},
         kOnce,
         "replacing runnext and learning who was there is one step: in between, a thief may take "
         "him");
}

TEST_CASE("put against a thief, the slot") {
  judged("the owner puts one into a slot that has been used before, while a thief looks",
         {.setup =
              [] {
                fresh(kRunqSize + 1);
                for (uint32_t i = 0; i < kRunqSize; i++) put(i + 1), count(get(owned.get()));
              },
          .threads = {{"owner", [] { put(kRunqSize + 1); }}, {"thief", steal}},
          .check = [] { all(); }},
         kOnce,
         "first the slot, then the tail: as soon as the tail says so, a thief reads the slot");
}

constexpr uint64_t kFull = kRunqSize;
static void full() {
  fresh(kFull + 1);
  for (uint64_t i = 1; i <= kFull; i++) put(i);
}

TEST_CASE("put against a thief, a full ring") {
  judged(
      "the ring is full; the owner puts one more while a thief takes half",
      {.setup = full,
       .threads = {{"owner", [] { put(kFull + 1); }}, {"thief", steal}},
       .check = [] { all(); },
       .preemptions = 2,
       .at = {"p.runqhead", "p.runqtail"}},
      kOnce,
      "half of the ring is taken by compare-and-swap; if a thief was faster there is room, and the "
      "put begins again");
}

TEST_CASE("put against a thief, the links") {
  judged(
      "the ring is full; the owner puts one more while a thief takes half and queues it elsewhere",
      {.setup = full,
       .threads = {{"owner", [] { put(kFull + 1); }},
                   {"thief",
                    [] {
                      steal();
                      GQueue batch;
                      int32_t n = 0;
                      while (G* gp = get(stolen.get())) batch.pushBack(gp), n++;
                      sched.lock.lock();
                      globrunqputbatch(&batch, n);
                      sched.lock.unlock();
                    }}},
       .check = [] { all(); },
       .preemptions = 1,
       .at = {"p.runqhead", "p.runqtail", "sched.lock"}},
      kOnce,
      "what the ring holds is the owner's only after the head has moved: if a thief was faster, "
      "hands off");
}

TEST_CASE("the price") {
  exercise::judge("three are put, one of them with `next`, and got, while the ring has room", [] {
    fresh(3);
    sync::SyncPoints points;
    exercise::Price price(points);
    put(1), put(2), put(3, true);
    price.nothing("runqput, while the ring has room,");
    for (int i = 0; i < 4; i++) get(owned.get());
    price.nothing("runqget");
  });
}
