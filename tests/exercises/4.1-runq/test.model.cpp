// Exercise 4.1, by hand: thousands of puts and gets, beside a model of the queue in a few lines. After
// each of them all that the queue holds is compared.
#include <exercise.hpp>

#include <deque>
#include <random>
#include <runq.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

static std::string name(uint64_t goid) {
  return goid ? "goroutine " + std::to_string(goid) : "nothing";
}

// The queue as the statement has it, with numbers for goroutines.
struct Model {
  std::deque<uint64_t> ring, global;
  uint64_t next = 0;
  uint32_t row = 0;  // how many came from runnext, one after the other
  bool inherit = false;

  void put(uint64_t goid, bool tonext) {
    if (tonext) std::swap(goid, next);
    if (!goid) return;
    if (ring.size() == kRunqSize) {
      for (uint32_t i = 0; i < kRunqSize / 2; i++) global.push_back(first());
      global.push_back(goid);
    } else ring.push_back(goid);
  }
  uint64_t get() {
    bool over = row == 61;
    if (!next || (over && !ring.empty())) {
      row = 0, inherit = false;
      return first();
    }
    inherit = !over;
    row = over ? 1 : row + 1;
    return std::exchange(next, 0);
  }
  uint64_t first() {
    uint64_t goid = ring.front();
    ring.pop_front();
    return goid;
  }
};

struct Beside {
  std::vector<std::unique_ptr<G>> gs;
  P p{};
  Model model;
  std::vector<uint64_t> free;  // goroutines that are in no queue

  explicit Beside(uint32_t begin) : gs(dummies(600)) {
    p.runqhead.store(begin, memory_order_relaxed), p.runqtail.store(begin, memory_order_relaxed);
    for (auto& g : gs) free.push_back(g->goid);
  }
  void put(bool tonext) {
    if (free.empty()) return;
    uint64_t goid = free.back();
    free.pop_back();
    runqput(&p, gs[goid - 1].get(), tonext);
    model.put(goid, tonext);
    compare(tonext ? "runqput, with `next`" : "runqput");
  }
  void get() {
    if (model.ring.empty() && !model.next) return;
    bool both = !model.ring.empty() && model.next, over = model.row == 61, inherit = !model.inherit;
    uint64_t want = model.get();
    G* gp = runqget(&p, &inherit);
    uint64_t got = gp ? gp->goid : 0;
    expect(got == want, "runqget gets " + name(want), "it gets " + name(got),
           both ? over ? "after 61 in a row from runnext the ring has its turn"
                       : "runnext goes before the ring, however many wait there"
                : "the ring is first in, first out; if it is empty, the one in runnext runs");
    equal("*inherit", model.inherit, inherit,
          "the one from runnext inherits the time slice; the first of the ring does not, nor does "
          "one from runnext after 61 in a row: that is the first of the next 61");
    free.insert(free.begin(), got);
    compare("runqget");
  }
  void global() {  // somebody takes all that is there
    for (; !model.global.empty(); model.global.pop_front()) {
      G* gp = sched.runq.pop();
      uint64_t got = gp ? gp->goid : 0;
      expect(got == model.global.front(),
             name(model.global.front()) + " is next in the global queue", name(got) + " is",
             "the first half of the ring goes there, in its order, and the new one");
      free.insert(free.begin(), got);
    }
    sched.runqsize.store(0, memory_order_relaxed);
  }
  void compare(const std::string& after) {
    G* next = p.runnext.load(memory_order_relaxed);
    expect((next ? next->goid : 0) == model.next, "runnext holds " + name(model.next),
           "it holds " + name(next ? next->goid : 0) + ", after " + after,
           "runnext holds the last one that was put there, until it is got");
    equal("runqtail - runqhead, after " + after, static_cast<uint32_t>(model.ring.size()),
          p.runqtail.load(memory_order_relaxed) - p.runqhead.load(memory_order_relaxed),
          "the ring takes 256, and holds those that were put there and not got yet");
    equal("sched.runqsize, after " + after, static_cast<int32_t>(model.global.size()),
          sched.runqsize.load(memory_order_relaxed),
          "only what a full ring can't hold goes to the global queue: half of it, and the new one");
  }
};

TEST_CASE("beside a model") {
  judge("20,000 puts and gets, in any order; the ring is empty, full, and all that is in between",
        [] {
          for (uint32_t begin : {0u, ~0u - 300}) {
            Beside b(begin);
            std::mt19937 random(1);
            // Three phases in which the ring fills, and one in which it empties; with `next` and without.
            for (uint32_t phase = 0; phase < 40; phase++) {
              uint32_t puts = phase % 4 == 3 ? 1 : 8, nexts = phase / 4 % 5 * 3;
              for (uint32_t i = 0; i < 250; i++) {
                if (random() % 10 < puts) b.put(random() % 12 < nexts);
                else b.get();
              }
              b.global();
            }
            for (int i = 0; i < 600; i++) b.get();
          }
        });
}

TEST_CASE("runnext goes first, however many wait") {
  judge("so many wait in the ring, from none to 256, and one in runnext", [] {
    for (uint32_t n = 0; n <= kRunqSize; n++) {
      Beside b(n);
      for (uint32_t i = 0; i < n; i++) b.put(false);
      b.put(true);
      b.get(), b.get();
    }
  });
}
