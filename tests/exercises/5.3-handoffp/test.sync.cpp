// Exercise 5.3, in all schedules, and at the moments that count.
#include <bench.hpp>
#include <explored.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>

using namespace rt;

TEST_CASE("the lock") {
  exercise::judge("nothing to do, and another P idle", [] {
    exercise::Bench b(2);
    b.idle(allp[1]);
    sync::SyncPoints points;
    int taken = points.hits("sched.lock.cas") - points.hits("sched.lock.exchange");
    points.before("sched.npidle.add", [&] {
      exercise::expect(
          points.hits("sched.lock.cas") - points.hits("sched.lock.exchange") == taken + 1,
          "pidleput is called with sched.lock held", "nobody holds it",
          "sched.lock protects the list of idle Ps: whoever calls pidleput holds it");
    });
    handoffp(allp[0]);
  });
}

TEST_CASE("the global queue fills") {
  exercise::judge(
      "nothing to do, and another P idle; a goroutine gets into the global queue just before "
      "handoffp takes the lock",
      [] {
        exercise::Bench b(2);
        b.idle(allp[1]);
        sync::SyncPoints points;
        points.before("sched.lock.cas", [&] { b.global(&b.others[0]); });
        handoffp(allp[0]);
        exercise::expect(b.woken(allp[0]), "an M was woken for it, not spinning", b.where(allp[0]),
                         "what was seen before the lock may be different under it: look again");
        exercise::expect(
            !b.woken(allp[0])->spinning, "an M was woken for it, not spinning", b.where(allp[0]),
            "what was seen before the lock may be different under it: look again, before "
            "the P is idle");
        exercise::equal("sched.npidle", 1, sched.npidle.load(memory_order_relaxed),
                        "a P is on the idle list, or a thread has it, never both: look before "
                        "pidleput");
      });
}

static sync::World world;
static bool ran;
static G* second;

// A P is handed off and there seems to be nothing to do for it, since another M looks for work.
// That M finds something. At the same moment a third makes a goroutine runnable: no P is idle.
TEST_CASE("lost wake-up") {
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(3);
            ran = false;
            second = world.g([](G*) {
              ran = true;
              sync::parkforever();
            });
            auto submit = [](G*) {
              runsoon(second);
              sync::blockforever();
            };
            runqput(allp[0], world.g(submit), false);
            globrunqput(world.g([](G*) { sync::blockforever(); }));
            world.m(allp[0]);
            world.m(allp[2])->spinning = true;
            sched.nmspinning.store(1, memory_order_relaxed);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }},
                  {"M2", [] { world.run(world.ms[1].get()); }},
                  {"handoffp", [] { handoffp(allp[1]); }}},
      .check =
          [] {
            sync::expect(ran,
                         "a goroutine is runnable, a P is idle, and nobody is awake to run it");
          },
      .sleepers = true,
      .preemptions = 2,
      .at = {"sched.nmspinning", "sched.npidle", "p.runnext", "sched.runqsize"},
  };
  exercise::explored(
      world,
      "handoffp(p1), while M1 makes a goroutine runnable on p0, and M2, which spins, finds "
      "another, in all schedules",
      s, "the goroutine runs, on p1 if on no other",
      {{"nobody is awake",
        "look for work again after pidleput: whoever made some before that saw no idle P, and woke "
        "nobody"},
       {"wirep: ",
        "after pidleput pp is another's, at once: do not start it. wakep takes a P from the list, "
        "whichever lies there by then"},
       {"negative nmspinning",
        "nmspinning counts the Ms that spin: whoever starts one counts it, and nobody else"}});
}

TEST_CASE("another one spins") {
  exercise::judge(
      "no M spins and no P is idle; an M begins to spin just before nmspinning is moved from 0 to "
      "1",
      [] {
        exercise::Bench b(2);
        sync::SyncPoints points;
        bool raced = false;
        for (const char* op : {"sched.nmspinning.cas", "sched.nmspinning.add",
                               "sched.nmspinning.exchange", "sched.nmspinning.store"}) {
          points.before(op, [&] {
            if (raced) return;
            raced = true;
            sched.nmspinning.store(1, memory_order_seq_cst);
          });
        }
        handoffp(allp[0]);
        if (!raced) return;
        exercise::expect(
            !b.woken(allp[0]), "it is on the idle list", b.where(allp[0]),
            "who does not move nmspinning from 0 to 1 starts nobody: the other one looks for work");
        exercise::expect(
            b.isidle(allp[0]), "it is on the idle list", b.where(allp[0]),
            "who does not move nmspinning from 0 to 1 still has the P: nobody else makes it idle");
        exercise::equal(
            "sched.nmspinning", 1, sched.nmspinning.load(memory_order_relaxed),
            "nmspinning counts the Ms that spin: whoever starts one counts it, and nobody else");
      });
}

TEST_CASE("one spins, stops, and spins again") {
  exercise::judge(
      "an M spins and no P is idle; it stops, and begins again just before nmspinning is moved",
      [] {
        exercise::Bench b(2);
        sched.nmspinning.store(1, memory_order_seq_cst);
        sync::SyncPoints points;
        auto now = [](int n) { return [=] { sched.nmspinning.store(n, memory_order_seq_cst); }; };
        points.before("sched.nmspinning.load", now(0), 2);
        points.before("sched.nmspinning.cas", now(1));
        handoffp(allp[0]);
        exercise::expect(!b.woken(allp[0]) || sched.nmspinning.load(memory_order_relaxed) < 2,
                         "it is on the idle list", b.where(allp[0]),
                         "nmspinning is moved from 0 to 1, not from what was seen earlier: who "
                         "does not move it from 0 starts nobody");
      });
}

// To count oneself and to take that back may be two steps. What if others come in between?
TEST_CASE("a count that is taken back") {
  struct Way {
    const char* what;
    int spins, idle;
    bool late;
  };
  for (Way w : {Way{"an M spins and no P is idle", 1, 0, false},
                Way{"no M spins and no P is idle; at the last moment one begins to", 0, 0, true},
                Way{"no M spins, and a P is idle", 0, 1, false}}) {
    exercise::judge(
        std::string(w.what) +
            "; before handoffp takes its count back, that M finds something and stops, a P goes "
            "idle, and two goroutines become runnable",
        [=] {
          exercise::Bench b(4);
          if (w.idle) b.idle(allp[3]);
          sched.nmspinning.store(w.spins, memory_order_seq_cst);
          sync::SyncPoints points;
          bool came = false, late = w.late;
          points.before("sched.nmspinning.add", [&] {
            if (late) late = false, sched.nmspinning.store(1, memory_order_seq_cst);
          });
          points.before("sched.nmspinning.sub", [&] {
            came = true;
            if (w.spins || w.late) sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
            if (!w.idle) b.idle(allp[3]);
            runqput(allp[0], &b.others[0], true);  // by the M that runs p0
            wakep();
            b.global(&b.others[1]);
          });
          handoffp(allp[1]);
          if (!came) return;
          exercise::expect(sched.nmspinning.load(memory_order_relaxed) > 0,
                           "an M looks for work: one goroutine still waits, and p3 is idle",
                           "nobody does",
                           "what you count is seen by others at once: whoever made a goroutine "
                           "runnable meanwhile believed that somebody looks, and woke nobody. To "
                           "see that nmspinning is 0 and to make it 1 is one step");
        });
  }
}
