// Exercise 10.5, in all schedules: whoever makes a thread waits for malloc's lock, and a goroutine
// that owns it is preempted.
#include <callers.hpp>
#include <explored.hpp>
#include <lockosthread.hpp>

#include "starting.hpp"

using namespace rt;

static sync::World world;
static Atomic<int, "user code"> user;

static void compute(int n) {
  for (int i = 0; i < n; i++) {
    user.load(memory_order_relaxed);
    Unpreempted p;
    owns();
  }
}
static void done() { left--, sync::parkforever(); }
template <int i>
static void runp() {
  world.run(world.ms[i].get());
}
template <int i>
static void idle() {
  mstart(world.ms[i].get(), world.ms[i]->g0, [] { sleepm(), schedule(); });
}

// malloc's lock.
static Atomic<uint32_t, "malloc"> heap = 0;
static void takeheap() {
  while (heap.exchange(1, memory_order_acquire)) futexsleep(raw(heap), 1);
}
static void leaveheap() {
  heap.store(0, memory_order_release);
  futexwakeup(raw(heap), 100);
}
static bool mallocs() { return takeheap(), leaveheap(), false; }

// The signal comes here and now; a thread slept when it was sent.
static void giveup() {
  getg()->m->p->preempt.store(true, memory_order_relaxed);
  doSigPreempt(getg(), reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

static void reset(int procs, int goroutines) {
  world.reset(procs);
  left = goroutines, now = 0;
  heap.store(0, memory_order_relaxed);
  sync::creates = mallocs;
}
static G* owner() {
  return world.g([](G*) {
    takeheap();
    giveup();
    compute(1);
    leaveheap();
    done();
  });
}

static const std::initializer_list<exercise::Rule> rules = {
    {"never came back", exercise::kPreempted}, {"deadlock", exercise::kPreempted}};

static void judged(const std::string& scenario, std::function<void()> setup,
                   std::vector<sync::Scenario::Thread> threads, int preemptions,
                   std::initializer_list<exercise::Rule> rules = ::rules) {
  exercise::explored(world, scenario,
                     {.setup = setup,
                      .threads = threads,
                      .check = alldone,
                      .sleepers = true,
                      .preemptions = preemptions,
                      .at = {"malloc", "sched.lock", "m.park", "newmHandoff.wake"}},
                     "all goroutines come to their end", rules);
}
static void withtemplate() {
  startTemplateThread();
  runp<0>();
}

TEST_CASE("the owner of malloc's lock waits for a P") {
  judged(
      "a goroutine that owns malloc's lock is preempted; the next one gives the only P away, in a "
      "call that blocks",
      [] {
        reset(1, 2);
        runqput(allp[0], owner(), false);
        runqput(allp[0], world.g([](G*) {
          entersyscallblock();
          exitsyscall();
          compute(1), done();
        }),
                false);
        world.m(allp[0]), mput(world.m(nullptr));
      },
      {{"M1", withtemplate}, {"M2", idle<1>}}, 1);
}

TEST_CASE("the owner's own thread") {
  judged(
      "a goroutine that owns malloc's lock is preempted, and goes on with another P, while its "
      "thread "
      "is still handing the first one over",
      [] {
        reset(2, 2);
        runqput(allp[0], owner(), false);
        runqput(allp[0], world.g([](G*) { compute(1), done(); }), false);
        world.m(allp[0]), world.m(allp[1]);
      },
      {{"M1", withtemplate}, {"M2", runp<1>}}, 2,
      {{"never came back",
        "a preempted goroutine's thread, in the signal handler, hands its P over, too: if it makes "
        "a "
        "thread there, it waits for the lock that its own goroutine owns"}});
}

// The M that has a preempted goroutine to go on with is none that searches.
static bool ran;
static void lost(const std::string& scenario, bool more) {
  static bool second;
  second = more;
  static const auto check = [] {
    sync::expect(ran, "a goroutine is runnable, a P is idle, and nobody is awake to run it");
  };
  exercise::explored(world, scenario,
                     {.setup =
                          [] {
                            reset(4, 0);
                            ran = false;
                            sync::creates = nullptr;
                            static G* next;
                            next = world.g([](G*) { ran = true, sync::parkforever(); });
                            runqput(allp[0], world.g([](G*) {
                              runsoon(next);
                              sync::blockforever();  // it computes
                            }),
                                    false);
                            G* gp = world.g([](G*) {});
                            gp->m = world.m(allp[0]), gp->m = world.m(nullptr);
                            gp->preempted = true;
                            globrunqput(gp);
                            pidleput(allp[1]), pidleput(allp[2]);
                          },
                      .threads = {{"M1", withtemplate},
                                  {"M2",
                                   [] {
                                     notesleep(&world.ms[1]->park);
                                     sync::blockforever();  // it goes on
                                   }},
                                  {"wakep",
                                   [] {
                                     if (second) wakep();
                                   }}},
                      .check = check,
                      .sleepers = true,
                      .preemptions = 1,
                      .at = {"sched.nmspinning", "sched.npidle", "sched.lock"}},
                     "the goroutine runs, on one of the two idle Ps",
                     {{"nobody is awake", exercise::kSearch}});
}
TEST_CASE("the search that was promised") {
  lost(
      "M1 makes a goroutine runnable, and wakes somebody to search; that one is a preempted "
      "goroutine, "
      "which computes",
      false);
  lost("the same, while another thread calls wakep", true);
}
