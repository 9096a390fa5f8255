// Chapter 4: at the very moment that the last thread which looks for work goes to sleep, somebody
// makes a goroutine runnable.
#include <doctest/doctest.h>
#include <chan.hpp>
#include <cstring>
#include <lock.hpp>
#include <memory>
#include <once.hpp>
#include <set>
#include <sync_points.hpp>
#include <waitgroup.hpp>
#include <world.hpp>
#include <yield.hpp>

#include "support/goroutines.hpp"

using namespace rt;

static sync::World world;
static bool ran, globally;
static G* second;

// g1 makes g2 runnable and then keeps its own P busy. M2 spins, finds nothing, and parks.
static const sync::Scenario submit = {
    .setup =
        [] {
          ran = false;
          world.reset(2);
          second = world.g([](G*) {
            ran = true;
            sync::parkforever();
          });
          G* first = world.g([](G*) {
            if (globally) {
              sched.lock.lock();
              globrunqput(second);
              sched.lock.unlock();
              wakep();
            } else {
              runsoon(second);
            }
            sync::blockforever();
          });
          runqput(allp[0], first, false);
          world.m(allp[0]);
          world.m(allp[1])->spinning = true;
          sched.nmspinning.store(1, memory_order_relaxed);
        },
    .threads = {{"submitter", [] { world.run(world.ms[0].get()); }},
                {"spinner", [] { world.run(world.ms[1].get()); }}},
    .check = [] { sync::expect(ran, "a goroutine is runnable, a P is idle, and nobody is awake"); },
    .sleepers = true,
};

TEST_CASE(
    "explored: a goroutine that is submitted while the last spinning M parks is not forgotten") {
  sync::Scenario s = submit;
  s.preemptions = 2;
  sync::explored(world, s);
}

TEST_CASE("explored: … nor with four interruptions between the words that the two decide by") {
  sync::Scenario s = submit;
  s.at = {"sched.nmspinning", "sched.npidle", "p.runnext"};
  s.preemptions = 4;  // without a limit the spinner could look for work for ever, and does
  sync::explored(world, s);
}

TEST_CASE("explored: … and loads may read old values") {
  sync::Scenario s = submit;
  s.preemptions = 2;
  s.stale = 1;
  sync::explored(world, s);
}

TEST_CASE("explored: … nor one that goes into the global queue") {
  sync::Scenario s = submit;
  s.preemptions = 2;
  s.stale = 1;
  globally = true;
  sync::explored(world, s);
  globally = false;
}

// --- three Ps: who may rely on a count that is about to be taken back? ---

// No goroutine may wait while a P is idle and nobody is awake to find it.
static void nobodywaits() {
  sync::expect(!(sched.npidle.load(memory_order_relaxed) > 0 && anywork()),
               "a goroutine is runnable, a P is idle, and nobody is awake");
}

// The thread of M i, with P i, does this, and no more.
template <int i, auto does>
static void with_p() {
  mstart(world.ms[i].get(), world.ms[i]->g0, [] {
    acquirep(allp[i]);
    does();
    sync::blockforever();
  });
}

// A thread that sleeps, as stopm left it, until startm wakes it.
static void sleeper(M* mp) {
  mstart(mp, mp->g0, [] {
    M* self = getg()->m;
    notesleep(&self->park);
    noteclear(&self->park);
    P* pp = self->nextp;
    self->nextp = nullptr;
    acquirep(pp);
    schedule();
  });
}

// Two make goroutines runnable, the second of them twice. For the first, wakep has found no M that
// spins and finds no idle P any more: it takes back its count, which the second has seen.
TEST_CASE("explored: startm finds no idle P, and takes its count back before others rely on it") {
  static Atomic<int, "test.mark"> mark = 0;
  static G *a, *b, *c;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(3);
            a = world.g([](G*) { sync::parkforever(); });
            b = world.g([](G*) { sync::parkforever(); });
            c = world.g([](G*) { sync::parkforever(); });
            auto once = [](G*) {
              runqput(getg()->m->p, a, false);
              wakep();
              sync::blockforever();
            };
            auto twice = [](G*) {
              runqput(getg()->m->p, b, false);
              wakep();
              (void)mark.load(memory_order_relaxed);
              runsoon(c);
              sync::blockforever();
            };
            runqput(allp[0], world.g(once), false);
            runqput(allp[1], world.g(twice), false);
            world.m(allp[0]);
            world.m(allp[1]);
            pidleput(allp[2]);
            mput(world.m(nullptr));
          },
      .threads = {{"once", [] { world.run(world.ms[0].get()); }},
                  {"twice", [] { world.run(world.ms[1].get()); }},
                  {"sleeper", [] { sleeper(world.ms[2].get()); }}},
      .check = nobodywaits,
      .sleepers = true,
      .preemptions = 4,
      .at = {"sched.nmspinning", "sched.npidle", "test.mark"},
  };
  sync::explored(world, s);
}

// --- what one goroutine has written, another sees, whichever way it learns of it ---

static Atomic<int, "test.written"> written = 0;
static std::unique_ptr<Once> once;
static std::unique_ptr<WaitGroup> group;
static std::unique_ptr<Chan<bool>> channel;

static void handed_over(void (*writes)(G*), void (*reads)(G*), void (*third)(G*) = nullptr) {
  sync::Scenario s = {
      .setup =
          [=] {
            world.reset(2);
            written.store(0, memory_order_relaxed);
            once = std::make_unique<Once>(), group = std::make_unique<WaitGroup>();
            channel = std::make_unique<Chan<bool>>(1);
            group->Add(third ? 2 : 1);
            runqput(allp[0], world.g(writes), false);
            runqput(allp[1], world.g(reads), false);
            if (third) runqput(allp[1], world.g(third), false);
            world.m(allp[0]);
            world.m(allp[1]);
          },
      .threads = {{"writes", [] { world.run(world.ms[0].get()); }},
                  {"reads", [] { world.run(world.ms[1].get()); }}},
      .sleepers = true,
      .preemptions = third ? 2 : 1,
      .stale = 1,
      .stale_at = {"test.written", "once.done", "waitgroup.state"},
  };
  if (third) s.at = {"waitgroup.state", "g.status"};
  sync::explored(world, s);
}
static void note_down() { written.store(1, memory_order_relaxed); }
static void look_up() {
  sync::expect(written.load(memory_order_relaxed) == 1, "what was written before is not seen");
  sync::parkforever();
}

TEST_CASE("explored: who comes to a Once later sees what the first one did") {
  handed_over([](G*) { once->Do(note_down), look_up(); },
              [](G*) { once->Do(note_down), look_up(); });
}
TEST_CASE("explored: who has waited for a WaitGroup sees what was done") {
  handed_over([](G*) { note_down(), group->Done(), sync::parkforever(); },
              [](G*) { group->Wait(), look_up(); });
}
TEST_CASE("explored: … even if another was the last to be done") {
  handed_over([](G*) { note_down(), group->Done(), sync::parkforever(); },
              [](G*) { group->Wait(), look_up(); }, [](G*) { group->Done(), sync::parkforever(); });
}
TEST_CASE("explored: who has received a value sees what was written before it was sent") {
  handed_over([](G*) { note_down(), channel->send(true), sync::parkforever(); },
              [](G*) { channel->recv(), look_up(); });
}

// A channel that says "done" is often on a stack. Two wait here, so that the first one woken is in
// the ring at the end, where a thief finds it at once.
TEST_CASE("explored: whoever has been woken by close may destroy the channel") {
  using Done = Chan<bool>;
  alignas(Done) static char memory[sizeof(Done)];
  static Done* done;
  static bool destroyed;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(2);
            destroyed = false;
            done = new (memory) Done;
            auto first = [](G*) {
              done->recv();
              done->~Done();
              memset(memory, 7, sizeof memory), destroyed = true;
              sync::parkforever();
            };
            runqput(allp[0], world.g(first), false);
            runqput(allp[0], world.g([](G*) { done->recv(), sync::parkforever(); }), false);
            auto closes = [](G*) {
              while (sched.npidle.load(memory_order_relaxed) == 0) rt::usleep(20);  // both wait
              done->close();
              sync::parkforever();
            };
            runqput(allp[1], world.g(closes), false);
            world.m(allp[0]), world.m(allp[1]);
          },
      .threads = {{"receivers", [] { world.run(world.ms[0].get()); }},
                  {"closer", [] { world.run(world.ms[1].get()); }}},
      .check =
          [] {
            for (char byte : memory)
              sync::expect(!destroyed || byte == 7, "close writes into a channel that is gone");
          },
      .sleepers = true,
      .preemptions = 2,
      .at = {"wait.lock", "p.runqhead"},
  };
  sync::explored(world, s);
}

// Two goroutines are done on one P, and the one that waits for them on another destroys the
// WaitGroup as soon as it may.
TEST_CASE("explored: whoever has waited may destroy the WaitGroup") {
  alignas(WaitGroup) static char memory[sizeof(WaitGroup)];
  static WaitGroup* all;
  static bool destroyed;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(2);
            destroyed = false;
            all = new (memory) WaitGroup;
            all->Add(2);
            auto waits = [](G*) {
              all->Wait();
              all->~WaitGroup();
              memset(memory, 7, sizeof memory), destroyed = true;
              sync::parkforever();
            };
            runqput(allp[0], world.g(waits), false);
            for (int i = 0; i < 2; i++)
              runqput(allp[1], world.g([](G*) { all->Done(), sync::parkforever(); }), false);
            world.m(allp[0]), world.m(allp[1]);
          },
      .threads = {{"waits", [] { world.run(world.ms[0].get()); }},
                  {"are done", [] { world.run(world.ms[1].get()); }}},
      .check =
          [] {
            sync::expect(destroyed, "a goroutine waits for ever");
            for (char byte : memory)
              sync::expect(byte == 7, "Done writes into a WaitGroup that is gone");
          },
      .sleepers = true,
      .preemptions = 2,
      .at = {"waitgroup.state", "wait.lock", "p.runqhead"},
  };
  sync::explored(world, s);
}

// The counter comes to 0 twice, the second time perhaps before the first Done has woken anybody.
// Two goroutines wait, either for the same 0 or each for its own.
TEST_CASE("explored: each time the counter comes to 0, all who wait for that return") {
  static int returned;
  static Atomic<bool, "test.more"> more;  // there is something to wait for once more
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(3);
            returned = 0, more.store(false, memory_order_relaxed);
            group = std::make_unique<WaitGroup>();
            group->Add(1);
            auto waits = [](G*) {
              bool forthat = more.load(memory_order_relaxed);
              group->Wait();
              sync::expect(!forthat || !more.load(memory_order_relaxed), "Wait returns too early");
              returned++, sync::parkforever();
            };
            for (int i = 0; i < 2; i++) runqput(allp[0], world.g(waits), false);
            runqput(allp[1], world.g([](G*) { group->Done(), sync::parkforever(); }), false);
            auto again = [](G*) {
              group->Wait();
              group->Add(1), more.store(true, memory_order_relaxed);
              more.store(false, memory_order_relaxed), group->Done();
              sync::parkforever();
            };
            runqput(allp[2], world.g(again), false);
            for (int i = 0; i < 3; i++) world.m(allp[i]);
          },
      .threads = {{"wait", [] { world.run(world.ms[0].get()); }},
                  {"done", [] { world.run(world.ms[1].get()); }},
                  {"done again", [] { world.run(world.ms[2].get()); }}},
      .check = [] { sync::expect(returned == 2, "a goroutine waits for ever"); },
      .sleepers = true,
      .preemptions = 2,
      .at = {"waitgroup.state", "wait.lock", "test.more"},
  };
  sync::explored(world, s);
}

// The owner keeps it for so long that the other one is tired of looking, and sleeps.
TEST_CASE("explored: who gets a lock after a sleep sees what its last owner wrote") {
  static std::unique_ptr<Lock<"test.lock">> lock;
  static auto adds = [](int turns) {
    lock->lock();
    int n = written.load(memory_order_relaxed);
    for (int i = 0; i < turns; i++) osyield();
    written.store(n + 1, memory_order_relaxed);
    lock->unlock();
  };
  sync::Scenario s = {
      .setup =
          [] {
            lock = std::make_unique<Lock<"test.lock">>();
            written.store(0, memory_order_relaxed);
          },
      .threads = {{"keeps", [] { adds(10); }}, {"sleeps", [] { adds(0); }}},
      .check =
          [] {
            sync::expect(written.load(memory_order_relaxed) == 2,
                         "one adds to a value that is old");
          },
      .preemptions = 1,
      .stale = 1,
  };
  sync::explored(world, s);
}

TEST_CASE(
    "explored: who has waited on a note for some time sees what was done before it was woken") {
  static std::unique_ptr<Note<"test.note">> note;
  sync::Scenario s = {
      .setup =
          [] {
            note = std::make_unique<Note<"test.note">>(), written.store(0, memory_order_relaxed);
          },
      .threads = {{"wakes", [] { note_down(), notewakeup(note.get()); }},
                  {"waits",
                   [] {
                     if (notetsleep(note.get(), 1))
                       sync::expect(written.load(memory_order_relaxed) == 1,
                                    "what was written before is not seen");
                   }}},
      .preemptions = 2,
      .stale = 1,
  };
  sync::explored(world, s);
}

// A goroutine yields while somebody waits in the global queue: it goes behind that one. A third
// thread takes that one meanwhile, so that this one is alone there; and the M that spins, and has
// just looked, goes to sleep.
TEST_CASE("explored: a goroutine that yields into the global queue is seen, or wakes somebody") {
  static G *yields, *next, *waits;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(3);
            yields = world.g([](G*) { sync::parkforever(); });
            next = world.g([](G*) { sync::blockforever(); });
            waits = world.g([](G*) { sync::blockforever(); });
            world.m(allp[0]);
            world.m(allp[1])->spinning = true;
            sched.nmspinning.store(1, memory_order_relaxed);
            world.m(allp[2]);
          },
      .threads = {{"spinner", [] { world.run(world.ms[1].get()); }},
                  {"yields", with_p<0,
                                    [] {
                                      sched.lock.lock();
                                      globrunqput(
                                          waits);  // it came back from the kernel, and found no P
                                      sched.lock.unlock();
                                      runsoon(next);
                                      runlater(yields);
                                      nexttick(allp[0]->schedtick);
                                      schedule();
                                    }>},
                  {"third", with_p<2,
                                   [] {
                                     sched.lock.lock();
                                     G* gp = globrunqget(allp[2], 1);
                                     sched.lock.unlock();
                                     if (gp) execute(gp);
                                   }>}},
      .check = nobodywaits,
      .sleepers = true,
      .preemptions = 3,
      .at = {"sched.lock", "p.runnext"},
  };
  sync::explored(world, s);
}

// --- the rings, and an M that lets its P go idle without having spun ---

static bool awake;
static void lets_go() {
  sched.lock.lock();
  pidleput(releasep());
  sched.lock.unlock();
  if (anywork()) awake = true;
}
static void steals() {
  if (runqsteal(allp[1], allp[0], true)) resetspinning();
  else awake = true;  // it goes on looking
}

static void beside_idle(std::function<void()> queues, void (*owner)()) {
  sync::Scenario s = {
      .setup =
          [=] {
            world.reset(3);
            awake = false;
            for (int i = 0; i < 3; i++) world.m(allp[i]);
            mput(world.m(nullptr));
            world.ms[1]->spinning = true;
            sched.nmspinning.store(1, memory_order_relaxed);
            queues();
          },
      .threads = {{"owner", owner}, {"thief", with_p<1, steals>}, {"idle", with_p<2, lets_go>}},
      .check =
          [] {
            if (!awake) nobodywaits();
          },
      .sleepers = true,
      .preemptions = 2,
      .at = {"p.runnext", "p.runqtail", "sched.npidle"},
      .stale = 2,  // runqempty reads the tail twice
      .stale_at = {"p.runqtail", "sched.nmspinning"},
  };
  sync::explored(world, s);
}

// The owner kicks the first out of runnext, into the ring. The thief comes in between, takes the
// second, and sees no idle P; nor does the owner. And the M that lets go finds runnext empty, so it
// is the ring in which it must see the first.
TEST_CASE("explored: one that moves from runnext into the ring is seen there") {
  beside_idle([] { runqput(allp[0], world.g([](G*) {}), true), second = world.g([](G*) {}); },
              with_p<0, [] { runsoon(second); }>);
}

// The thief takes two of three and runs one of them, and the owner takes the third.
TEST_CASE("explored: one that a thief has put into its own ring is seen there") {
  beside_idle(
      [] {
        for (int i = 0; i < 3; i++) runqput(allp[0], world.g([](G*) {}), false);
      },
      with_p<0, [] {
        bool inherit;
        runqget(allp[0], &inherit);
      }>);
}

// The thief takes the only one, stops spinning, and sees no idle P. Then one is, and then the owner
// makes another runnable: it must not believe that the thief spins still.
TEST_CASE("explored: one that comes after the last M has stopped spinning wakes somebody") {
  beside_idle([] { runqput(allp[0], world.g([](G*) {}), false), second = world.g([](G*) {}); },
              with_p<0, [] { runsoon(second); }>);
}

// gosched puts its goroutine into the ring and wakes nobody, and another one goes on: that in
// runnext, or the first in the ring. Whoever sees that one taken must see the ring as it was by
// then.
static void yields_to(bool next) {
  static bool first;
  first = next;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(3);
            awake = false;
            runqput(allp[0], world.g([](G*) { sync::blockforever(); }), first);
            second = world.g([](G*) {});
            for (int i = 0; i < 3; i++) world.m(allp[i]);
          },
      .threads = {{"yields", with_p<0, [] { runlater(second), schedule(); }>},
                  {"idle", with_p<2, lets_go>}},
      .check = [] { sync::expect(awake, "a queue that is never empty looks so"); },
      .sleepers = true,
      .preemptions = 1,
      .stale = 2,
      .stale_at = {"p.runqtail"},
  };
  sync::explored(world, s);
}
TEST_CASE("explored: a goroutine that yields to the one in runnext is seen in the ring") {
  yields_to(true);
}
TEST_CASE("explored: a goroutine that yields to the first in the ring is seen behind it") {
  yields_to(false);
}

// An M takes both from the global queue, one of them for its ring. It did not spin, so it wakes
// nobody for that one. (The mark is where the last M that spins looks around, and finds nothing.)
TEST_CASE("explored: one that moves from the global queue into a ring is seen in one of them") {
  static Atomic<int, "test.mark"> mark = 0;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(2);
            G* submits = world.g([](G*) {
              G* both[2];
              for (G*& gp : both) gp = world.g([](G*) { sync::blockforever(); });
              (void)mark.load(memory_order_relaxed);
              sched.lock.lock();
              for (G* gp : both) globrunqput(gp);
              sched.lock.unlock();
              wakep();
              sync::parkforever();
            });
            runqput(allp[0], submits, false);
            world.m(allp[0]);
            world.m(allp[1])->spinning = true;
            sched.nmspinning.store(1, memory_order_relaxed);
          },
      .threads = {{"submitter", [] { world.run(world.ms[0].get()); }},
                  {"spinner", [] { world.run(world.ms[1].get()); }}},
      .check = nobodywaits,
      .sleepers = true,
      .preemptions = 3,
      .at = {"sched.nmspinning", "p.runqtail", "test.mark"},
  };
  sync::explored(world, s);
}

// --- a ring that is never empty never looks so ---

static void steal(int thief) {
  sync::expect(runqsteal(allp[thief], allp[0], false), "a thief leaves with nothing");
}
static G* gs[3];
static void ring(int n) {
  world.reset(3);
  for (G*& gp : gs) gp = world.g([](G*) {});
  for (int i = 0; i < n; i++) runqput(allp[0], gs[i], false);
}

TEST_CASE("explored: the owner gets one and has put another before") {
  sync::Scenario s = {
      .setup = [] { ring(1); },
      .threads = {{"owner",
                   [] {
                     bool inherit;
                     runqput(allp[0], gs[1], false), runqget(allp[0], &inherit);
                   }},
                  {"thief", [] { steal(1); }}},
      .preemptions = 1,
      .stale = 1,
  };
  sync::explored(world, s);
}
// A thief runs what it takes, with all that was written before it was put there.
TEST_CASE("explored: who steals from runnext sees what was written before") {
  sync::Scenario s = {
      .setup = [] { ring(0), written.store(0, memory_order_relaxed); },
      .threads = {{"owner", [] { note_down(), runqput(allp[0], gs[0], true); }},
                  {"thief",
                   [] {
                     if (!runqsteal(allp[1], allp[0], true)) return;
                     sync::expect(written.load(memory_order_relaxed) == 1,
                                  "what was written before is not seen");
                   }}},
      .preemptions = 1,
      .stale = 1,
  };
  sync::explored(world, s);
}

TEST_CASE("explored: the owner puts a third, and two thieves come") {
  sync::Scenario s = {
      .setup = [] { ring(2); },
      .threads = {{"owner", [] { runqput(allp[0], gs[2], false); }},
                  {"thief1", [] { steal(1); }},
                  {"thief2", [] { steal(2); }}},
      .preemptions = 1,
      .stale = 1,
  };
  sync::explored(world, s);
}

// The owner gives half of the ring away, or the thief comes first and the owner finds room. Either
// way no goroutine is lost, and none is in two queues.
TEST_CASE("explored: a full ring overflows, and a thief comes") {
  static std::vector<std::unique_ptr<G>> many;
  static G* stolen;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(2);
            many = dummies(kRunqSize + 1);
            for (uint32_t i = 0; i < kRunqSize; i++) runqput(allp[0], many[i].get(), false);
          },
      .threads = {{"owner", [] { runqput(allp[0], many[kRunqSize].get(), false); }},
                  {"thief", [] { stolen = runqsteal(allp[1], allp[0], false); }}},
      .check =
          [] {
            std::multiset<G*> there = {stolen};
            bool inherit;
            for (P* pp : {allp[0], allp[1]})
              while (G* gp = runqget(pp, &inherit)) there.insert(gp);
            while (G* gp = sched.runq.pop()) there.insert(gp);
            std::multiset<G*> all;
            for (auto& gp : many) all.insert(gp.get());
            sync::expect(there == all, "a goroutine is lost, or in two queues");
          },
      .preemptions = 2,
      .at = {"p.runqhead", "p.runqtail"},
      .stale = 1,
      .stale_at = {"p.runqhead"},
  };
  sync::explored(world, s);
}

// --- who looks for work, and where ---

// With 8 Ps, some of them idle and some Ms searching already: does one more M, which has nothing to
// do, search before it goes to sleep? (It does not sleep here, since the run is over.)
static bool searches(int32_t idle, int32_t spinning) {
  world.reset(8);
  sched.npidle.store(idle, memory_order_relaxed);
  sched.nmspinning.store(spinning, memory_order_relaxed);
  sched.done.store(true, memory_order_relaxed);
  M* mp = world.m(nullptr);
  sync::SyncPoints points;
  int before = points.hits("sched.nmspinning.add");
  mstart(mp, mp->g0, [] {
    acquirep(allp[0]);
    bool inherit;
    findRunnable(&inherit);
    gogo(getg()->m->g0);  // out of mstart
  });
  return points.hits("sched.nmspinning.add") > before;
}

TEST_CASE("an M searches only while fewer do than half of the Ps that are busy") {
  for (int32_t idle = 0; idle < 8; idle++) {
    for (int32_t spinning = 0; spinning <= 8; spinning++) {
      CAPTURE(idle);
      CAPTURE(spinning);
      CHECK(searches(idle, spinning) == (spinning < (8 - idle) / 2.0));
    }
  }
  world.clear();
}

// What an M of P0 finds that has nothing of its own.
static G* finds(M* mp) {
  static G* got;
  mstart(mp, mp->g0, [] {
    acquirep(allp[0]);
    bool inherit;
    got = findRunnable(&inherit);
    gogo(getg()->m->g0);  // out of mstart
  });
  return got;
}

TEST_CASE("an M whose own ring is empty takes its share of the global queue before it searches") {
  world.reset(2);
  auto gs = dummies(5);
  for (size_t i = 0; i < 4; i++) globrunqput(gs[i].get());
  runqput(allp[1], gs[4].get(), false);
  M* mp = world.m(nullptr);
  CHECK(finds(mp) == gs[0].get());
  CHECK(!mp->spinning);
  // Half of the four, since there are two Ps, plus one: the one it got, and two in the ring.
  CHECK(allp[0]->runqtail.load(memory_order_relaxed) == 2);
  CHECK(sched.runqsize.load(memory_order_relaxed) == 1);
  world.clear();
}

TEST_CASE("an M that steals counts as spinning until it has told others") {
  world.reset(2);
  auto gs = dummies(1);
  runqput(allp[1], gs[0].get(), false);
  M* mp = world.m(nullptr);
  CHECK(finds(mp) == gs[0].get());
  CHECK(mp->spinning);
  CHECK(sched.nmspinning.load(memory_order_relaxed) == 1);
  world.clear();
}

// Notes which rings are looked into, in which order; and after how many of them each runnext is.
struct Visits final : sync::Watcher {
  std::vector<const void*> heads;
  std::vector<size_t> nexts;
  bool head = false, next = false;
  Visits() { sync::watcher.store(this, std::memory_order_release); }
  ~Visits() { sync::watcher.store(nullptr, std::memory_order_release); }
  void point(const char* object, const char*) override {
    head = !strcmp(object, "p.runqhead"), next = !strcmp(object, "p.runnext");
  }
  bool models() override { return true; }
  uint64_t load(const void* word, uint64_t newest, std::memory_order) override {
    if (head) heads.push_back(word);
    if (next) nexts.push_back(heads.size());
    return newest;
  }
};

TEST_CASE("stealWork: each of its four rounds looks at every other P once, with 1 to 64 Ps") {
  for (int procs = 1; procs <= 64; procs++) {
    CAPTURE(procs);
    world.reset(procs);
    M* mp = world.m(nullptr);
    mp->p = allp[procs / 2];
    std::set<const void*> others, starts;
    std::set<std::pair<const void*, const void*>> steps;
    for (int i = 0; i < procs; i++) {
      if (allp[i] != mp->p) others.insert(raw(allp[i]->runqhead));
    }
    size_t n = others.size();
    for (int times = 0; times < 20; times++) {
      Visits seen;
      CHECK(stealWork(mp) == nullptr);
      REQUIRE(seen.heads.size() == 4 * n);
      REQUIRE(seen.nexts.size() == n);  // only in the last round
      CHECK((n == 0 || seen.nexts[0] == 3 * n + 1));
      for (size_t round = 0; round < 4 && n > 0; round++) {
        auto begin = seen.heads.begin() + static_cast<long>(round * n);
        REQUIRE(std::set<const void*>(begin, begin + static_cast<long>(n)) == others);
        starts.insert(*begin);
        if (n > 1) steps.insert({begin[0], begin[1]});
      }
    }
    // Eighty rounds: not all begin with the same P, and not all go on with the same one from there.
    if (n > 1) CHECK(starts.size() > 1);
    if (n > 2) CHECK(steps.size() > starts.size());
    world.clear();
  }
}
