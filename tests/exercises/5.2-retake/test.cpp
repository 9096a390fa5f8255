// Exercise 5.2, by hand: which call is old, and which is new.
#include <watched.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("first and second look") {
  judge("a P with a goroutine in its queue; the call on it is seen twice, 20 µs apart", [] {
    Watched s(1);
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

TEST_CASE("a new slice and a call at one look") {
  judge("sysmon finds another schedtick and another call at one look; a goroutine waits", [] {
    Watched s(1);
    P* pp = allp[0];
    runqput(pp, &s.others[0], false);
    s.later(1 * ms);
    nexttick(pp->schedtick);
    s.enter(pp);
    s.later(20 * us);
    s.stays(pp, "first look",
            "a call that was not there at the last look has just begun: leave its P");
    s.later(20 * us);
    s.goes(pp, "second look",
           "a look that finds a new slice notes the call, too: at the next look it has been seen");
  });
  judge(
      "a call was seen at one look; at the next one its syscalltick is the same, and schedtick "
      "is another; a goroutine waits",
      [] {
        Watched s(1);
        P* pp = allp[0];
        runqput(pp, &s.others[0], false);
        s.enter(pp);
        s.later(20 * us);
        nexttick(pp->schedtick);
        s.later(20 * us);
        s.goes(
            pp, "second look at this syscalltick",
            "syscalltick alone tells the calls of a P apart: a new slice does not make a call that "
            "was seen a new one");
      });
}

TEST_CASE("a tick that was seen in user code") {
  judge("a call is over before sysmon looks; the next one begins; a goroutine waits", [] {
    Watched s(1);
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

TEST_CASE("another call each time") {
  judge(
      "each time that sysmon looks, 1 ms apart, there is another call on the P, and each third "
      "time another time slice",
      [] {
        Watched s(1);
        P* pp = allp[0];
        runqput(pp, &s.others[0], false);
        for (int i = 1; i <= 30; i++) {
          s.enter(pp);
          if (i % 3 == 1) nexttick(pp->schedtick);
          s.later(1 * ms);
          s.stays(pp, "look " + show(i),
                  "short calls, by goroutines that take turns, keep their P: each slice begins "
                  "when sysmon first sees its schedtick");
        }
      });
}

TEST_CASE("taken, and again in a call") {
  judge("a P is taken; its next owner starts a goroutine, which enters a system call at once", [] {
    Watched s(1);
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
