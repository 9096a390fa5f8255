// Exercise 4.2, by hand: one thread, and nobody else is at work.
#include <exercise.hpp>

#include <runq.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

// victim has goroutines 1 to n in its ring; both rings have been in use for a while.
struct Theft {
  std::vector<std::unique_ptr<G>> gs;
  P pp{}, victim{};
  explicit Theft(uint32_t n, uint32_t mine = 1000, uint32_t his = 500) : gs(dummies(n + 1)) {
    pp.runqhead.store(mine, memory_order_relaxed), pp.runqtail.store(mine, memory_order_relaxed);
    victim.runqhead.store(his, memory_order_relaxed);
    victim.runqtail.store(his, memory_order_relaxed);
    for (uint32_t i = 0; i < n; i++) runqput(&victim, gs[i].get(), false);
  }
  void putnext() { runqput(&victim, gs.back().get(), true); }  // n + 1
  uint64_t steal(bool stealnext = false) {
    G* gp = runqsteal(&pp, &victim, stealnext);
    return gp ? gp->goid : 0;
  }
};

static std::string list(P* pp) {
  std::string text;
  bool inherit;
  for (int i = 0; i < 300; i++) {
    G* gp = runqget(pp, &inherit);
    if (!gp) break;
    text += (text.empty() ? "" : " ") + std::to_string(gp->goid);
  }
  return text.empty() ? "nobody" : text;
}
static std::string numbers(uint32_t from, uint32_t to) {
  std::string text;
  for (uint32_t i = from; i <= to; i++) text += (text.empty() ? "" : " ") + std::to_string(i);
  return text.empty() ? "nobody" : text;
}
static std::string name(uint64_t goid) {
  return goid ? "goroutine " + std::to_string(goid) : "null";
}

constexpr const char* kHalf = "a thief takes half, rounded up: of one, one";
static void half(uint32_t n, uint32_t mine, uint32_t his, const char* rule = kHalf) {
  Theft t(n, mine, his);
  uint32_t take = (n + 1) / 2;
  uint64_t got = t.steal();
  equal("victim's runqtail - runqhead", n - take,
        t.victim.runqtail.load(memory_order_relaxed) - t.victim.runqhead.load(memory_order_relaxed),
        rule);
  equal("pp's runqtail - runqhead", take - 1,
        t.pp.runqtail.load(memory_order_relaxed) - t.pp.runqhead.load(memory_order_relaxed),
        "all that were taken but the one that runs now wait in pp's ring");
  expect(got == take, name(take) + " is returned", name(got) + " is",
         "the last one of those taken is the one that runs now");
  equal("in pp's ring", numbers(1, take - 1), list(&t.pp),
        "what was taken keeps its order, and stands in pp's ring from runqtail on");
  equal("in victim's ring", numbers(take + 1, n), list(&t.victim),
        "the thief takes from the head; what he leaves is as it was");
}

TEST_CASE("half") {
  for (uint32_t n : {1u, 2u, 3u, 7u, 255u, 256u}) {
    judge("victim has " + std::to_string(n) + " in its ring", [=] { half(n, 1000, 500); });
  }
  judge("victim has so many in its ring, from 1 to 256", [] {
    for (uint32_t n = 1; n <= kRunqSize; n++) half(n, 3 * n, 5 * n);
  });
}

TEST_CASE("the counters wrap around") {
  constexpr const char* kWrap =
      "the length is tail - head, also when the counters have wrapped around: the tail may be the "
      "smaller number";
  judge("victim has 9 in its ring, and its counters wrap around",
        [=] { half(9, 0, ~0u - 2, kWrap); });
  judge("victim has 9 in its ring, and the thief's own counters wrap around",
        [=] { half(9, ~0u - 1, 0, kWrap); });
  judge("victim has 256 in its ring, and the counters of both wrap around",
        [=] { half(kRunqSize, ~0u - 1, ~0u - 100, kWrap); });
}

TEST_CASE("nothing") {
  judge("victim has nobody", [] {
    Theft t(0);
    equal("returned", name(0), name(t.steal(true)), "where there is nothing, nothing can be taken");
    equal("pp's runqtail", 1000u, t.pp.runqtail.load(memory_order_relaxed),
          "a thief that has taken nothing has changed nothing");
  });
}

TEST_CASE("runnext") {
  constexpr const char* kOnly =
      "runnext is taken only when the caller allows it: its owner is about to run it";
  judge("victim has one in runnext and nobody in its ring; stealnext is false", [] {
    Theft t(0);
    t.putnext();
    equal("returned", name(0), name(t.steal(false)), kOnly);
    expect(t.victim.runnext.load(memory_order_relaxed), "it is still in runnext", "it is gone",
           kOnly);
  });
  judge("the same, and stealnext is true", [] {
    Theft t(0);
    t.putnext();
    equal("returned", name(1), name(t.steal(true)),
          "with stealnext, and nobody in the ring, the one in runnext is taken");
    expect(!t.victim.runnext.load(memory_order_relaxed), "runnext = null", "it is still there",
           "whoever is taken is no longer the victim's");
    equal("in pp's ring", std::string("nobody"), list(&t.pp),
          "the one that runs now does not wait in the ring as well");
  });
  judge("victim has one in runnext and two in its ring; stealnext is true", [] {
    Theft t(2);
    t.putnext();
    equal("returned", name(1), name(t.steal(true)),
          "the ring goes first; runnext is the last resort");
    expect(t.victim.runnext.load(memory_order_relaxed), "runnext stays", "it is gone",
           "the ring goes first; runnext is the last resort");
  });
}
