// Exercise 6.2, by hand: one thread without a P, and idle Ps or none; sysmon awake or in its deep
// sleep.
#include <counts.hpp>
#include <hand.hpp>

#include <exercise.hpp>
#include <fatal.hpp>
#include <exitsyscallfast.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

static G g, g2;
static M *m, *m2;

// n Ps, the last `idle` of which are idle. This thread is m, and its goroutine is back from the
// kernel.
static void setup(int n, int idle, bool sysmonsleeps) {
  byhand(n);
  m = newthread(1), m2 = newthread(2);
  runs(m, &g, Gsyscall), runs(m2, &g2, Gsyscall);
  for (int i = n - idle; i < n; i++) pidleput(allp[i]);
  sched.sysmonwait.store(sysmonsleeps, memory_order_relaxed);
  setg(&g);
}

static bool call() {
  bool got = exitsyscallfast_pidle();
  expect(!exercise::locked(), "sched.lock is free", "it is still held",
         "what locks, unlocks, on each way out");
  return got;
}

static const char* kOneP =
    "this is one P from one hand into another: no call has ended yet (exitsyscall counts that), no "
    "time slice has begun";

static bool sysmonsleeps() { return sched.sysmonwait.load(memory_order_relaxed); }

static void got(int left) {
  equal("sched.npidle", left, sched.npidle.load(memory_order_relaxed),
        "a P that is taken is on the list no more: pidleget");
  expect(m->p, "m.p is one of the idle Ps", "m.p = null",
         "a P is taken when it is this thread's: acquirep");
  expect(m->p->m == m && status(m->p) == Prunning, "m.p is this thread's, and Prunning",
         "its status is " + show(status(m->p)), "a P is taken when it is this thread's: acquirep");
  for (P* pp = sched.pidle; pp; pp = pp->link)
    expect(pp != m->p, "the P is not on the list any more", "it still is",
           "a P that is taken is on the list no more: pidleget");
}

TEST_CASE("two idle Ps") {
  judge("two Ps are idle, and sysmon is awake", [] {
    setup(3, 2, false);
    expect(call(), "true", "false", "true: this thread has a P");
    got(1);
    expect(!iswoken(sched.sysmonnote), "sysmon's note is left alone", "it has been woken",
           "a note is woken only for one who sleeps: sched.sysmonwait says so");
  });
}

TEST_CASE("sysmon sleeps") {
  judge("all Ps are idle, and sysmon is in its deep sleep", [] {
    setup(2, 2, true);
    expect(call(), "true", "false", "true: this thread has a P");
    got(1);
    expect(iswoken(sched.sysmonnote), "sysmon is woken", "it sleeps on, for up to a minute",
           "whoever makes the first P busy wakes sysmon, or nobody watches what runs on it");
    expect(
        !sysmonsleeps(), "sched.sysmonwait = false", "sched.sysmonwait = true",
        "whoever wakes sysmon says so, by clearing sysmonwait: the next one would wake it again");
  });
}

TEST_CASE("two come back") {
  judge(
      "all Ps are idle, and sysmon is in its deep sleep. Two goroutines come back before it is "
      "really up",
      [] {
        setup(2, 2, true);
        fatal_details = [] {
          expect(false, "sysmon is woken once",
                 "the second one wakes it again, which ends the program",
                 "whoever wakes sysmon says so, by clearing sysmonwait: the next one would wake it "
                 "again");
        };
        call();
        setg(&g2);
        expect(call() && m2->p && m2->p != m->p, "each of the two has a P of its own",
               "they do not", "every P has one owner");
      });
}

TEST_CASE("none is idle") {
  judge("no P is idle. sysmon sleeps: the thread that took the last P forgot to wake it", [] {
    setup(1, 0, true);
    crash_breaks("false", "pidleget returns null if no P is idle: then there is none to acquire");
    Counts before;
    expect(!call(), "false", "true", "false: there was no P to be had");
    before.rest("without an idle P nothing changes");
    expect(!m->p && sched.npidle.load(memory_order_relaxed) == 0, "m.p = null, sched.npidle = 0",
           "m.p = " + show(m->p), "without an idle P nothing changes");
    expect(sysmonsleeps() && !iswoken(sched.sysmonnote), "sysmon sleeps on", "it is woken",
           "without an idle P nothing changes: wake sysmon for a P that you got");
  });
}

TEST_CASE("the counters") {
  judge("two Ps are idle, and sysmon is awake: all other counters are as before", [] {
    setup(3, 2, false);
    Counts before;
    call();
    before.moves("sched.npidle", -1).rest(kOneP);
    equal("m.oldp", static_cast<P*>(nullptr), m->oldp,
          "oldp is the P that a call was entered with: nobody sets it on the way back");
    expect(status(&g) == Gsyscall, "the goroutine is still in Gsyscall", gstatusname(status(&g)),
           "with the P, exitsyscall goes on: it makes the goroutine run again");
  });
}
