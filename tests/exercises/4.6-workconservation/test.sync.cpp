// Exercise 4.6, in all schedules: at the very moment that an M lets go of its P, somebody makes a
// goroutine runnable.
#include <explored.hpp>

using namespace rt;

static sync::World world;
static bool ran;
static G* second;
static M ms[3];
static G gs[3];

// This thread becomes ms[i], with P number p.
static void fake(int i, int p, bool spinning) {
  new (&ms[i]) M{};
  new (&gs[i]) G{};
  gs[i].m = &ms[i], gs[i].goid = 100;
  ms[i].p = allp[p], allp[p]->m = &ms[i], ms[i].spinning = spinning;
  allp[p]->status.store(Prunning, memory_order_relaxed);
}

// P0 (or P1) is busy, and makes `second` runnable. P1 (or P0) belongs to an M that has nothing to
// do, and spins or does not. With four Ps two more Ms, with P2 and P3, spin.
static void fresh(int procs, bool spinning, int busy = 0) {
  ran = false;
  world.reset(procs);
  second = world.g([](G*) {
    ran = true;
    sync::parkforever();
  });
  fake(0, busy, false);
  world.m(allp[1 - busy])->spinning = spinning;
  for (int i = 2; i < procs; i++) fake(i - 1, i, true);
  sched.nmspinning.store(spinning + procs - 2, memory_order_relaxed);
}

static void submitter() {
  setg(&gs[0]);
  runsoon(second);
  sync::blockforever();
}
static void to_global() {
  setg(&gs[0]);
  sched.lock.lock();
  globrunqput(second);
  sched.lock.unlock();
  wakep();
  sync::blockforever();
}
// They find something, and stop spinning.
static void finders() {
  setg(&gs[1]), resetspinning();
  setg(&gs[2]), resetspinning();
  sync::blockforever();
}
static void idler() { world.run(world.ms[0].get()); }
static void check() {
  sync::expect(ran, "a goroutine is runnable, a P is idle, and nobody is awake");
}

constexpr const char* kExpected = "the goroutine runs: a P was idle";
constexpr const char* kAfter =
    "an M looks at all queues once more after its P is idle and it does not spin: only from then "
    "on "
    "others wake somebody";
constexpr const char* kAlso =
    "an M that did not spin looks once more as well: while its P was not idle, nobody was woken";
constexpr const char* kSleeps = "an M that finds nothing to do lets go of its P and sleeps";
constexpr const char* kHalf = "at most half as many Ms look for work as Ps are busy";

static void judged(const char* scenario, const sync::Scenario& s, const char* rule) {
  exercise::explored(world, scenario, s, kExpected,
                     {{"nobody is awake", rule}, {"no end", kSleeps}, {"look for work", kHalf}});
}

TEST_CASE("the last M that spins") {
  judged("a goroutine becomes runnable while the last M that spins lets go of its P",
         {.setup = [] { fresh(2, true); },
          .threads = {{"busy", submitter}, {"idle", idler}},
          .check = check,
          .sleepers = true,
          .preemptions = 3,
          .at = {"sched.nmspinning", "sched.npidle", "p.runnext"}},
         kAfter);
}

// Whatever fails here and not above fails because an old value is read.
constexpr const char* kBuffer =
    "an M that looks once more has to be seen as one that does not spin before it looks: only a "
    "fetch_sub with memory_order_seq_cst, before looks that are seq_cst too, says so to everybody";

TEST_CASE("with old values") {
  for (bool global : {false, true}) {
    judged(global ? "a goroutine comes into the global queue, and a load may read an old value"
                  : "the same, and a load may read an old value",
           {.setup = [] { fresh(2, true); },
            .threads = {{"busy", global ? to_global : submitter}, {"idle", idler}},
            .check = check,
            .sleepers = true,
            .preemptions = 2,
            .at = {"sched.nmspinning", "sched.npidle", "p.runnext", "sched.runqsize"},
            .stale = 1},
           kBuffer);
  }
}

TEST_CASE("wherever it stands") {
  judged("the same, and it is the other one of the two Ps that is idle",
         {.setup = [] { fresh(2, true, 1); },
          .threads = {{"busy", submitter}, {"idle", idler}},
          .check = check,
          .sleepers = true,
          .preemptions = 3,
          .at = {"sched.nmspinning", "sched.npidle", "p.runnext"}},
         "the second look is at the queues of all Ps");
  judged("a goroutine comes into the global queue while the last M that spins lets go of its P",
         {.setup = [] { fresh(2, true); },
          .threads = {{"busy", to_global}, {"idle", idler}},
          .check = check,
          .sleepers = true,
          .preemptions = 3,
          .at = {"sched.nmspinning", "sched.npidle", "sched.runqsize", "sched.lock"}},
         "the second look is at all queues, and the global one is among them");
}

TEST_CASE("an M that does not spin") {
  judged("two of four Ms spin, find something, and stop; a third, which did not, lets go of its P",
         {.setup = [] { fresh(4, false); },
          .threads = {{"idle", idler}, {"finders", finders}, {"busy", submitter}},
          .check = check,
          .sleepers = true,
          .preemptions = 2,
          .at = {"sched.nmspinning", "sched.npidle", "p.runnext"}},
         kAlso);
}

// P1 and P2 belong to Ms that have nothing to do, and did not spin, since two others did. Those
// have found something, and stop; then P0 makes something runnable, while no P is idle. So nobody
// is woken, and both Ms let go of their Ps at the same moment.
TEST_CASE("two Ms that do not spin") {
  judged(
      "two Ms that did not spin let go of their Ps, while a third makes a goroutine runnable",
      {.setup =
           [] {
             fresh(4, false);
             ms[1].p = nullptr, allp[2]->m = nullptr;
             allp[2]->status.store(Pidle, memory_order_relaxed);
             world.m(allp[2]);
           },
       .threads = {{"idle1", [] { world.run(world.ms[0].get()); }},
                   {"idle2", [] { world.run(world.ms[1].get()); }},
                   {"busy",
                    [] {
                      setg(&gs[1]), resetspinning();
                      setg(&gs[2]), resetspinning();
                      submitter();
                    }}},
       .check = check,
       .sleepers = true,
       .preemptions = 3,
       .at = {"sched.nmspinning", "sched.npidle"},
       .stale = -1},  // (Data races are looked for where there are fewer schedules.)
      "each M looks once more, whether it spun or not, and however many Ps are idle by now: when "
      "the goroutine became runnable, none was");
}

TEST_CASE("how many look") {
  judged("two of four Ms spin; a third has nothing to do, and there is nothing",
         {.setup = [] { fresh(4, false); },
          .threads = {{"idle", idler},
                      {"observer",
                       [] {
                         for (int i = 0; i < 10; i++)
                           sync::expect(sched.nmspinning.load(memory_order_seq_cst) <= 2,
                                        "three Ms look for work");
                       }}},
          .sleepers = true,
          .preemptions = 2,
          .at = {"sched.nmspinning", "sched.npidle"}},
         kAlso);
}
