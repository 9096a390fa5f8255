// Exercise 5.2, by hand: who needs the P, and for how long it may stay where nobody does.
#include <watched.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("who needs it") {
  for (int i = 0; i < 8; i++) {
    bool queue = i & 1, spinning = i & 2, idle = i & 4;
    std::string with = std::string(queue ? "a goroutine" : "nothing") + " in the P's queue, " +
                       (spinning ? "an M" : "no M") + " spinning, " + (idle ? "a P" : "no P") +
                       " idle";
    judge("a call is seen twice, 20 µs apart: " + with, [=] {
      Watched s(2);
      P* pp = allp[0];
      allp[1]->status.store(Pidle, memory_order_relaxed);
      if (idle) s.idle(allp[1]);
      if (spinning) sched.nmspinning.store(1, memory_order_relaxed);
      if (queue) runqput(pp, &s.others[0], true);
      s.enter(pp);
      s.later(20 * us);
      s.stays(pp, "first look",
              "a call that was not there at the last look has just begun: leave its P");
      s.later(20 * us);
      if (queue)
        s.goes(pp, "second look",
               "goroutines in the P's own queue need it, whoever else is idle or looks for work");
      else if (spinning || idle)
        s.stays(pp, "second look",
                "nobody needs a P with an empty queue, as long as a spinning M or an idle P can "
                "take new work");
      else
        s.goes(pp, "second look",
               "with no M spinning and no P idle, new work would find nobody: the P is needed");
    });
  }
}

TEST_CASE("who waits elsewhere") {
  judge("a call is seen twice; nothing in its P's queue, one in the global queue, a P idle", [] {
    Watched s(2);
    allp[1]->status.store(Pidle, memory_order_relaxed);
    s.idle(allp[1]);
    s.global(&s.others[0]);
    s.enter(allp[0]);
    s.later(20 * us);
    s.later(20 * us);
    s.stays(allp[0], "second look",
            "who waits in another queue is for the P that is idle, or the M that spins: what "
            "counts is this P's own queue");
  });
}

TEST_CASE("10 ms") {
  judge(
      "nobody needs the P; its call is seen at 0 ms and then every millisecond, in one long time "
      "slice",
      [] {
        Watched s(2);
        P* pp = allp[0];
        allp[1]->status.store(Pidle, memory_order_relaxed);
        s.idle(allp[1]);
        s.enter(pp), s.later(1 * ms);  // an earlier call, which was over soon
        pp->status.store(Prunning, memory_order_relaxed);
        s.later(20 * ms);
        nexttick(pp->schedtick);
        for (int i = 1; i <= 5; i++) s.later(1 * ms);  // the slice begins 5 ms before the call
        s.enter(pp);
        s.later(20 * us);
        for (int i = 1; i <= 9; i++) {
          s.later(1 * ms);
          s.stays(pp, show(i) + " ms after the first look",
                  "nobody needs a P with an empty queue, as long as a spinning M or an idle P can "
                  "take new work");
        }
        s.later(1 * ms - 1);
        s.stays(pp, "one nanosecond before 10 ms are over",
                "nobody needs it: it may stay for 10 ms");
        uint32_t n = s.later(1);
        s.goes(pp, "10 ms after the first look",
               "after 10 ms since the first look it is taken even if nobody needs it: sysmon "
               "cannot sleep "
               "deeply while a P is not idle");
        equal("retake", 1u, n,
              "retake returns how many Ps it took: sysmon sleeps longer if that was none");
        expect(s.isidle(pp) && !s.woken(pp), "the P is idle, and nobody was woken for it",
               s.where(pp),
               "whoever takes a P from a call hands it off: handoffp finds somebody to run it");
      });
}

TEST_CASE("each call by itself") {
  judge("nobody needs p0 and p1, since p2 is idle; a call on p1 begins 5 ms after one on p0", [] {
    Watched s(3);
    allp[2]->status.store(Pidle, memory_order_relaxed);
    s.idle(allp[2]);
    nexttick(allp[0]->schedtick), s.enter(allp[0]);
    for (int i = 0; i <= 15; i++) {
      if (i == 5) nexttick(allp[1]->schedtick), s.enter(allp[1]);
      s.later(1 * ms);
      const char* rule =
          "each P has a call of its own: when you first saw it stands in its own sysmontick";
      for (int k = 0; k < 2; k++) {
        std::string when = show(i) + " ms after p0's call was first seen: p" + show(k);
        if (i >= (k ? 15 : 10)) expect(s.status(k) == Pidle, when + " is taken", "it stays", rule);
        else expect(s.status(k) != Pidle, when + " stays", "it is taken", rule);
      }
    }
  });
}

TEST_CASE("who looks for work by now") {
  judge("p0's and p1's calls last, their queues are empty; no M spins and no P is idle", [] {
    Watched s(2);
    for (int i = 0; i < 2; i++) s.enter(allp[i]);
    s.later(20 * us);
    s.later(20 * us);
    s.goes(allp[0], "p0", "with no M spinning and no P idle, new work would find nobody");
    s.stays(allp[1], "p1",
            "ask again for each P who spins and who is idle: the M that was woken for p0 spins "
            "by now, so nobody needs p1");
  });
}
