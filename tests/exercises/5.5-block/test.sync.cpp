// Exercise 5.5, in all schedules: another goroutine looks at the one that blocks. Without sysmon,
// and with it.
#include <bench.hpp>
#include <entersyscall.hpp>
#include <explored.hpp>
#include <price.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>

using namespace rt;

static sync::World world;
static G* first;
static bool ran;

static sync::Scenario scenario() {
  return {
      .setup =
          [] {
            world.reset(1);
            ran = false;
            first = world.g([](G*) {
              entersyscallblock();
              sync::blockforever();
            });
            allp[0]->syscalltick.store(7, memory_order_relaxed);
            runqput(allp[0], first, false);
            runqput(allp[0], world.g([](G*) {
              ran = true;
              sync::expect(first->atomicstatus.load(memory_order_relaxed) == Gsyscall,
                           "goroutine 2 runs on p0, and so does goroutine 1, by its state");
              M* mp = first->m;
              sync::expect(!mp->p && getg()->m->p == allp[0] && allp[0]->m == getg()->m,
                           "goroutine 2 runs on p0, but M1 has it, too");
              sync::expect(allp[0]->syscalltick.load(memory_order_relaxed) == 8,
                           "goroutine 2 runs on p0, and the tick of p0 has not moved on");
              sync::expect(mp->syscalltick == 7,
                           "goroutine 2 runs on p0, and M1 has not noted the tick yet");
              sync::parkforever();
            }),
                    false);
            world.m(allp[0]);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }}},
      .check = [] { sync::expect(ran, "goroutine 2 never ran"); },
      .sleepers = true,
      .preemptions = 3,
      .at = {"p.status", "g.status", "p.syscalltick", "sched.lock", "sched.handoffs"},
  };
}

TEST_CASE("in all schedules") {
  exercise::explored(
      world,
      "1 P, and no sysmon: goroutine 1 makes a call that blocks for ever; goroutine 2 waits for "
      "its turn",
      scenario(), "goroutine 2 runs on p0, and goroutine 1 is in the kernel",
      {{"by its state", "Gsyscall comes before the hand-off: one P runs one goroutine"},
       {"M1 has it", "what is handed off is released first: the M in the kernel has no P"},
       {"tick of p0",
        "the tick moves on before the hand-off: after it the P, and its tick, are another's"},
       {"noted the tick",
        "the M notes the P's tick before the hand-off: after it the P, and its tick, are "
        "another's"},
       {"wirep: ", "what is handed off is released first: the M in the kernel has no P"},
       {"releasep: ", "what is handed off is released first: the M in the kernel has no P"},
       {"never ran", "the P is handed off at once: nobody waits for sysmon"}});
}

TEST_CASE("at the moment of the hand-off") {
  exercise::judge("handoffp begins: from here on another thread may have the P", [] {
    exercise::Bench b(2);
    b.runs(allp[0]);
    G& g = b.g;
    uintptr_t pc = 0, sp = 0;
    sync::SyncPoints points;
    points.before("sched.handoffs.add", [&] { pc = g.syscallpc, sp = g.syscallsp; });
    entersyscallblock();
    exercise::expect(
        pc && pc == g.syscallpc && sp && sp == g.syscallsp,
        "syscallpc and syscallsp are there, and do not change any more",
        "syscallpc = " + exercise::hex(pc) + ", later " + exercise::hex(g.syscallpc) +
            "; syscallsp = " + exercise::hex(sp) + ", later " + exercise::hex(g.syscallsp),
        "pc and sp are noted before others can see the goroutine in its call: a debugger on the "
        "P's next thread finds it by them");
  });
}

static void price(bool asleep) {
  std::string scenario = "goroutine 2 waits in the P's queue, and an M sleeps; sysmon ";
  scenario += asleep ? "is in its deep sleep" : "is awake";
  exercise::judge(scenario + ": what the call costs", [=] {
    exercise::Bench b(2);
    sched.sysmonwait.store(asleep, memory_order_relaxed);
    runqput(allp[0], &b.others[0], false);
    b.runs(allp[0]);
    sync::SyncPoints points;
    exercise::Price price(points);
    points.before("sched.handoffs.add", [&] { price.nothing("what comes before handoffp"); });
    int locks = points.hits("sched.lock.exchange"), calls = sync::kernelcalls;
    entersyscallblock();
    locks = points.hits("sched.lock.exchange") - locks, calls = sync::kernelcalls - calls;
    exercise::expect(
        locks == 1 && calls == 1,
        "sched.lock is taken once, and the kernel is called once, by handoffp",
        "the lock " + exercise::show(locks) + "x, the kernel " + exercise::show(calls) + "x",
        "all that costs anything is the hand-off: the rest is plain stores");
  });
}
TEST_CASE("the price") { price(false), price(true); }

// A P that lies in Psyscall, be it for a moment, is anybody's.
TEST_CASE("sysmon looks on") {
  sync::Scenario s = scenario();
  s.threads.push_back(
      {"sysmon", [] {
         for (P* pp = allp[0]; !ran; rt::usleep(20)) {
           uint32_t status = Psyscall;
           if (!pp->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel)) continue;
           nexttick(pp->syscalltick);
           handoffp(pp);
         }
       }});
  s.preemptions = 2;
  const char* one =
      "a P in Psyscall is anybody's: sysmon may have taken it meanwhile. Whoever moves it from "
      "Psyscall to Pidle, by one compare-and-swap, owns it; and it need never be in Psyscall";
  exercise::explored(
      world, "1 P: goroutine 1 makes a call that blocks for ever; sysmon looks on", s,
      "one thread has p0 at a time, and goroutine 2 runs on it",
      {{"by its state", "Gsyscall comes before the hand-off: one P runs one goroutine"},
       {"M1 has it", one},
       {"tick of p0", one},
       {"wirep: ", one},
       {"releasep: ", one},
       {"is not idle", one},
       {"pidleput: ", one},
       {"casgstatus: ", one},
       {"no end", one},
       {"never ran", "the P is handed off at once"}});
}
