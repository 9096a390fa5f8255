// Exercise 5.6, by hand: Ps without threads, and a clock that stands still until it is moved.
#include <bench.hpp>
#include <counts.hpp>
#include <exercise.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

constexpr int64_t us = 1000, ms = 1000 * us;

// A goroutine's turn on p0 has just begun, and sysmon has seen it, or not yet. Another one waits
// in p0's queue.
struct Logger : Bench {
  int64_t now = 1'000'000'000;
  P* pp;

  explicit Logger(bool seen = true) : Bench(2), pp(allp[0]) {
    runqput(pp, &others[0], false);
    nexttick(pp->schedtick);
    pp->status.store(Prunning, memory_order_relaxed);
    if (seen) retake(now);
  }
  void call() {  // the next one
    nexttick(pp->syscalltick);
    pp->status.store(Psyscall, memory_order_relaxed);
  }
  void back() { pp->status.store(Prunning, memory_order_relaxed); }
  bool taken() { return pp->status.load(memory_order_relaxed) == Pidle; }
  uint32_t later(int64_t ns) { return retake(now += ns); }

  void stays(const std::string& when, const std::string& rule) {
    expect(!taken(), when + ": the P stays", "it is taken", rule);
  }
  void goes(const std::string& when, const std::string& rule) {
    expect(taken(), when + ": the P is taken", "it stays", rule);
  }
};

const char* const fresh =
    "within its slice a call that has just begun keeps its P: short calls stay cheap";

TEST_CASE("the logger") {
  judge(
      "a goroutine's turn begins, and it makes one short call after the other, while another waits "
      "in its P's "
      "queue; sysmon looks every millisecond for 3 seconds, and each time there is another call",
      [] {
        Logger l(false);
        int64_t begin = l.now + 1 * ms;
        for (int i = 0; i <= 9; i++) {
          l.call();
          l.later(1 * ms);
          l.stays(show(i) + " ms after sysmon first saw the turn", fresh);
        }
        while (!l.taken() && l.now < begin + 3000 * ms) l.call(), l.later(1 * ms);
        expect(l.taken(), "10 ms after its turn began the P is taken",
               "it is never taken: the other one starves",
               "time slices count in calls as well, and a new call is no new slice: "
               "many short calls must not keep a P from others");
        expect(l.now == begin + 10 * ms, "10 ms after its turn began the P is taken",
               "it is taken after " + show((l.now - begin) / ms) + " ms",
               "a time slice is 10 ms long");
        expect(l.woken(l.pp), "an M is woken to run the other goroutine", l.where(l.pp),
               "whoever takes a P from a call hands it off");
      });
}

TEST_CASE("computes, then calls") {
  judge("a goroutine computes for 11 ms while sysmon looks on, and then makes a call", [] {
    Logger l;
    for (int i = 1; i <= 11; i++) l.later(1 * ms);
    l.stays("while it computes", "a P that runs is not taken: retake takes Ps in Psyscall only");
    l.call();
    l.later(20 * us);
    l.goes("at the first look that finds it in a call",
           "a time slice goes on from user code into the kernel: it is followed in both states");
  });
}

TEST_CASE("computes and calls") {
  judge(
      "a goroutine makes short calls, and is in one of them only once in 3 times that sysmon looks",
      [] {
        Logger l;
        for (int i = 1; i <= 12 && !l.taken(); i++) {
          l.call();
          if (i % 3 != 0) l.back();
          l.later(1 * ms);
          if (i == 9) l.stays("9 ms after the turn began", fresh);
        }
        l.goes("12 ms after the turn began, in a call that is new",
               "a new call is no new slice, and neither is coming back from one: only another "
               "schedtick is");
      });
}

TEST_CASE("taking turns") {
  judge("goroutines take turns on the P, a new one every 5 ms, and make short calls", [] {
    Logger l;
    for (int i = 1; i <= 60; i++) {
      if (i % 5 == 0) nexttick(l.pp->schedtick);
      l.call();
      l.later(1 * ms);
      l.stays(show(i) + " ms after the first turn began",
              "another goroutine has a time slice of its own: it begins when sysmon sees another "
              "schedtick");
    }
  });
}

TEST_CASE("a call that lasts") {
  judge("a call is seen twice, 20 µs apart, within the slice; a goroutine waits", [] {
    Logger l;
    l.call();
    l.later(20 * us);
    l.stays("first look", fresh);
    uint32_t n = l.later(20 * us);
    l.goes("second look",
           "the same tick at two looks is one call that lasts: others need its P at once");
    equal("retake", 1u, n, "retake returns how many Ps it took");
  });
  judge("a call lasts, but the queue is empty, and another P is idle", [] {
    Logger l;
    bool inherit;
    runqget(l.pp, &inherit);
    l.idle(allp[1]);
    l.call(), l.later(1 * ms), l.back();  // an earlier one, which was over soon
    l.later(20 * ms);
    nexttick(l.pp->schedtick), l.later(1 * ms);
    l.call();
    l.later(20 * us);
    l.later(1 * ms);
    l.stays("second look", "nobody needs it: it may stay for 10 ms");
    nexttick(l.pp->schedtick);  // not so in real life; but the slice is no matter here
    l.later(9 * ms);
    l.goes("10 ms after the first look", "after 10 ms it is taken even if nobody needs it");
  });
}

TEST_CASE("nobody waits, and then somebody does") {
  judge(
      "short calls, a new one at each look; the queue is empty, and another P is idle; 12 ms after "
      "the turn began a goroutine is made runnable",
      [] {
        Logger l;
        bool inherit;
        G* other = runqget(l.pp, &inherit);
        l.idle(allp[1]);
        for (int i = 1; i <= 11; i++) {
          l.call();
          l.later(1 * ms);
          l.stays(show(i) + " ms after the turn began", "nobody needs it: it may stay for 10 ms");
        }
        runqput(l.pp, other, false);
        l.call();
        l.later(1 * ms);
        l.goes("at the next look",
               "the slice is over, since it began with the turn: no call, and no look, begins it "
               "anew");
      });
}

TEST_CASE("an idle P") {
  judge("a P is idle for 30 ms", [] {
    Logger l;
    bool inherit;
    runqget(l.pp, &inherit);
    l.pp->status.store(Pidle, memory_order_relaxed);
    uint32_t n = 0;
    for (int i = 1; i <= 30; i++) n += l.later(1 * ms);
    equal("Ps taken", 0u, n, "only a P in Psyscall is taken");
  });
}

TEST_CASE("looks are not time") {
  judge("short calls, a new one at each look; sysmon looks every 20 µs", [] {
    Logger l;
    for (int i = 1; i < 500; i++) {
      l.call();
      l.later(20 * us);
      l.stays(show(i * 20) + " µs after the turn began",
              "a time slice is 10 ms, however often sysmon looks");
    }
    l.call();
    l.later(20 * us);
    l.goes("10 ms after the turn began", "a time slice is 10 ms, however often sysmon looks");
  });
  judge("short calls, a new one at each look; sysmon looks every 10 ms", [] {
    Logger l;
    l.call();
    l.later(10 * ms);
    l.goes("at the first look after 10 ms", "a time slice is 10 ms, however often sysmon looks");
  });
}

TEST_CASE("the tick wraps around") {
  judge("a goroutine computes for 11 ms; schedtick goes from 4294967295 to 0; the next one calls",
        [] {
          Logger l;
          l.pp->schedtick.store(~0u, memory_order_relaxed);
          for (int i = 1; i <= 11; i++) l.later(1 * ms);
          nexttick(l.pp->schedtick);
          l.call();
          l.later(20 * us);
          l.stays("first look after that",
                  "a tick says \"another one\" by being different, not by being greater: it wraps "
                  "around");
        });
}

TEST_CASE("others wait elsewhere") {
  judge("one P, whose queue is empty; a goroutine waits in the global queue; short calls", [] {
    Logger l;
    bool inherit;
    l.global(runqget(l.pp, &inherit));
    for (int i = 1; i <= 9; i++) {
      l.call();
      l.later(1 * ms);
      l.stays(show(i) + " ms after the turn began", fresh);
    }
    l.call();
    l.later(1 * ms);
    l.goes("10 ms after the turn began",
           "with no P idle and no M spinning nobody else runs those who wait, in whichever queue");
  });
}

// Two of them, on p0 and p1, whose turns begin at the same time.
struct Two : Logger {
  Two() : Logger(false) {
    runqput(allp[1], &others[1], false);
    nexttick(allp[1]->schedtick);
    allp[1]->status.store(Prunning, memory_order_relaxed);
  }
  void calls() {
    for (int i = 0; i < 2; i++) {
      if (at(i) == Pidle) continue;
      nexttick(allp[i]->syscalltick);
      allp[i]->status.store(Psyscall, memory_order_relaxed);
    }
  }
  static uint32_t at(int i) { return allp[i]->status.load(memory_order_relaxed); }
};

TEST_CASE("two loggers") {
  judge("two goroutines, on two Ps, make short calls; on p1 another turn begins 5 ms later", [] {
    Two l;
    for (int i = 0; i <= 15; i++) {
      if (i == 5) nexttick(allp[1]->schedtick);
      l.calls();
      l.later(1 * ms);
      for (int k = 0; k < 2; k++) {
        bool goes = i >= (k ? 15 : 10);
        expect((l.at(k) == Pidle) == goes,
               show(i) + " ms after p0's turn began: " + (k ? "p1 " : "p0 ") +
                   (goes ? "is taken" : "stays"),
               goes ? "it stays" : "it is taken",
               "each P has a slice of its own: what you saw of it stands in its own sysmontick");
      }
    }
  });
  judge("two goroutines, on two Ps, make short calls; their turns begin at the same time", [] {
    Two l;
    uint32_t n = 0;
    for (int i = 0; i <= 10; i++) l.calls(), n = l.later(1 * ms);
    equal("Ps taken at the look after 10 ms", 2u, n, "each look is at all Ps, each by itself");
  });
}

TEST_CASE("the counters") {
  judge("a P is taken from a new call, since its slice is over: all other counters are as before",
        [] {
          Logger l;
          l.call();
          l.later(1 * ms);
          l.call();
          Counts before;
          l.later(10 * ms);
          before.moves("p0.syscalltick", 1).moves("sched.retakes", 1).moves("sched.handoffs", 1);
          before.moves("sched.nmidle", -1).leaves("p0.sysmontick.syscalltick").rest();
        });
}
