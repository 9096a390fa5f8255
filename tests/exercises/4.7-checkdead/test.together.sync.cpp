// Exercise 4.7, in all schedules: several call startm at the same moment, and one calls newm.
#include <explored.hpp>

#include <set>

#include "lock_guard.hpp"

using namespace rt;

static sync::World world;
static exercise::LockGuard guard;
static M callers[3], sleeping[2];
static G gs[3];
static P* own[3];  // what the caller gives to startm

struct Case {
  int callers, idle, asleep;
  bool given, spinning;
};
static Case now;

// Each caller has a P. `idle` more Ps, or one for each caller to give away; `asleep` Ms.
static void fresh() {
  guard.rest();
  world.reset(6);
  for (int i = 0; i < 3; i++) {
    new (&callers[i]) M{}, new (&gs[i]) G{};
    gs[i].m = &callers[i], gs[i].goid = 100;
    exercise::busy(allp[i], &callers[i]);
    own[i] = now.given ? allp[3 + i] : nullptr;
    globrunqput(world.g([](G*) { sync::blockforever(); }));  // what a new M finds, and computes
  }
  for (int i = 0; i < now.idle && !now.given; i++) pidleput(allp[3 + i]);
  for (M& m : sleeping) new (&m) M{};
  for (int i = 0; i < now.asleep; i++) mput(&sleeping[i]);
  sched.nmspinning.store(now.spinning ? now.callers : 0, memory_order_relaxed);
  exercise::crash_breaks(
      "each startm has an M of its own",
      "to look whether an M sleeps and to take it off the list are one step, in one section of "
      "sched.lock: between two sections somebody else may take it");
  guard.begin();
}
template <int i>
static void starts() {
  setg(&gs[i]);
  startm(own[i], now.spinning);
}

static void same(const char* what, int want, int got) {
  sync::expect(want == got, std::string(what) + ": " + std::to_string(got) + ", and not " +
                                std::to_string(want));
}
static void check() {
  int started = now.given ? now.callers : std::min(now.callers, now.idle);
  int woken = 0, made = 0, spin = 0;
  std::set<P*> ps;
  std::set<int32_t> ids;
  for (M& m : sleeping) {
    woken += m.nextp && exercise::iswoken(m.park), spin += m.spinning;
    if (m.nextp) ps.insert(m.nextp);
  }
  for (M* mp = sched.allm; mp; mp = mp->alllink) made++, ps.insert(mp->p), ids.insert(mp->id);
  for (M& m : callers) spin += m.spinning;
  same("Ms that slept and were woken", std::min(started, now.asleep), woken);
  same("new Ms", started - std::min(started, now.asleep), made);
  same("numbers of new Ms", made, static_cast<int>(ids.size()));
  same("Ps that have an M of their own", started, static_cast<int>(ps.size()));
  same("sched.nmidle", now.asleep - woken, sched.nmidle);
  same("sched.mcount, less those that were there before", made, sched.mcount - 100);
  same("sched.nmspinning", spin, sched.nmspinning.load(memory_order_relaxed));
  sync::expect(!exercise::locked(), "sched.lock is still held at the end");
}

static void judged(const std::string& scenario, sync::Scenario s, const char* expected) {
  constexpr const char* kOne =
      "startm takes an M that sleeps, and makes a new one only if none does; to look for it and to "
      "take it are one step, in one section of sched.lock";
  s.sleepers = true, s.at = {"sched.lock", "sched.nmspinning"};
  exercise::explored(
      world, scenario, s, expected,
      {{"were woken", kOne},
       {"new Ms", kOne},
       {"numbers of", "each M has the number that was reserved for it, and no other has that"},
       {"is not idle", kOne},
       {"of their own", "each M gets a P that nobody else has"},
       {"nmidle", "nmidle is the number of Ms on the list of those that sleep"},
       {"mcount", "each new M is counted once, under sched.lock"},
       {"nmspinning",
        "an M that is counted in nmspinning spins, and knows it. Others count themselves at any "
        "moment, and without sched.lock: each change of nmspinning is one step"},
       {"still held", "startm gives sched.lock back, whichever way it takes"},
       {"did not hold",
        "the counts and the lists change under sched.lock alone. newm is called without it, and "
        "takes it: whatever newm changes, it protects itself"}});
}

static void all_at_once(int n) {
  for (int way = 0; way < 4; way++) {
    for (int asleep = 0; asleep <= 2; asleep++) {
      for (int idle = 0; idle <= n; idle++) {
        now = {n, idle, asleep, (way & 1) != 0, (way & 2) != 0};
        if (now.given ? idle > 0 : n == 3 && idle != 2) continue;
        sync::Scenario s{.setup = fresh, .check = check, .preemptions = n == 2 ? 2 : 1};
        s.threads = {{"M1", starts<0>}, {"M2", starts<1>}};
        if (n == 3) s.threads.push_back({"M3", starts<2>});
        judged(
            exercise::show(n) + " threads call startm at one moment; " +
                (now.given ? "each has a P for it" : "Ps that are idle: " + exercise::show(idle)) +
                "; Ms that sleep: " + exercise::show(asleep),
            s, "each startm that has a P has an M of its own for it");
      }
    }
  }
}
TEST_CASE("two at one moment") { all_at_once(2); }
TEST_CASE("three at one moment") { all_at_once(3); }

// An M begins to spin, or stops, as findRunnable does it, while M1 and M2 call startm.
template <bool begins>
static void spins() {
  callers[2].spinning = begins;
  if (begins) sched.nmspinning.fetch_add(1, memory_order_seq_cst);
  else sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
}
template <bool begins>
static void beside_one_that_spins() {
  for (int idle = 0; idle <= 2; idle++) {
    now = {2, idle, 1, false, true};
    judged(std::string("two threads call startm, and an M ") + (begins ? "begins" : "stops") +
               " to spin; Ps that are idle: " + exercise::show(idle) + "; Ms that sleep: 1",
           {.setup =
                [] {
                  fresh();
                  callers[2].spinning = !begins;
                  if (!begins) sched.nmspinning.fetch_add(1, memory_order_seq_cst);
                },
            .threads = {{"M1", starts<0>}, {"M2", starts<1>}, {"M3", spins<begins>}},
            .check = check,
            .preemptions = 2},
           "nmspinning counts those that spin");
  }
}
TEST_CASE("an M that spins beside them") {
  beside_one_that_spins<true>();
  beside_one_that_spins<false>();
}

TEST_CASE("newm by itself") {
  now = {0, 0, 0, true, false};
  judged("two threads call newm at one moment, as startm does: without sched.lock",
         {.setup = fresh,
          .threads = {{"M1", [] { setg(&gs[0]), newm(11, own[0], false); }},
                      {"M2", [] { setg(&gs[1]), newm(12, own[1], false); }}},
          .check =
              [] {
                sched.lock.lock();  // the guard looks
                sched.lock.unlock();
                int made = 0;
                for (M* mp = sched.allm; mp; mp = mp->alllink) made++;
                same("new Ms on the list of all", 2, made);
              },
          .preemptions = 3},
         "both are on the list of all Ms");
}
