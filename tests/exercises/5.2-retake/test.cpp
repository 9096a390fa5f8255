// Exercise 5.2, by hand: Ps without threads, and a clock that stands still until it is moved.
#include <bench.hpp>
#include <counts.hpp>
#include <exercise.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

constexpr int64_t us = 1000, ms = 1000 * us;

// n Ps. All have been running for a moment, and sysmon has seen their time slices begin just now.
struct Sysmon : Bench {
  int64_t now = 1'000'000'000;

  explicit Sysmon(int n) : Bench(n) {
    for (int i = 0; i < n; i++) {
      nexttick(allp[i]->schedtick);
      allp[i]->status.store(Prunning, memory_order_relaxed);
    }
    retake(now);
  }
  // The goroutine on pp enters a system call. Each has a tick of its own.
  static void enter(P* pp) {
    pp->syscalltick.store(pp->syscalltick.load(memory_order_relaxed) + 3, memory_order_relaxed);
    pp->status.store(Psyscall, memory_order_relaxed);
  }
  static uint32_t tick(P* pp) { return pp->syscalltick.load(memory_order_relaxed); }
  static bool in(P* pp) { return pp->status.load(memory_order_relaxed) == Psyscall; }
  static uint32_t status(int i) { return allp[i]->status.load(memory_order_relaxed); }
  uint32_t later(int64_t ns) { return retake(now += ns); }

  void stays(P* pp, const std::string& expected, const std::string& rule) {
    expect(in(pp), expected + ": the P stays in Psyscall", std::string("it is ") + statusname(pp),
           rule);
  }
  void goes(P* pp, const std::string& expected, const std::string& rule) {
    expect(!in(pp), expected + ": the P is taken", "it is still in Psyscall", rule);
  }
};

TEST_CASE("first and second look") {
  judge("a P with a goroutine in its queue; the call on it is seen twice, 20 µs apart", [] {
    Sysmon s(1);
    P* pp = allp[0];
    runqput(pp, &s.others[0], false);
    s.enter(pp);
    uint32_t before = s.tick(pp);
    uint32_t n = s.later(20 * us);
    s.stays(pp, "first look",
            "a call that was not there at the last look has just begun: leave its P");
    equal("retake", 0u, n,
          "retake returns how many Ps it took: sysmon sleeps longer if that was none");
    equal("p.syscalltick", before, s.tick(pp), "a P that was not taken keeps its tick");
    n = s.later(20 * us);
    s.goes(pp, "second look",
           "the same tick at two looks is one call that lasts; its P stays only while nobody "
           "needs it: an empty queue, and an M that spins or an idle P");
    equal("retake", 1u, n,
          "retake returns how many Ps it took: sysmon sleeps longer if that was none");
    equal("p.syscalltick", before + 1, s.tick(pp),
          "a P that is taken gets another tick: so the M that comes back sees that it was away");
    expect(s.woken(pp), "an M was woken to run the P", s.where(pp),
           "whoever takes a P from a call hands it off: handoffp finds somebody to run it");
    equal("status", std::string("Pidle"), std::string(statusname(pp)),
          "a P on its way to another thread is Pidle: acquirep wants it so");
    equal("sched.retakes", uint64_t{1}, sched.retakes.load(memory_order_relaxed),
          "each P that is taken is recorded once");
    equal("sched.nmidlelocked", 0, sched.nmidlelocked,
          "what incidlelocked(-1) has taken away, incidlelocked(1) gives back");
    equal("retake, at the next look", 0u, s.later(20 * us),
          "retake returns how many Ps it took in this look: it begins at 0 each time");
  });
}

TEST_CASE("a tick that was seen in user code") {
  judge("a call is over before sysmon looks; the next one begins; a goroutine waits", [] {
    Sysmon s(1);
    P* pp = allp[0];
    runqput(pp, &s.others[0], false);
    s.enter(pp);
    pp->status.store(Prunning, memory_order_relaxed);
    s.later(20 * us);
    pp->status.store(Psyscall, memory_order_relaxed);  // the tick moves when the call is over
    s.later(20 * us);
    s.stays(pp, "first look at the new call",
            "a call is noted only when a look finds the P in it: the tick is the same in the user "
            "code before it");
  });
}

TEST_CASE("the slice is over, and no other P is there") {
  judge("1 P, its queue empty, no M spinning: 11 ms into its slice another call begins", [] {
    Sysmon s(1);
    P* pp = allp[0];
    s.later(8 * ms);
    s.enter(pp), s.later(1 * us);
    s.enter(pp), s.later(3 * ms);
    s.goes(pp, "first look after the slice is over",
           "a slice that is over does not change who needs the P: with no M spinning and no P "
           "idle, new work would find nobody");
  });
}

TEST_CASE("who looks for work by now") {
  judge("p0's and p1's calls last, their queues are empty; no M spins and no P is idle", [] {
    Sysmon s(2);
    for (int i = 0; i < 2; i++) s.enter(allp[i]);
    s.later(20 * us);
    s.later(20 * us);
    s.goes(allp[0], "p0", "with no M spinning and no P idle, new work would find nobody");
    s.stays(allp[1], "p1",
            "ask again for each P who spins and who is idle: the M that was woken for p0 spins "
            "by now, so nobody needs p1");
  });
}

TEST_CASE("another call each time") {
  judge(
      "each time that sysmon looks, 1 ms apart, there is another call on the P, and another time "
      "slice",
      [] {
        Sysmon s(1);
        P* pp = allp[0];
        runqput(pp, &s.others[0], false);
        for (int i = 1; i <= 30; i++) {
          s.enter(pp);
          nexttick(pp->schedtick);
          s.later(1 * ms);
          s.stays(pp, "look " + show(i),
                  "short calls, by goroutines that take turns, keep their P");
        }
      });
}

TEST_CASE("who needs it") {
  for (int i = 0; i < 8; i++) {
    bool queue = i & 1, spinning = i & 2, idle = i & 4;
    std::string with = std::string(queue ? "a goroutine" : "nothing") + " in the P's queue, " +
                       (spinning ? "an M" : "no M") + " spinning, " + (idle ? "a P" : "no P") +
                       " idle";
    judge("a call is seen twice, 20 µs apart: " + with, [=] {
      Sysmon s(2);
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
    Sysmon s(2);
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
        Sysmon s(2);
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

TEST_CASE("the slice in calls") {
  judge(
      "a goroutine's time slice begins, and all it does is short calls: each time that sysmon "
      "looks, "
      "1 ms apart, there is another one",
      [] {
        Sysmon s(1);
        P* pp = allp[0];
        runqput(pp, &s.others[0], false);
        nexttick(pp->schedtick);
        for (int i = 0; i <= 9; i++) {
          s.enter(pp);
          s.later(1 * ms);
          s.stays(pp, show(i) + " ms after the slice was first seen",
                  "a call that was not there at the last look has just begun: leave its P");
        }
        s.enter(pp);
        s.later(1 * ms);
        s.goes(
            pp, "after 10 ms, with the slice over, though the call is new",
            "the slice counts as well as the call: many short calls must not keep a P from others");
      });
}

TEST_CASE("the slice in user code") {
  judge("a goroutine computes for 11 ms while sysmon looks on, and then enters a system call", [] {
    Sysmon s(1);
    P* pp = allp[0];
    runqput(pp, &s.others[0], false);
    for (int i = 1; i <= 11; i++) s.later(1 * ms);
    equal("status", std::string("Prunning"), std::string(statusname(pp)),
          "a P that runs is not taken: retake takes Ps in Psyscall only");
    s.enter(pp);
    s.later(20 * us);
    s.goes(pp, "at the first look, with the slice over",
           "a time slice goes on from user code into the kernel: it is followed in both states");
  });
  judge(
      "a goroutine computes for 11 ms; the next one, with a slice of its own, enters a system call",
      [] {
        Sysmon s(1);
        P* pp = allp[0];
        runqput(pp, &s.others[0], false);
        for (int i = 1; i <= 11; i++) s.later(1 * ms);
        nexttick(pp->schedtick);
        s.enter(pp);
        s.later(20 * us);
        s.stays(pp, "first look",
                "another schedtick is another slice, which begins when sysmon sees it");
      });
}

TEST_CASE("nobody needs it, and the slice is over") {
  judge(
      "nobody needs the P; its time slice is over, and each time that sysmon looks, 1 ms apart, "
      "there is another call",
      [] {
        Sysmon s(2);
        P* pp = allp[0];
        allp[1]->status.store(Pidle, memory_order_relaxed);
        s.idle(allp[1]);
        nexttick(pp->schedtick);
        for (int i = 0; i <= 9; i++) s.enter(pp), s.later(1 * ms);  // the last that is noted
        for (int i = 1; i <= 9; i++) {
          s.enter(pp);
          s.later(1 * ms);
          s.stays(pp, show(i) + " ms after a call was last noted",
                  "a slice that is over makes nobody need the P: it may stay in that case, too");
        }
        s.enter(pp);
        s.later(1 * ms);
        s.goes(pp, "10 ms after a call was last noted",
               "once the slice is over nothing is noted: or syscallwhen would begin anew with each "
               "call, and the P would never be taken");
      });
}

TEST_CASE("ticks wrap around") {
  for (bool sched : {false, true}) {
    judge(std::string(sched ? "schedtick" : "syscalltick") +
              " goes from 4294967295 to 0; a goroutine waits in the P's queue",
          [=] {
            Sysmon s(1);
            P* pp = allp[0];
            runqput(pp, &s.others[0], false);
            if (sched) pp->schedtick.store(~0u, memory_order_relaxed);
            else pp->syscalltick.store(~0u, memory_order_relaxed);
            if (!sched) {
              pp->status.store(Psyscall, memory_order_relaxed);
              s.later(20 * us);
              nexttick(pp->syscalltick);
            } else {
              for (int i = 1; i <= 11; i++) s.later(1 * ms);
              nexttick(pp->schedtick);
              s.enter(pp);
            }
            s.later(20 * us);
            s.stays(pp, "first look after that",
                    "a tick says \"another one\" by being different, not by being greater: it "
                    "wraps around");
          });
  }
}

TEST_CASE("taken, and again in a call") {
  judge("a P is taken; its next owner starts a goroutine, which enters a system call at once", [] {
    Sysmon s(1);
    P* pp = allp[0];
    runqput(pp, &s.others[0], false);
    s.enter(pp);
    s.later(20 * us);
    s.later(20 * us);
    s.goes(pp, "second look",
           "the same tick at two looks is one call that lasts; its P stays only while nobody "
           "needs it: an empty queue, and an M that spins or an idle P");
    nexttick(pp->schedtick);
    pp->status.store(Psyscall, memory_order_relaxed);  // the tick moves when the call is over
    s.later(20 * us);
    s.stays(pp, "first look at the next call",
            "sysmontick is what was seen at a look: the tick that you give to a P that you take is "
            "another call's, not seen yet");
  });
}

TEST_CASE("not in a call") {
  judge("p0 runs and p1 is idle, for 30 ms", [] {
    Sysmon s(2);
    allp[1]->status.store(Pidle, memory_order_relaxed);
    uint32_t n = 0;
    for (int i = 1; i <= 30; i++) n += s.later(1 * ms);
    expect(
        n == 0 && s.wokenup() == 0 && statusname(allp[0]) == std::string("Prunning") &&
            statusname(allp[1]) == std::string("Pidle"),
        "nothing happens",
        show(n) + " Ps were taken, p0 is " + statusname(allp[0]) + ", p1 is " + statusname(allp[1]),
        "a P that runs is not taken: retake takes Ps in Psyscall only");
  });
  judge("p0 was in a call when sysmon last looked, and is idle now", [] {
    Sysmon s(1);
    P* pp = allp[0];
    s.enter(pp);
    s.later(20 * us);
    pp->status.store(Pidle, memory_order_relaxed);
    uint64_t handoffs = sched.handoffs.load(memory_order_relaxed);
    uint32_t n = s.later(20 * ms);
    expect(n == 0 && sched.handoffs.load(memory_order_relaxed) == handoffs, "nothing happens",
           "retake = " + show(n),
           "a P in Pidle is passed over: it is on a list, or on its way to a thread");
  });
}

TEST_CASE("several") {
  judge("p0 is idle, p1 runs; p2, p3 and p4 are in calls that last, with a goroutine each", [] {
    Sysmon s(5);
    allp[0]->status.store(Pidle, memory_order_relaxed);
    for (int i = 2; i < 5; i++) runqput(allp[i], &s.others[i - 2], false), s.enter(allp[i]);
    s.later(20 * us);
    uint32_t n = s.later(20 * us);
    for (int i = 2; i < 5; i++)
      s.goes(allp[i], "p" + show(i), "each look is at all Ps, and each is judged by itself");
    equal("retake", 3u, n, "retake returns how many Ps it took, not whether it took one");
  });
}

TEST_CASE("each by itself") {
  judge("short calls on p0 and p1, another one at each look; p1's turn begins 5 ms after p0's", [] {
    Sysmon s(2);
    for (int i = 0; i < 2; i++) runqput(allp[i], &s.others[i], false);
    nexttick(allp[0]->schedtick);
    for (int i = 0; i <= 15; i++) {
      if (i == 5) nexttick(allp[1]->schedtick);
      for (int k = 0; k < 2; k++) {
        if (s.status(k) != Pidle) s.enter(allp[k]);
      }
      s.later(1 * ms);
      const char* rule =
          "each P has a slice of its own: what you saw of it stands in its own sysmontick";
      for (int k = 0; k < 2; k++) {
        std::string when = show(i) + " ms after p0's turn began: p" + show(k);
        if (i >= (k ? 15 : 10)) expect(s.status(k) == Pidle, when + " is taken", "it stays", rule);
        else expect(s.status(k) != Pidle, when + " stays", "it is taken", rule);
      }
    }
  });
  judge("nobody needs p0 and p1, since p2 is idle; a call on p1 begins 5 ms after one on p0", [] {
    Sysmon s(3);
    allp[2]->status.store(Pidle, memory_order_relaxed);
    s.idle(allp[2]);
    for (int k = 0; k < 2; k++) nexttick(allp[k]->schedtick);
    s.enter(allp[0]);
    for (int i = 0; i <= 15; i++) {
      if (i == 5) s.enter(allp[1]);
      if (i == 1) nexttick(allp[0]->schedtick);  // so that no slice is over
      if (i == 6) nexttick(allp[1]->schedtick);
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

TEST_CASE("looks are not time") {
  judge("short calls, another one at each look, in one time slice; sysmon looks every 20 µs", [] {
    Sysmon s(1);
    P* pp = allp[0];
    runqput(pp, &s.others[0], false);
    nexttick(pp->schedtick);
    for (int i = 0; i < 500; i++) {
      s.enter(pp);
      s.later(20 * us);
      s.stays(pp, show(i * 20) + " µs after the slice was first seen",
              "the slice is over after 10 ms, however often sysmon looks");
    }
  });
}

TEST_CASE("the counters") {
  judge("a P that another goroutine waits for is taken: all other counters are as before", [] {
    Sysmon s(2);
    runqput(allp[0], &s.others[0], false);
    s.enter(allp[0]);
    s.later(20 * us);
    Counts before;
    s.later(20 * us);
    before.moves("p0.syscalltick", 1).moves("sched.retakes", 1).moves("sched.handoffs", 1);
    before.moves("sched.nmidle", -1).rest();
  });
}
