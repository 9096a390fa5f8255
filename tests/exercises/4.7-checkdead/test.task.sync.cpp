// Exercise 4.7, in all schedules: startm on each of its ways. The M is a new one or one that slept;
// its caller gives it a P or not, and has counted it as spinning or not.
#include <explored.hpp>

#include "hand.hpp"

using namespace rt;

static sync::World world;
static bool given, spinning, slept, ran;

static G* known(void (*f)(G*)) {
  G* gp = world.g(f);
  gp->alllink = sched.allgs;
  sched.allgs = gp;
  return gp;
}

// P0 and M1 have goroutine 1; goroutine 2 is in the global queue.
static void fresh() {
  ran = false;
  world.reset(2);
  if (!given) pidleput(allp[1]);
  world.m(allp[0]);
  sched.mcount = 1;
  runqput(allp[0], known([](G*) {
            if (spinning) sched.nmspinning.store(1, memory_order_seq_cst);
            startm(given ? allp[1] : nullptr, spinning);
            sync::expect(sched.mcount == 2,
                         "after startm, mcount = " + std::to_string(sched.mcount));
            sync::blockforever();  // it computes
          }),
          false);
  globrunqput(known([](G*) {
    ran = true;
    int32_t awake = sched.mcount - sched.nmidle;
    sync::expect(awake == 2,
                 "two Ms run goroutines, and mcount - nmidle = " + std::to_string(awake));
    sync::parkforever();
  }));
  if (slept) mput(world.m(nullptr)), sched.mcount = 2;
}
static void run() { world.run(world.ms[0].get()); }
static void sleep_and_run() {
  if (!slept) return;
  mstart(world.ms[1].get(), world.ms[1]->g0, [] {
    M* self = getg()->m;
    notesleep(&self->park), noteclear(&self->park);
    P* pp = self->nextp;
    self->nextp = nullptr;
    acquirep(pp);
    schedule();
  });
}

TEST_CASE("each way of startm") {
  for (int way = 0; way < 8; way++) {
    given = way & 1, spinning = way & 2, slept = way & 4;
    constexpr const char* kRule =
        "on each way of startm an M is counted, and one that slept is out of nmidle, before its "
        "thread can do anything: it may run a goroutine and sleep before you count it";
    exercise::explored(
        world,
        std::string("goroutine 1 starts ") + (slept ? "an M that slept" : "a new M") +
            (spinning ? " that spins" : " that does not spin") +
            (given ? ", for a P of its own" : "") +
            ", and computes; that M runs goroutine 2, which waits, and goes to sleep",
        {.setup = fresh,
         .threads = {{"M1", run}, {"M2", sleep_and_run}},
         .check =
             [] {
               sync::expect(ran, "goroutine 2 does not run, and all have come to rest");
               M* mp = sched.midle;
               sync::expect(mp && !mp->nextp && !mp->spinning,
                            "an M sleeps that is not ready for the next startm");
               sync::expect(sched.mcount == 2,
                            "at the end, mcount = " + std::to_string(sched.mcount));
             },
         .sleepers = true,
         .preemptions = 2,
         .at = {"sched.lock", "sched.npidle", "p.status", "g.status"}},
        "no alarm, and two Ms are counted",
        {{"checkdead", kRule},
         {"all goroutines are asleep", kRule},
         {"does not run", "an M that is given a P is woken, or its thread is made"},
         {"not ready",
          "an M that begins takes its P out of nextp: whoever starts it the next time relies on "
          "that"},
         {"mcount = 1", kRule},
         {"nmidle", kRule},
         {"mcount = 3", "each M is counted once"}});
  }
}
