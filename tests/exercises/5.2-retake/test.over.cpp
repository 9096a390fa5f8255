// Exercise 5.2, by hand: when the time slice is over, and what follows from that.
#include <watched.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("the slice in calls") {
  judge(
      "a goroutine's time slice begins, and all it does is short calls: each time that sysmon "
      "looks, "
      "1 ms apart, there is another one",
      [] {
        Watched s(1);
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
    Watched s(1);
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
        Watched s(1);
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

TEST_CASE("a slice outlives a retake") {
  judge(
      "a call that lasts: the P is taken. Its goroutine gets it back, in the same slice, and makes "
      "short calls",
      [] {
        Watched s(1);
        P* pp = allp[0];
        runqput(pp, &s.others[0], false);
        s.enter(pp);
        s.later(1 * ms), s.later(1 * ms);
        s.goes(pp, "second look", "a call that is still the same at the next look is a long one");
        for (int i = 2; i <= 9; i++) {
          s.enter(pp);
          s.later(1 * ms);
        }
        s.enter(pp);
        s.goes((s.later(1 * ms), pp), "11 ms after the slice was first seen",
               "a slice ends when schedtick changes, and not when the P is taken: who waits in the "
               "queue has waited since it began");
      });
}

TEST_CASE("looks are not time") {
  judge("short calls, another one at each look, in one time slice; sysmon looks every 20 µs", [] {
    Watched s(1);
    P* pp = allp[0];
    runqput(pp, &s.others[0], false);
    nexttick(pp->schedtick);
    for (int i = 0; i < 500; i++) {
      s.enter(pp);
      s.later(20 * us);
      s.stays(pp, show(i * 20) + " µs after the slice was first seen",
              "the slice is over after 10 ms, however often sysmon looks");
    }
    s.enter(pp);
    s.later(20 * us);
    s.goes(pp, "10 ms after the slice was first seen",
           "the slice is over after 10 ms, however often sysmon looks");
  });
  judge("short calls, another one at each look, in one time slice; sysmon looks every 10 ms", [] {
    Watched s(1);
    runqput(allp[0], &s.others[0], false);
    s.enter(allp[0]);
    s.later(10 * ms);
    s.goes(allp[0], "at the first look after 10 ms",
           "the slice is over after 10 ms, however seldom sysmon looks");
  });
}

TEST_CASE("the slice is over, and no other P is there") {
  judge("1 P, its queue empty, no M spinning: 11 ms into its slice another call begins", [] {
    Watched s(1);
    P* pp = allp[0];
    s.later(8 * ms);
    s.enter(pp), s.later(1 * us);
    s.enter(pp), s.later(3 * ms);
    s.goes(pp, "first look after the slice is over",
           "a slice that is over does not change who needs the P: with no M spinning and no P "
           "idle, new work would find nobody");
  });
}

TEST_CASE("nobody needs it, and the slice is over") {
  judge(
      "nobody needs the P; its time slice is over, and each time that sysmon looks, 1 ms apart, "
      "there is another call",
      [] {
        Watched s(2);
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

TEST_CASE("each slice by itself") {
  judge("short calls on p0 and p1, another one at each look; p1's turn begins 5 ms after p0's", [] {
    Watched s(2);
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
}

TEST_CASE("however long") {
  for (int64_t s : {1, 2, 3, 4, 5, 60, 3600}) {
    for (int64_t more : {int64_t{0}, 5 * ms, (int64_t{1} << 32) % (1000 * ms) + 5 * ms}) {
      judge("a goroutine computes for " + show((s * 1000 * ms + more) / ms) +
                " ms, and then enters a system call",
            [=] {
              Watched w(1);
              runqput(allp[0], &w.others[0], false);
              w.later(s * 1000 * ms + more);
              w.enter(allp[0]);
              w.later(20 * us);
              w.goes(allp[0], "at the first look, with the slice over",
                     "a slice that is over stays over, however long ago: times have 64 bits");
            });
    }
  }
}
