// Exercise 6.1, in all schedules: the goroutine comes back while sysmon or another M wants that P.
#include <explored.hpp>
#include <hand.hpp>
#include <price.hpp>

#include <entersyscall.hpp>
#include <exitsyscallfast.hpp>
#include <sysmon.hpp>

using namespace rt;

static sync::World world;
static int left;
static int64_t now;

static void call(G*) {
  entersyscall();
  exitsyscall();
  M* mp = getg()->m;
  sync::expect(mp->p && mp->p->m == mp && mp->p->status.load(memory_order_relaxed) == Prunning,
               "two threads have the same P");
  left--;
  sync::parkforever();
}

static void everybody(int procs, int callers, int preemptions) {
  sync::Scenario s = {
      .setup =
          [=] {
            world.reset(procs);
            left = callers, now = 0;
            for (int i = 0; i < callers; i++) runqput(allp[0], world.g(call), false);
            world.m(allp[0]);
            for (int i = 1; i < procs; i++) pidleput(allp[i]);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }},
                  {"sysmon",
                   [] {
                     for (; left > 0; rt::usleep(20)) retake(now += 20'000'000);
                   }}},
      .check = [] { sync::expect(left == 0, "a goroutine never came back"); },
      .sleepers = true,
      .preemptions = preemptions,
      .at = {"p.status", "sched.npidle"},
  };
  const char* one =
      "looking at the status and changing it must be one step: in between, another "
      "thread may take the P";
  exercise::explored(world,
                     std::to_string(callers) + " goroutines in a call, " + std::to_string(procs) +
                         " Ps, and sysmon",
                     s, "each P has one owner, and every goroutine comes back",
                     {{"two threads have the same P", one},
                      {"wirep: ", one},
                      {"releasep: ", one},
                      {"never came back", "a goroutine that is back from the kernel runs again"}});
}
TEST_CASE("one goroutine, one P") { everybody(1, 1, 3); }
TEST_CASE("two goroutines, one P") { everybody(1, 2, 2); }
TEST_CASE("one goroutine, two Ps") { everybody(2, 1, 3); }
TEST_CASE("three goroutines, three Ps") { everybody(3, 3, 1); }

using namespace exercise;

// M 1 has come back, and its oldp, p0, lies in Psyscall.
static M* back() {
  byhand(2);
  M* mp = newthread(1);
  runs(mp, newgoroutine(1, nullptr), Gsyscall);
  setg(mp->curg);
  mp->oldp = allp[0], mp->syscalltick = 7;
  allp[0]->syscalltick.store(7, memory_order_relaxed);
  allp[0]->status.store(Psyscall, memory_order_relaxed);
  return mp;
}

// The attempts to take p0, whatever they are made with.
static void eachtry(sync::SyncPoints& points, std::function<void()> f) {
  for (const char* op : {"p.status.cas", "p.status.exchange"}) points.before(op, f);
}

TEST_CASE("away at the last moment") {
  judge(
      "oldp is in Psyscall. Just before it is taken, sysmon takes it, and another M runs with it, "
      "and leaves it in Psyscall by a call of its own",
      [] {
        M* mp = back();
        sync::SyncPoints points;
        static bool once;
        eachtry(points, [] {
          if (!once) once = true, nexttick(allp[0]->syscalltick);
        });
        expect(exitsyscallfast_oldp(allp[0]) && mp->p == allp[0],
               "true: a P in Psyscall is nobody's", "false",
               "a P in Psyscall is nobody's, whoever left it there, and may be taken");
        equal("oldp.syscalltick", 9u, allp[0]->syscalltick.load(memory_order_relaxed),
              "look at its tick when the P is yours: what you saw before may be different by then");
      });
}

TEST_CASE("lost at the last moment") {
  judge("oldp is in Psyscall. Just before it is taken, another M takes it, and runs with it", [] {
    M* mp = back();
    static M* other;
    other = newthread(2);
    sync::SyncPoints points;
    eachtry(points, [] {
      if (allp[0]->m != other) busy(allp[0], other);
    });
    const char* rule =
        "one try decides. Mind `expected`: a compare-and-swap that fails writes into it what it "
        "has found, and a second try compares with that";
    fatal_details = [] {
      expect(false, "false: the other M has it", "it takes the P from that M",
             "looking at the status and changing it must be one step: in between, another thread "
             "may take the P");
    };
    expect(!exitsyscallfast_oldp(allp[0]), "false: the other M has it", "true", rule);
    expect(!mp->p && allp[0]->m == other && status(allp[0]) == Prunning, "nothing changed",
           "status " + show(status(allp[0])), "what is not ours we do not touch");
  });
}

TEST_CASE("the price, and the order") {
  judge("nobody else wants oldp: what it costs to take it back", [] {
    back();
    sync::SyncPoints points;
    static bool tried, good;
    eachtry(points, [] { good = acquires(), tried = true; });
    Price price(points);
    exitsyscallfast_oldp(allp[0]);
    price.nothing("the way back to oldp");
    expect(!tried || good || sync::fenced, "the P is taken with acquire",
           "the memory order is too weak for that",
           "you go on with what the P's last owner has left: memory_order_acquire or acq_rel, to "
           "pair with reentersyscall's release");
  });
}
