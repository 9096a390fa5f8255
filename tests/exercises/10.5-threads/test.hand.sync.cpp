// Exercise 10.5, at each moment that counts: when the lock is given back, when somebody is woken,
// when a thread is made.
#include <explorer.hpp>
#include <given_away.hpp>
#include <sync_points.hpp>
#include <under_lock.hpp>

#include "starting.hpp"

using namespace rt;
using namespace exercise;

// All that makes a thread comes here, and none is made.
static int made;
static bool none() {
  expect(!exercise::locked(), "sched.lock is free while a thread is made", "it is held",
         "whoever makes a thread may wait, for malloc's lock for one: nobody does that with "
         "sched.lock");
  return made++, true;
}
static const char* const kOthers =
    "others counts those that make threads themselves: as long as it is not 0 nobody is preempted, "
    "who "
    "might own malloc's lock";

TEST_CASE("the table") {
  for (bool spinning : {false, true}) {
    for (const char* queue : {"", "nn", "p", "np"}) {
      for (int asleep : {0, 1}) {
        Found f{.spinning = spinning, .asleep = asleep, .queue = queue, .tmpl = false};
        f.given = false;
        for (int idle : {0, 1, 2})
          f.idle = idle, judge(words(f), [=] { sync::creates = none, starts(f); });
        f.given = true;
        for (int idle : {0, 1})
          f.idle = idle, judge(words(f), [=] { sync::creates = none, starts(f); });
      }
    }
  }
}

// While the lock is free others may do anything.
static void preempt() {
  sched.lock.lock();
  goroutines[0].m = &preempted[0], goroutines[0].goid = 1, goroutines[0].preempted = true;
  globrunqput(&goroutines[0]);
  sched.lock.unlock();
}
TEST_CASE("just before the lock is taken") {
  judge("a goroutine is preempted just before startm takes the lock; nobody sleeps", [] {
    begin({});
    sync::SyncPoints points;
    points.before("sched.lock.cas", preempt);
    startm(allp[0], false);
    exercise::equal("P 0", std::string("preempted goroutine 1 has it"), where(allp[0]), kOne);
  });
  judge("an M goes to sleep just before startm takes the lock; one goroutine has been preempted",
        [] {
          begin({.queue = "p"});
          sync::SyncPoints points;
          points.before("sched.lock.cas", [] { mput(&sleepers[0]); });
          startm(allp[0], false);
          exercise::equal("P 0", std::string("M, which slept, number 1 has it"), where(allp[0]),
                          kOne);
        });
  judge("the template thread appears just before startm takes the lock; nobody sleeps", [] {
    begin({.tmpl = false});
    sync::creates = none;
    sync::SyncPoints points;
    points.before("sched.lock.cas", [] { sched.newmHandoff.haveTemplateThread = true; });
    startm(allp[0], false);
    exercise::equal("P 0", std::string("the template thread has it"), where(allp[0]), kOne);
  });
}

TEST_CASE("when the lock is given back") {
  for (bool spinning : {false, true}) {
    judge(
        "nobody sleeps, and none has been preempted, until startm gives the lock back; then an M "
        "goes "
        "to sleep, and a goroutine is preempted",
        [=] {
          begin({.spinning = spinning});
          sync::SyncPoints points;
          static bool came;
          points.before("sched.lock.exchange", [&points] {
            points.before("sched.lock.cas", [] { came = true, mput(&sleepers[0]), preempt(); });
          });
          startm(allp[0], spinning);
          exercise::equal("P 0", std::string("the template thread has it"), where(allp[0]), kOne);
          exercise::equal("the lock is taken once more", false, came, kOne);
        });
    judge(
        "nobody sleeps; the template thread is there from the moment on when startm gives the lock "
        "back",
        [=] {
          begin({.spinning = spinning, .tmpl = false});
          sync::creates = none;
          sync::SyncPoints points;
          points.before("sched.lock.exchange", [] { sched.newmHandoff.haveTemplateThread = true; });
          startm(allp[0], spinning);
          exercise::equal("threads made", 1, made, kOne);
        });
  }
}

// Each time that the lock is given back: an M is reserved. Is its maker counted, too?
static bool uncounted;
static void watchunlocks(sync::SyncPoints& points) {
  points.before("sched.lock.exchange", [&points] {
    uncounted |= sched.mcount == 101 && sched.newmHandoff.others == 0;
    if (made == 0) watchunlocks(points);
  });
}

TEST_CASE("the thread that the caller makes") {
  for (bool given : {true, false}) {
    judge(std::string("nobody sleeps, none has been preempted, no template thread; ") +
              (given ? "startm has a P" : "a P is idle"),
          [=] {
            begin({.given = given, .idle = 1, .tmpl = false});
            sync::creates = [] {
              made++;
              exercise::equal("newmHandoff.others, while a thread is made", 1,
                              sched.newmHandoff.others, kOthers);
              expect(!uncounted, "newmHandoff.others = 1 when the lock is given back",
                     "newmHandoff.others = 0 when the lock is given back",
                     "between the unlock and a count that comes later somebody may be preempted");
              exercise::equal("sched.mcount, while a thread is made", 101, sched.mcount,
                              "an M is counted before its thread can do anything: mReserveID");
              return true;
            };
            sync::SyncPoints points;
            watchunlocks(points);
            startm(given ? allp[0] : nullptr, false);
            exercise::equal("threads made", 1, made, kSelf);
            exercise::equal("the new M's number", 50, sched.allm ? sched.allm->id : -1,
                            "the M has the number that was reserved for it");
          });
  }
}

TEST_CASE("others are counted, too") {
  judge("another thread makes a thread meanwhile, and has counted itself in newmHandoff.others",
        [] {
          begin({.tmpl = false});
          sync::creates = none;
          sched.newmHandoff.others = 1;
          startm(allp[0], false);
          exercise::equal("newmHandoff.others", 1, sched.newmHandoff.others,
                          "others is a count: there may be several that make threads");
        });
}

TEST_CASE("what the lock protects") {
  for (const char* queue : {"", "p"}) {
    for (int asleep : {0, 1}) {
      Found f{.given = false, .idle = 1, .asleep = asleep, .queue = queue};
      judge(words(f) + "; without the lock the lists look empty", [=] {
        begin(f);
        Comes c = comes(f);
        sync::SyncPoints points;
        {
          UnderLock hidden(points);
          startm(nullptr, false);
        }
        exercise::equal(
            "P 1", c.p[1], where(allp[1]),
            "the lists of idle Ps and of Ms that sleep are not read without sched.lock");
      });
    }
  }
}

// Between the unlock and a count that is taken back later others rely on that count.
TEST_CASE("no P, and a promise") {
  judge("no P is idle, startm has none, and a search is promised", [] {
    begin({.given = false, .spinning = true});
    static int32_t at_unlock = -1;
    sync::SyncPoints points;
    points.before("sched.lock.exchange", [] { at_unlock = sched.nmspinning.load(relaxed); });
    startm(nullptr, true);
    exercise::equal("sched.nmspinning, when startm gives the lock back", 0, at_unlock,
                    "the count is taken back while the lock is held: with the lock free a P may "
                    "become idle, and "
                    "others see somebody counted, and wake nobody");
  });
}

TEST_CASE("who is woken under the lock") {
  for (const char* queue : {"", "p"}) {
    Found f{.asleep = *queue ? 0 : 1, .queue = queue};
    judge(words(f) + "; the one that is woken wants sched.lock at once", [=] {
      begin(f);
      sync::SyncPoints points;
      points.before("m.park.exchange", [] {
        expect(!exercise::locked(), "sched.lock is free when a thread is woken", "it is held",
               "a thread that is woken under the lock wakes up only to wait for it");
      });
      startm(allp[0], false);
    });
  }
  judge("the template thread sleeps; startm needs it", [] {
    begin({});
    sync::SyncPoints points;
    points.before("newmHandoff.wake.exchange", [] {
      expect(exercise::locked(), "newm_locked is called with sched.lock held", "nobody holds it",
             "newmHandoff, and what counts Ms, belong to sched.lock");
    });
    startm(allp[0], false);
  });
}

TEST_CASE("who is woken goes on at once") {
  for (bool spinning : {false, true}) {
    for (bool slept : {true, false}) {
      judge(std::string(slept ? "an M that slept" : "a preempted goroutine's M") + " is woken" +
                (spinning ? ", a search is promised," : "") + " and goes on at once",
            [=] {
              begin({.spinning = spinning, .queue = slept ? "" : "p"});
              static Alone<M>* mp;
              static Alone<G>* gp;
              static P* pp;
              static bool search;
              mp = new Alone<M>{}, gp = new Alone<G>{}, search = slept&& spinning;
              auto p0 = new Alone<P>{};
              delete allp[0];
              pp = allp[0] = p0;
              if (slept) mput(mp);
              sched.lock.lock();
              while (!slept && globrunqgetpreempted()) {
              }
              gp->m = mp, gp->preempted = true, gp->goid = 9;
              if (!slept) globrunqput(gp);
              sched.lock.unlock();
              sync::SyncPoints points;
              points.before("m.park.exchange", [] {
                expect(mp->nextp == pp && mp->spinning == search,
                       "m.nextp is the P, and m.spinning says whether it is to search",
                       "m.nextp = " + show(mp->nextp) + ", m.spinning = " + show(mp->spinning),
                       "first what the thread is to find, then the wake-up: it looks at once");
                mp->give_away_but(mp->park, "the M after its wake-up", kLast);
                static_cast<Alone<P>*>(pp)->give_away("the P after its thread is woken", kLast);
                gp->give_away("the goroutine after its thread is woken", kLast);
              });
              startm(allp[0], spinning);
              mp->take_back();
              expect(iswoken(mp->park), "the thread is woken", "it is not",
                     slept ? kSlept : kPreempted);
            });
    }
  }
}
