// Exercise 5.3: the last look, when others can find the P; and the price.
#include <bench.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>

using namespace rt;

TEST_CASE("the last look") {
  exercise::judge(
      "nothing to do, and another P idle; a goroutine is made runnable while pp is being put on "
      "the idle list",
      [] {
        exercise::Bench b(2);
        b.idle(allp[1]);
        sync::SyncPoints points;
        int taken = points.hits("sched.lock.cas") - points.hits("sched.lock.exchange");
        points.before("sched.npidle.add", [&] { globrunqput(&b.others[0]); });
        points.before("sched.nmspinning.cas", [&] {
          exercise::expect(
              points.hits("sched.lock.cas") - points.hits("sched.lock.exchange") == taken,
              "wakep is called without sched.lock", "it is held",
              "wakep and startm take sched.lock: unlock it before, or it is never free again");
        });
        handoffp(allp[0]);
        exercise::expect(!b.woken(allp[0]) || !b.isidle(allp[0]),
                         "an M is woken with a P that is off the idle list",
                         "it was woken for pp, which is on the list still",
                         "after pidleput pp is another's, at once: do not start it. wakep takes a "
                         "P from the list, whichever lies there by then");
        exercise::equal("Ms woken", 1, b.wokenup(),
                        "look for work again after pidleput: whoever made some before that saw no "
                        "idle P, and woke nobody");
      });
}

// Another P runs, and what it makes runnable at that moment goes into its own queue.
TEST_CASE("the last look is at every queue") {
  for (int which = 0; which < 4; which++) {
    for (int at = 0; at < 4; at++) {
      if (at == which) continue;
      for (bool next : {false, true}) {
        auto p = [](int i) { return "p" + exercise::show(i); };
        exercise::judge(
            "handoffp(" + p(which) + "), nothing to do; while it is being put on the idle list, " +
                p(at) + "'s goroutine makes another one runnable, " +
                (next ? "in its runnext" : "in its ring"),
            [=] {
              exercise::Bench b(4);
              int idle = 0;
              while (idle == which || idle == at) idle++;
              b.idle(allp[idle]);
              allp[at]->status.store(Prunning, memory_order_relaxed);
              sync::SyncPoints points;
              points.before("sched.npidle.add", [&] { runqput(allp[at], &b.others[0], next); });
              handoffp(allp[which]);
              exercise::equal("Ms woken", 1, b.wokenup(),
                              "look for work again after pidleput, in the queue of each P and in "
                              "the global one: whoever made some before that saw no idle P, and "
                              "woke nobody");
            });
      }
    }
  }
}

TEST_CASE("the last look, and somebody spins") {
  exercise::judge(
      "nothing to do, and an M spins; a goroutine is made runnable while pp is being put on the "
      "idle "
      "list",
      [] {
        exercise::Bench b(2);
        sched.nmspinning.store(1, memory_order_relaxed);
        sync::SyncPoints points;
        points.before("sched.npidle.add", [&] { globrunqput(&b.others[0]); });
        handoffp(allp[0]);
        exercise::equal("Ms woken", 0, b.wokenup(),
                        "the M that spins will find it: wakep sees that, and wakes nobody more");
      });
}

TEST_CASE("the price") {
  exercise::judge(
      "a goroutine waits in pp's queue, and an M sleeps: what it costs to wake that", [] {
        exercise::Bench b(2);
        b.idle(allp[1]);
        runqput(allp[0], &b.others[0], false);
        sync::SyncPoints points;
        int locks = points.hits("sched.lock.exchange"), calls = sync::kernelcalls;
        handoffp(allp[0]);
        exercise::expect(
            points.hits("sched.lock.exchange") == locks + 1, "sched.lock is taken once, by startm",
            exercise::show(points.hits("sched.lock.exchange") - locks) + "x",
            "pp's own queue, and how long the global one is, can be seen without the lock");
        exercise::expect(sync::kernelcalls == calls + 1, "the kernel is called once, to wake the M",
                         exercise::show(sync::kernelcalls - calls) + "x",
                         "sysmon has more Ps to look at: handoffp does not wait for anything");
      });
}

TEST_CASE("work that is another's") {
  exercise::judge(
      "a goroutine waits in p1's queue, whose M runs, and an M spins; pp has nothing to do", [] {
        exercise::Bench b(2);
        runqput(allp[1], &b.others[0], false);
        allp[1]->status.store(Prunning, memory_order_relaxed);
        sched.nmspinning.store(1, memory_order_relaxed);
        handoffp(allp[0]);
        exercise::expect(b.isidle(allp[0]) && !b.woken(allp[0]), "it is on the idle list",
                         b.where(allp[0]),
                         "what waits in another P's queue is for that P, or for the M that spins: "
                         "one more thread would only burn its CPU");
      });
}
