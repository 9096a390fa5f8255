// Exercise 4.1, by hand: one thread, which owns the P.
#include <exercise.hpp>

#include <runq.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

// A P and goroutines that stand for themselves: nobody runs them.
struct Queue {
  std::vector<std::unique_ptr<G>> gs;
  P p{};
  bool inherit = false;
  explicit Queue(uint64_t n, uint32_t begin = 0) : gs(dummies(n)) {
    p.runqhead.store(begin, memory_order_relaxed);
    p.runqtail.store(begin, memory_order_relaxed);
  }
  void put(uint64_t goid, bool next = false) { runqput(&p, gs[goid - 1].get(), next); }
  uint64_t get() {
    G* gp = runqget(&p, &inherit);
    return gp ? gp->goid : 0;
  }
};

static std::string name(uint64_t goid) {
  return goid ? "goroutine " + std::to_string(goid) : "nothing";
}

static void next(Queue& q, uint64_t want, const char* rule) {
  uint64_t got = q.get();
  expect(got == want, name(want) + " comes next", name(got) + " did", rule);
}

constexpr const char* kInherits =
    "a goroutine from runnext inherits the time slice, and one from the ring does not";
static void inherits(Queue& q, bool want, const char* rule = kInherits) {
  equal("*inherit", want, q.inherit, rule);
}

constexpr const char* kOrder = "the ring is first in, first out";
constexpr const char* kKicked = "runnext holds one: whoever was there goes to the end of the ring";

TEST_CASE("the ring") {
  judge("three are put into the ring, and got", [] {
    Queue q(3);
    for (uint64_t i = 1; i <= 3; i++) q.put(i);
    expect(!q.p.runnext.load(memory_order_relaxed), "runnext = null", "runnext is not null",
           "without `next` a goroutine goes to the end of the ring");
    for (uint64_t i = 1; i <= 3; i++) next(q, i, kOrder), inherits(q, false);
    next(q, 0, "an empty queue has nothing");
  });
  judge("the counters of the ring stand just before 2^32, where they wrap around", [] {
    Queue q(200, ~0u - 99);
    for (uint64_t i = 1; i <= 200; i++) q.put(i);
    equal("sched.runqsize", 0, sched.runqsize.load(memory_order_relaxed),
          "the length is tail - head, also when the counters have wrapped around");
    for (uint64_t i = 1; i <= 200; i++) next(q, i, "slot i is runq[i % kRunqSize], whatever i is");
    next(q, 0, "an empty queue has nothing");
  });
}

TEST_CASE("runnext") {
  judge("two are in the ring; a third is put with `next`, and then a fourth", [] {
    Queue q(4);
    q.put(1), q.put(2), q.put(3, true), q.put(4, true);
    next(q, 4, "runnext goes before the ring"), inherits(q, true);
    for (uint64_t i : {1, 2}) next(q, i, kOrder), inherits(q, false);
    next(q, 3, kKicked), inherits(q, false);
    next(q, 0, "an empty queue has nothing");
  });
}

TEST_CASE("a full ring") {
  judge("256 are put into the ring", [] {
    Queue q(256);
    for (uint64_t i = 1; i <= 256; i++) q.put(i);
    equal("sched.runqsize", 0, sched.runqsize.load(memory_order_relaxed),
          "the ring has 256 slots, and uses them all");
    equal("runqtail - runqhead", 256u,
          q.p.runqtail.load(memory_order_relaxed) - q.p.runqhead.load(memory_order_relaxed),
          "the ring has 256 slots, and uses them all");
  });
  judge("a 257th is put into the ring", [] {
    Queue q(257);
    for (uint64_t i = 1; i <= 257; i++) q.put(i);
    equal("sched.runqsize", 129, sched.runqsize.load(memory_order_relaxed),
          "a full ring gives half of itself and the new one, 129, to the global queue");
    equal("runqtail - runqhead", 128u,
          q.p.runqtail.load(memory_order_relaxed) - q.p.runqhead.load(memory_order_relaxed),
          "a full ring gives half of itself and the new one, 129, to the global queue");
    for (uint64_t want = 1; want <= 129; want++) {
      uint64_t goid = want == 129 ? 257 : want;
      G* gp = sched.runq.pop();
      expect(gp && gp->goid == goid,
             name(goid) + " is number " + std::to_string(want) + " in the global queue",
             name(gp ? gp->goid : 0) + " is",
             "the first half of the ring goes, in its order, and the new one behind it");
    }
    expect(!sched.runq.pop(), "the global queue has 129", "it has more",
           "runqsize is how many stand in the global queue");
    for (uint64_t i = 129; i <= 256; i++) next(q, i, kOrder);
    next(q, 0, "an empty queue has nothing");
  });
  judge("the ring is full, and runnext is taken; one more is put with `next`", [] {
    Queue q(258);
    for (uint64_t i = 1; i <= 256; i++) q.put(i);
    q.put(257, true), q.put(258, true);
    equal("sched.runqsize", 129, sched.runqsize.load(memory_order_relaxed),
          "whoever is kicked out of runnext goes through the ring like anybody else");
    next(q, 258, "runnext goes before the ring");
    next(q, 129, kOrder);
  });
}

// 1 and 2 wake each other through runnext, `times` times; 3, if it is there, waits in the ring.
static void pair(Queue& q, int times) {
  for (int i = 0; i < times; i++) {
    q.put(1, true);
    next(q, 1, "up to 61 in a row may come from runnext"), inherits(q, true);
  }
}

TEST_CASE("61 in a row") {
  static constexpr const char* kAnew =
      "after the ring's turn, or a new slice, the count begins anew: the next ones from runnext "
      "inherit again";
  constexpr const char* kTurn = "after 61 in a row from runnext the ring has its turn";
  judge("one waits in the ring, and 61 come through runnext; then there is a 62nd", [] {
    Queue q(3);
    q.put(3);
    pair(q, 61);
    q.put(1, true);
    next(q, 3, kTurn), inherits(q, false);
    expect(q.p.runnext.load(memory_order_relaxed) == q.gs[0].get(), "runnext = goroutine 1",
           "it is no longer there", "the one in runnext waits there while the ring has its turn");
    next(q, 1, "the one in runnext waits meanwhile, and is not lost");
    inherits(q, true, kAnew);
  });
  judge("61 come through runnext, and nobody waits in the ring; then there is a 62nd", [] {
    Queue q(2);
    pair(q, 61);
    q.put(2, true);
    next(q, 2, "if the ring is empty, the next one from runnext runs all the same");
    equal(
        "*inherit", false, q.inherit,
        "after 61 in a row a new time slice begins, also if the ring is empty: no slice lasts for "
        "ever");
    q.put(1, true);
    next(q, 1, kAnew), inherits(q, true, kAnew);
  });
  judge("61 come through runnext, a 62nd in a new slice, and 60 more; then one waits in the ring",
        [] {
          Queue q(3);
          pair(q, 61);
          q.put(2, true);
          next(q, 2, "if the ring is empty, the next one from runnext runs all the same");
          pair(q, 60);
          q.put(3), q.put(1, true);
          next(q, 3, "the one that runs in a new slice is the first of the next 61");
        });
  static constexpr const char* kOwn = "each P counts for itself: pp->inherited";
  judge("61 come through runnext on one P, and one on another", [] {
    Queue q(2), other(1);
    pair(q, 61);
    other.put(1, true);
    next(other, 1, "runnext goes before the ring");
    equal("*inherit on the other P", true, other.inherit, kOwn);
    q.put(2), q.put(1, true);
    next(q, 2, kOwn);
  });
  judge("60 come through runnext, one from the ring, and then 61 more, while one waits", [] {
    Queue q(3);
    pair(q, 60);
    q.put(2);
    next(q, 2, kOrder);
    q.put(3);
    pair(q, 61);
    q.put(1, true);
    next(q, 3, kTurn);
  });
}
