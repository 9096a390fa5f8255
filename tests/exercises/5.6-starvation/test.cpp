// Exercise 5.6, by hand: Ps without threads, and a clock that stands still until it is moved.
// All that worked before goes on working: so the tests of exercise 5.2 run as well, after these
// (test.then.*).
#include <bench.hpp>
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
