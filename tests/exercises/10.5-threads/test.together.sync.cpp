// Exercise 10.5, in all schedules: several call startm at one moment.
#include <explored.hpp>
#include <lock_guard.hpp>

#include <set>

#include "starting.hpp"

using namespace rt;

static sync::World world;
static exercise::LockGuard guard;
static M callers[3];
static G gs[3];
static exercise::Found f;
static int n;
static bool given[3];

static void fresh() {
  guard.rest();
  world.reset(0);
  exercise::begin(f);
  gomaxprocs = 4;
  for (int i = 0; i < n; i++) {
    new (&callers[i]) M{}, new (&gs[i]) G{};
    gs[i].m = &callers[i], gs[i].goid = 100;
  }
  sched.nmspinning.store(f.spinning ? n : 0, memory_order_relaxed);
  sync::creates = [] { return true; };
  exercise::crash_breaks("each startm has a thread of its own", exercise::kOne);
  guard.begin();
}
template <int i>
static void starts() {
  setg(&gs[i]);
  startm(f.given && i == 0 ? allp[0] : nullptr, f.spinning);
}
static void check() {
  auto same = [](const char* what, int want, int got) {
    sync::expect(want == got, std::string(what) + ": " + std::to_string(got) + ", and not " +
                                  std::to_string(want));
  };
  int woken = 0, resumed = 0, made = 0, search = 0, waits = 0;
  std::set<P*> ps;
  for (M& m : exercise::sleepers)
    if (m.nextp) woken++, search += m.spinning, ps.insert(m.nextp);
  for (M& m : exercise::preempted)
    if (m.nextp) resumed++, ps.insert(m.nextp);
  for (M* mp = sched.allm; mp; mp = mp->alllink)
    made++, search += mp->spinning, ps.insert(mp->nextp);
  for (P* pp = sched.newmHandoff.ps; pp; pp = pp->link) waits++, ps.insert(pp);
  int all = f.given + f.idle, some = static_cast<int>(strlen(f.queue));
  int started = static_cast<int>(ps.size());
  same("Ps that have a thread of their own", woken + resumed + made + waits, started);
  same("Ps that are idle", all - started, sched.npidle.load(memory_order_relaxed));
  if (!f.spinning) same("Ps that were started", std::min(all, n), started);
  same("Ms that slept and were woken", std::min(started, f.asleep), woken);
  same("preempted goroutines that go on", std::min(started - woken, some), resumed);
  same("new threads, made by the callers", f.tmpl ? 0 : started - woken - resumed, made);
  same("new threads, for the template thread", started - woken - resumed - made, waits);
  same("sched.nmspinning", search + sched.newmHandoff.spinning,
       sched.nmspinning.load(memory_order_relaxed));
  same("newmHandoff.others", 0, sched.newmHandoff.others);
  same("sched.nmidle", f.asleep - woken, sched.nmidle);
  same("sched.mcount, less those that were there before", made + waits, sched.mcount - 100);
  sync::expect(!exercise::locked(), "sched.lock is still held at the end");
}

static void judged() {
  std::string scenario = std::to_string(n) + " threads call startm at one moment" +
                         (f.given ? ", the first one with a P" : "") + "; " + exercise::words(f);
  sync::Scenario s{.setup = fresh,
                   .threads = {{"M1", starts<0>}, {"M2", starts<1>}},
                   .check = check,
                   .sleepers = true,
                   .preemptions = n == 2 ? 2 : 1,
                   .at = {"sched.lock", "sched.nmspinning"}};
  if (n == 3) s.threads.push_back({"M3", starts<2>});
  exercise::explored(world, scenario, s, "each startm that has a P has a thread of its own for it",
                     {{"of their own", "each thread gets a P that nobody else has"},
                      {"were woken", exercise::kSlept},
                      {"that go on", exercise::kPreempted},
                      {"made by the callers", exercise::kTemplate},
                      {"for the template thread", exercise::kSelf},
                      {"nmspinning", exercise::kTaken},
                      {"others", "others changes under sched.lock, once up and once down"},
                      {"is not idle", exercise::kOne},
                      {"double wakeup", exercise::kOne},
                      {"still held", "startm gives sched.lock back, whichever way it takes"},
                      {"did not hold", "the counts and the lists change under sched.lock alone"}});
}

TEST_CASE("at one moment") {
  for (bool tmpl : {true, false}) {
    for (bool spinning : {false, true}) {
      for (int asleep : {0, 1}) {
        for (const char* queue : {"", "p", "pp"}) {
          n = 2;
          f = {.idle = 2, .spinning = spinning, .asleep = asleep, .queue = queue, .tmpl = tmpl};
          judged();
          f.given = false, judged();
          f.idle = 1, judged();
        }
      }
      n = 3;
      f = {.idle = 2, .spinning = spinning, .asleep = 1, .queue = "p", .tmpl = tmpl};
      judged();
    }
  }
}
