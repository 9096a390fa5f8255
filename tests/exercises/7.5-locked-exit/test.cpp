// Exercise 7.5, by hand: a goroutine finishes, on M 3 or on M 0, locked or not; then with threads
// of the operating system.
#include <hand.hpp>

#include <exercise.hpp>
#include <fatal.hpp>
#include <goroutines.hpp>
#include <lockosthread.hpp>
#include <waitgroup.hpp>

using namespace rt;
using namespace exercise;

static M *m, *other;
static G *gp, *next;
static M* ran_on;

// Goroutine 7 has finished on a thread of that number. On the same P goroutine 8 waits, and another
// thread sleeps, unless it is alone.
static void finish(int32_t id, bool locked, bool alone = false) {
  byhand(alone ? 2 : 1);
  m = newthread(id), other = newthread(5);
  gp = newgoroutine(7, [](G*) {});
  next = newgoroutine(8, [](G*) {
    ran_on = getg()->m;
    leave();
  });
  busy(allp[0], m);
  if (alone) pidleput(allp[1]);
  else runqput(allp[0], next, false), mput(other);
  runs(m, gp, Grunning);
  if (locked) gp->lockedm = m, m->lockedg = gp, m->lockedExt = 2;
  woken(m, nullptr);  // should it go to sleep, that is found out at once
  mstart(m, m->g0, [] { goexit0(m->curg); });
}

static void kept() {
  expect(status(gp) == Gdead && !gp->m, "goroutine 7 is dead, and on no thread",
         std::string("it is ") + gstatusname(status(gp)) + ", and gp.m = " + show(gp->m),
         "a finished goroutine is dead, and on no thread");
  expect(allp[0]->gfreecount == 1 && allp[0]->gfree[0] == gp, "its G is kept by the P, once",
         "the P keeps " + show(allp[0]->gfreecount) + " Gs",
         "G and stack go to the P, for later use: as long as the thread has one");
  expect(allp[0]->stackcount == 1 && gp->stack.lo == 0, "its stack is kept by the P",
         "the P keeps " + show(allp[0]->stackcount) + " stacks",
         "G and stack go to the P, for later use: as long as the thread has one");
  expect(!gp->lockedm, "gp.lockedm = null", "gp.lockedm = " + show(gp->lockedm),
         "a G that is used again must not be locked to anything");
}

TEST_CASE("locked, on M 3") {
  judge(
      "a locked goroutine finishes on M 3; on its P another goroutine waits, and another thread "
      "sleeps",
      [] {
        fatal_details = [] {
          expect(
              false, "M 3 ends", "one of the runtime's checks ends the program",
              "a thread that ends hands its P to others, and does not sleep: mexit does all that");
        };
        crash_breaks("M 3 ends", "gp.m is null after dropg; and a thread ends by mexit alone");
        struct Behind {
          bool back = false;
          ~Behind() {
            expect(
                back, "M 3 leaves the scheduler by mexit", "pthread_exit ends it, or an exception",
                "a thread ends by mexit alone: to end it behind the runtime's back leaves its P, "
                "and its place in all counts, with a thread that is no more");
          }
        } behind;
        finish(3, true);
        behind.back = true;
        const char* rule =
            "a goroutine that finishes while locked takes its thread with it: nothing runs there "
            "any "
            "more, since nobody knows in what state it is";
        expect(!ran_on, "nothing runs on M 3 any more, and it leaves the scheduler",
               "goroutine 8 runs on M 3", rule);
        expect(!m->p, "M 3 has no P any more", "it takes its P along",
               "a thread that ends hands its P to others");
        expect(iswoken(other->park) && other->nextp == allp[0],
               "the other thread is woken for the P",
               "nobody has the P, on which goroutine 8 waits",
               "a thread that ends hands its P to others");
        kept();
        equal("sched.mcount", 99, sched.mcount,
              "a thread that has ended is not counted any more: mexit does that");
        const char* none = "a thread that ends has made no call, and does not sleep";
        equal("sched.nmidlelocked", 0, sched.nmidlelocked, none);
        equal("p0.syscalltick", 0u, allp[0]->syscalltick.load(memory_order_relaxed), none);
        equal("p0.schedtick", 0u, allp[0]->schedtick.load(memory_order_relaxed), none);
        equal("sched.nmidle", 0, sched.nmidle,
              "a thread that ends does not sleep: nobody shall wake it");
      });
}

TEST_CASE("locked, and nobody else sleeps") {
  judge(
      "a locked goroutine finishes on M 3; nothing else waits, another P is idle, and no other "
      "thread sleeps",
      [] {
        finish(3, true, true);
        const char* rule =
            "a goroutine that finishes while locked takes its thread with it, whatever all others "
            "do: "
            "nobody knows in what state it is";
        equal("sched.mcount", 99, sched.mcount, rule);
        expect(!m->p && sched.pidle == allp[0], "its P is idle", "it is not",
               "a thread that ends hands its P to others: handoffp knows to whom");
        kept();
      });
}

TEST_CASE("locked, on M 1") {
  judge("a locked goroutine finishes on M 1", [] {
    finish(1, true);
    expect(!ran_on, "nothing runs on M 1 any more", "goroutine 8 runs on M 1",
           "only M 0 belongs to the caller of run: each other thread ends with its goroutine");
  });
}

TEST_CASE("locked, on M 0") {
  judge("a locked goroutine finishes on M 0, the thread that called run", [] {
    fatal_details = [] {
      expect(false, "M 0 goes on", "one of the runtime's checks ends the program",
             "M 0 is used again: G and M must look as they did before the lock");
    };
    finish(0, true);
    expect(ran_on == m, "M 0 goes on, and runs goroutine 8", "it leaves the scheduler",
           "M 0 is the thread that called run, and belongs to its caller: it does not end");
    expect(!m->lockedg && m->lockedExt == 0, "M 0 is not locked: lockedg = null, lockedExt = 0",
           "lockedg = " + show(m->lockedg) + ", lockedExt = " + show(m->lockedExt),
           "M 0 is used again: G and M must look as they did before the lock");
    kept();
    equal("sched.mcount", 100, sched.mcount, "M 0 is the thread that called run: it does not end");
  });
}

TEST_CASE("not locked") {
  judge("a goroutine that is not locked finishes on M 3", [] {
    finish(3, false);
    expect(ran_on == m, "M 3 goes on, and runs goroutine 8", "it leaves the scheduler",
           "a goroutine that is not locked leaves its thread to others");
    kept();
    equal("sched.mcount", 100, sched.mcount,
          "a goroutine that is not locked leaves its thread to others");
  });
}

TEST_CASE("a thread that was locked before") {
  judge("a goroutine has called LockOSThread and UnlockOSThread, and finishes on M 3", [] {
    finish(3, false);
    expect(ran_on == m, "M 3 goes on, and runs goroutine 8", "it leaves the scheduler",
           "only a goroutine that is locked when it finishes takes its thread along");
    finish(4, false);
    expect(ran_on == m, "M 4 goes on, too", "it leaves the scheduler",
           "each thread by itself: what was so of another one says nothing");
    finish(6, true);
    ran_on = nullptr;
    finish(7, true);
    expect(!ran_on, "the second one that was locked ends as the first did", "it goes on",
           "each thread by itself: what was so of another one says nothing");
  });
}

TEST_CASE("with real threads") {
  judge("twenty goroutines, one after the other, finish while locked; others run beside them", [] {
    int after = 0, done = 0;
    run_on(2, [&] {
      // Not the thread's name or another mark that the kernel keeps: a new thread inherits those.
      std::atomic<M*> ended = nullptr;
      Lock<"test.after"> lock;
      auto look = [&] {
        M* mp = getg()->m;
        lock.lock();
        after += mp->id != 0 && mp == ended.load();
        lock.unlock();
      };
      for (int i = 0; i < 20; i++) {
        WaitGroup one;
        one.Add(2);
        go([&] {
          LockOSThread();
          one.Done();
          ended = getg()->m;
        });
        go([&] {
          one.Done();
          look();
        });
        one.Wait();
        for (int k = 0; k < 10; k++) gosched(), look();
        done++;
      }
    });
    equal("rounds", 20, done, "a thread that ends hands its P to others");
    equal("goroutines that found themselves on such a thread", 0, after,
          "a goroutine that finishes while locked takes its thread with it");
  });
}
