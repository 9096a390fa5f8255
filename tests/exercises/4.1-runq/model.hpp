// What the tests of exercise 4.1 by hand share: a queue, beside a model of it in a few lines. After
// each put and each get all that the queue holds is compared, and what it has cost.
#pragma once
#include <exercise.hpp>

#include <deque>
#include <runq.hpp>

#include "goroutines.hpp"
#include "price.hpp"

using namespace rt;
using namespace exercise;

inline std::string name(uint64_t goid) {
  return goid ? "goroutine " + std::to_string(goid) : "nothing";
}

// The queue as the statement has it, with numbers for goroutines.
struct Model {
  std::deque<uint64_t> ring, global;
  uint64_t next = 0;
  uint32_t head = 0, tail = 0;
  uint32_t row = 0;  // how many came from runnext, one after the other
  bool inherit = false;

  void put(uint64_t goid, bool tonext) {
    if (tonext) std::swap(goid, next);
    if (!goid) return;
    if (ring.size() == kRunqSize) {
      for (uint32_t i = 0; i < kRunqSize / 2; i++) global.push_back(first());
      global.push_back(goid);
    } else ring.push_back(goid), tail++;
  }
  uint64_t get() {
    bool over = row == 61;
    if (!next && ring.empty()) return 0;
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
    ring.pop_front(), head++;
    return goid;
  }
};

struct Beside {
  std::vector<std::unique_ptr<G>> gs;
  P p{};
  Model model;
  sync::SyncPoints points;
  std::vector<uint64_t> free;  // goroutines that are in no queue

  explicit Beside(uint32_t begin) : gs(dummies(600)) {
    p.runqhead.store(begin, memory_order_relaxed), p.runqtail.store(begin, memory_order_relaxed);
    model.head = model.tail = begin;
    for (auto& g : gs) free.push_back(g->goid);
  }
  void put(bool tonext) {
    if (free.empty()) return;
    uint64_t goid = free.back();
    free.pop_back();
    size_t before = model.global.size();
    model.put(goid, tonext);
    Price price(points);
    runqput(&p, gs[goid - 1].get(), tonext);
    if (model.global.size() == before) price.nothing("runqput, while the ring has room,");
    compare(tonext ? "runqput, with `next`" : "runqput");
  }
  void get() {
    if (model.ring.empty() && !model.next && model.row) return;  // does that end a row? Who knows
    bool both = !model.ring.empty() && model.next, over = model.row == 61, inherit = !model.inherit;
    uint64_t want = model.get();
    Price price(points);
    G* gp = runqget(&p, &inherit);
    price.nothing("runqget");
    uint64_t got = gp ? gp->goid : 0;
    expect(got == want, "runqget gets " + name(want), "it gets " + name(got),
           both ? over ? "after 61 in a row from runnext the ring has its turn"
                       : "runnext goes before the ring, however many wait there"
                : "the ring is first in, first out; if it is empty, the one in runnext runs");
    if (!want) return compare("runqget, which found nothing");
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
    uint32_t head = p.runqhead.load(memory_order_relaxed);
    uint32_t tail = p.runqtail.load(memory_order_relaxed);
    equal("runqtail - runqhead, after " + after, static_cast<uint32_t>(model.ring.size()),
          tail - head, "the ring takes 256, and holds those that were put there and not got yet");
    equal("runqhead, after " + after, model.head, head,
          "runqhead grows by one for each that is got from the ring, and by 128 when half of it is "
          "moved: it only ever grows");
    equal("runqtail, after " + after, model.tail, tail,
          "runqtail grows by one for each that is put into the ring: it only ever grows");
    equal("sched.runqsize, after " + after, static_cast<int32_t>(model.global.size()),
          sched.runqsize.load(memory_order_relaxed),
          "only what a full ring can't hold goes to the global queue: half of it, and the new one");
  }
};
