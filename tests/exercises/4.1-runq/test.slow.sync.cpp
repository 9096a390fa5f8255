// Exercise 4.1, a full ring: whatever the owner does before the head has moved may be in vain, and
// must leave no trace.
#include <explored.hpp>

#include <cstring>

#include "goroutines.hpp"
#include "price.hpp"

using namespace rt;

static std::unique_ptr<P> owned, stolen;
static std::vector<std::unique_ptr<G>> gs;
static std::vector<char> before;  // all those Gs, byte by byte
static sync::World world;

static void full() {
  sync::World::renew();
  gomaxprocs = 1;
  owned.reset(new P{}), stolen.reset(new P{});
  gs = dummies(kRunqSize + 1);
  for (uint32_t i = 0; i < kRunqSize; i++) runqput(owned.get(), gs[i].get(), false);
  before.resize(gs.size() * sizeof(G));
  for (size_t i = 0; i < gs.size(); i++)
    memcpy(&before[i * sizeof(G)], static_cast<const void*>(gs[i].get()), sizeof(G));
}
// 0: none of the first n.
static uint64_t touched(size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (memcmp(&before[i * sizeof(G)], static_cast<const void*>(gs[i].get()), sizeof(G)) != 0)
      return i + 1;
  }
  return 0;
}

constexpr const char* kNothing =
    "runqputslow returns false, and has changed nothing, if the head is no longer where its caller "
    "saw it: there is room in the ring now";
constexpr const char* kHandsOff =
    "what the ring holds is the owner's only after the head has moved: until then, hands off";

TEST_CASE("a thief was faster") {
  for (uint32_t taken : {1u, 127u, 128u, 129u, 255u, 256u}) {
    exercise::judge(
        "the ring is full; after runqput has looked, a thief takes " + std::to_string(taken) +
            ", and runqputslow comes too late",
        [=] {
          full();
          raw(owned->runnext)->store(gs[0].get());
          raw(owned->runqhead)->store(taken);
          std::vector<char> p(sizeof(P));
          memcpy(&p[0], static_cast<const void*>(owned.get()), sizeof(P));
          sync::SyncPoints points;
          exercise::Price price(points);
          bool moved = runqputslow(owned.get(), gs[kRunqSize].get(), 0, kRunqSize);
          exercise::equal("returned", false, moved, kNothing);
          exercise::equal("sched.runqsize", 0, raw(sched.runqsize)->load(), kNothing);
          exercise::equal("runqhead", taken, raw(owned->runqhead)->load(), kNothing);
          exercise::equal("runqtail", kRunqSize, raw(owned->runqtail)->load(), kNothing);
          exercise::expect(memcmp(&p[0], static_cast<const void*>(owned.get()), sizeof(P)) == 0,
                           "the P is as it was", "something else in the P has changed", kNothing);
          uint64_t one = touched(kRunqSize + 1);
          exercise::expect(!one, "no goroutine is written to",
                           "goroutine " + std::to_string(one) + " is", kHandsOff);
          price.nothing("runqputslow, when a thief has made room,");
        });
  }
}

// The put begins again, but what it has done to runnext it has done.
TEST_CASE("a thief was faster, and runnext") {
  for (uint32_t taken : {1u, 128u, 256u}) {
    exercise::judge(
        "the ring is full, and runnext is taken; one more is put with `next`, and at the last "
        "moment a thief takes " +
            std::to_string(taken),
        [=] {
          gs = dummies(kRunqSize + 2);
          owned.reset(new P{});
          for (uint32_t i = 0; i < kRunqSize; i++) runqput(owned.get(), gs[i].get(), false);
          G *first = gs[kRunqSize].get(), *second = gs[kRunqSize + 1].get();
          runqput(owned.get(), first, true);
          sync::SyncPoints points;
          points.before("p.runqhead.cas", [=] { raw(owned->runqhead)->store(taken); });
          exercise::Price price(points);
          runqput(owned.get(), second, true);
          constexpr const char* kAgain =
              "if a thief has made room, the put into the ring begins again, with the one that was "
              "kicked out of runnext and a fresh look at the head; nothing else is done twice";
          exercise::expect(raw(owned->runnext)->load() == second, "runnext holds the new one",
                           "it holds another", kAgain);
          exercise::equal("sched.runqsize", 0, raw(sched.runqsize)->load(), kAgain);
          exercise::equal("runqhead", taken, raw(owned->runqhead)->load(), kAgain);
          exercise::equal("runqtail", kRunqSize + 1, raw(owned->runqtail)->load(), kAgain);
          exercise::expect(raw(owned->runq[0])->load() == first,
                           "the one that was in runnext is the last in the ring", "another one is",
                           kAgain);
          price.nothing("runqput, when a thief has made room,");
        });
  }
}

// Not a thread that steals: one that looks, in a single step, wherever the owner stands.
TEST_CASE("before the head has moved") {
  exercise::explored(
      world,
      "the ring is full; the owner puts one more, and another thread looks at the goroutines",
      {.setup = full,
       .threads = {{"owner", [] { runqput(owned.get(), gs[kRunqSize].get(), false); }},
                   {"looks",
                    [] {
                      if (raw(owned->runqhead)->load() != 0) return;
                      uint64_t one = touched(kRunqSize);
                      sync::expect(!one, "goroutine " + std::to_string(one) +
                                             ", which still stands in the ring, is written to");
                      sync::expect(raw(sched.runqsize)->load() == 0,
                                   "those that still stand in the ring are in the global queue");
                    }}},
       .preemptions = 1},
      "goroutines that stand in the ring are as they were", {{"still stand", kHandsOff}});
}

// Half for the thief, and room for one more; or half to the global queue, and the new one.
TEST_CASE("half, or nothing") {
  exercise::explored(
      world, "the ring is full; the owner puts one more while a thief takes half",
      {.setup = full,
       .threads = {{"owner", [] { runqput(owned.get(), gs[kRunqSize].get(), false); }},
                   {"thief", [] { runqsteal(stolen.get(), owned.get(), false); }}},
       .check =
           [] {
             int32_t n = raw(sched.runqsize)->load();
             sync::expect(n == 0 || n == 129, std::to_string(n) + " are moved to the global queue");
           },
       .preemptions = 2,
       .at = {"p.runqhead", "p.runqtail"}},
      "129 are moved to the global queue, or, if the thief was faster, none",
      {{"are moved", kNothing}});
}

// Both of those who put a batch there at one moment write the last one's link, and the size.
TEST_CASE("under the lock") {
  exercise::judge("the ring is full; one more is put", [] {
    full();
    auto locked = [] { return reinterpret_cast<std::atomic<uint32_t>&>(sched.lock).load() != 0; };
    sync::SyncPoints points;
    int without = 0;
    bool was_empty = true;
    std::function<void()> size = [&] {
      without += !locked();
      points.before("sched.runqsize.store", size);
    };
    points.before("sched.runqsize.store", size);
    points.before("sched.lock.cas", [&] { was_empty = sched.runq.empty(); });
    runqput(owned.get(), gs[kRunqSize].get(), false);
    constexpr const char* kLock =
        "the global queue belongs to all Ps: it changes under sched.lock alone, toglobal takes it";
    exercise::equal("changes of the global queue without sched.lock", 0, without, kLock);
    exercise::expect(was_empty, "nothing is in the global queue before sched.lock is taken",
                     "something is", kLock);
  });
}
