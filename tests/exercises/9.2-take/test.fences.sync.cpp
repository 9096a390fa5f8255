// Exercise 9.2, by hand: several Ps at once. Which fence there is, and how many.
#include "taker.hpp"

#include <entercall.hpp>

using namespace rt;
using namespace exercise;

static bool in(int i) { return incall(allp[i]); }

// n Ps whose goroutines are in calls; those in `own` have a fence of their own, and those in `away`
// are back.
static void fences(int n, unsigned own, unsigned away, bool reversed) {
  byhand(n);
  for (int i = 0; i < n; i++) {
    G& g = callers[i].g;
    g.call.store(0, memory_order_relaxed), g.back.store(0, memory_order_relaxed);
    entercall(allp[i]);
    g.goid = static_cast<uint64_t>(i) + 1;
    g.wanted.store(4, memory_order_relaxed);
    g.ownfence.store(own >> i & 1, memory_order_relaxed);
    if (away >> i & 1) g.back.store(1, memory_order_relaxed);
  }
  std::string where;
  for (int i = 0; i < n; i++)
    where += std::string(i ? "; " : "") + "goroutine " + show(i + 1) +
             (away >> i & 1  ? " is back"
              : own >> i & 1 ? " has a fence of its own"
                             : " has none");
  where = " (" + where + (reversed ? "; the last one is wanted first)" : ")");
  Taking taking;
  Taker taker;
  std::vector<int> order;
  for (int k = 0; k < n; k++) order.push_back(reversed ? n - 1 - k : k);
  bool some = false, heavy = false;
  for (int i : order) {
    bool want = taking.want(allp[i]), good = !(away >> i & 1);
    expect(want == good, "want says " + yes(good) + " for P " + show(i) + where,
           "it says " + yes(want), good ? kInCall : kOld);
    some |= good, heavy |= good && !(own >> i & 1);
  }
  expect(taker.allheavies == 0, "want has no heavyfence" + where, "it has one", kLight);
  if (some) {
    int fulls = taker.fulls;
    taking.fence();
    expect(taker.heavies >= heavy, "fence has a heavyfence" + where, "it has none", kHeavy);
    expect(taker.heavies <= heavy, "fence has " + show(int(heavy)) + " heavyfences" + where,
           "it has " + show(taker.heavies), kLight);
    expect(taker.fulls > fulls || taker.heavies, "fence has a fence for the CPU" + where,
           "it has none", kFull);
  }
  for (int i : order) {
    if (away >> i & 1) continue;
    expect(taking.take(allp[i]), "take says yes for P " + show(i) + where, "it says no", kNumber);
    for (int k = 0; k < n; k++) {
      bool still = reversed ? k < i : k > i;
      still |= away >> k & 1;
      M& m = callers[k].m;
      expect(in(k) == still && (m.p == allp[k]) == still,
             "P " + show(k) + (still ? " is as it was" : " is cut off") + where, "it is not",
             "take takes the one P");
    }
  }
  expect(taker.allheavies == heavy, "there is no other heavyfence" + where, "there is", kLight);
}

TEST_CASE("fences") {
  for (int n : {1, 2, 3}) {
    judge(show(n) + (n == 1 ? " P is" : " Ps are") + " wanted at once: which fence there is", [=] {
      for (unsigned own = 0; own < 1u << n; own++)
        for (unsigned away = 0; away < 1u << n; away++)
          for (bool reversed : {false, true}) fences(n, own, away, reversed);
    });
  }
  judge("8 Ps are wanted at once: which fence there is", [] {
    fences(8, 0, 0, false);
    fences(8, 0xFF, 0, false);
    fences(8, 0x7F, 0, true);
    fences(8, 0x7F, 0x80, true);
  });
}
