// Exercise 8.2, by hand: this thread is M 1, whose goroutine comes back. What has become of its P
// has become of it before.
#include "way.hpp"

using namespace rt;
using namespace exercise;

static void comes(Lost lost, bool idle) {
  Way way{lost, idle};
  judge(way.name(), [=] {
    loop_breaks("the way back comes to an end", kWait);
    crash_breaks("the goroutine comes back with a P", way.queues()       ? kOnG0
                                                      : lost == kThere   ? kThereAllTheTime
                                                      : lost == kBlocked ? kNoOldp
                                                                         : kAcquire);
    way.setup(), way.loses(), way.comesback();
  });
}

TEST_CASE("all ways") {
  for (bool idle : {true, false})
    for (Lost lost : {kInCall, kIdle, kThere, kElsewhere, kBlocked}) comes(lost, idle);
}

TEST_CASE("many calls") {
  judge("a goroutine makes 300 calls; nobody wants its P", [] {
    Way way{kThere, true};
    way.setup();
    mstart(ms[0], ms[0]->g0, [] {
      gs[0]->fn = [](G* gp) {
        for (int i = 0; i < 300; i++) {
          if (i) entersyscall();
          exitsyscall();
          expect(ms[0]->p == ps[0] && status(gp) == Grunning && !ms[0]->oldp && !gp->syscallsp,
                 "after each of them all is as after the first", "not after call " + show(i + 1),
                 "each call stands for itself: what was so of an earlier one says nothing");
        }
        leave();
      };
      gogo(gs[0]);
    });
    equal("syscalltick of P 0", 340u, ps[0]->syscalltick.load(memory_order_relaxed), kTick);
    equal("fastexits of P 0", uint64_t{370}, ps[0]->fastexits.load(memory_order_relaxed), kFast);
  });
  judge("the ticks are about to wrap around", [] {
    Way way{kThere, false};
    way.setup();
    ps[0]->syscalltick.store(~0u, memory_order_relaxed);
    mstart(ms[0], ms[0]->g0, [] {
      gs[0]->fn = [](G*) { exitsyscall(), leave(); };
      gogo(gs[0]);
    });
    equal("syscalltick of P 0", 0u, ps[0]->syscalltick.load(memory_order_relaxed), kTick);
  });
}

TEST_CASE("two calls, the second one known to block") {
  judge(
      "an ordinary call; then one that is known to block, whose P is by now in goroutine 2's call; "
      "P 1 is idle",
      [] {
        Way way{kThere, false};
        way.setup();
        gs[0]->fn = [](G*) {
          exitsyscall();
          pidleput(ps[1]);
          entersyscallblock();  // P 0 is idle now, the first of the list
          expect(pidleget() == ps[0], "P 0 is idle", "it is not", kThereAllTheTime);
          enters(1, 1, 0);
          exitsyscall();
          expect(ms[0]->p == ps[1], "the goroutine gets P 1, which is idle",
                 ms[0]->p ? "it takes P 0 out of goroutine 2's call" : "it has none", kOldp);
          leave();
        };
        mstart(ms[0], ms[0]->g0, [] { gogo(gs[0]); });
      });
}
