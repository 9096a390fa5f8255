// Exercise 4.5, in all schedules, with every number of Ms that spin and of Ps that are idle: how
// many a call starts, and what is said where more stop spinning than are counted.
#include <explored.hpp>

#include "hand.hpp"

using namespace rt;

static sync::World world;
static M callers[3], sleeping[3];
static G gs[6];
static int most, started, said;
static void (*explorers)(const char*);

// Three Ms with a P, of which the first `stop` have found something; `idle` more Ps, and three Ms
// that sleep. nmspinning is `spinning`, whoever else that may be.
static void fresh(int stop, int idle, int spinning) {
  world.reset(3 + idle);
  started = said = 0;
  for (int i = 0; i < 3; i++) {
    new (&callers[i]) M{}, new (&sleeping[i]) M{};
    new (&gs[i]) G{}, new (&gs[3 + i]) G{};
    gs[i].m = &callers[i], gs[3 + i].m = &sleeping[i];
    callers[i].spinning = i < stop;
    exercise::busy(allp[i], &callers[i]);
    mput(&sleeping[2 - i]);  // the first is woken first
  }
  for (int i = 0; i < idle; i++) pidleput(allp[3 + i]);
  sched.nmspinning.store(spinning, memory_order_relaxed);
}

template <int i, bool stops>
static void call() {
  setg(&gs[i]);
  stops ? resetspinning() : wakep();
}

// It sleeps; once it is started it finds nothing, and lets go of its P.
template <int i>
static void sleeps() {
  setg(&gs[3 + i]);
  M* mp = &sleeping[i];
  notesleep(&mp->park);
  started++;
  sync::expect(started <= most, std::to_string(started) + " Ms were started");
  acquirep(mp->nextp);
  mp->spinning = false;
  sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
  sched.lock.lock();
  pidleput(releasep());
  sched.lock.unlock();
}

static void judged(const std::string& scenario, sync::Scenario s, const std::string& expected) {
  s.sleepers = true;
  s.preemptions = 2;
  s.stale = -1;  // (Data races are looked for where there are fewer schedules.)
  exercise::explored(
      world, scenario, s, expected,
      {{"were started",
        "a call of wakep lets at most one more M look. What it has started may have looked, found "
        "nothing, and gone to sleep before startm returns: that is no reason to start another"},
       {"more stopped",
        "what was there before, and one less, is one step: whoever looks first and subtracts then "
        "may have looked at what another one is about to take"},
       {"no end", "a caller that can't count the new M does nothing: another one did it"}});
}

template <bool first, bool second>
static void starts(int idle, int others) {
  auto does = [](bool stops) {
    return stops ? " has found something" : " makes something runnable";
  };
  most = others ? 0 : 2;
  judged(exercise::show(idle) + " Ps are idle; M1" + does(first) + ", and M2" + does(second) +
             "; beside them " + exercise::show(others) + " Ms spin; who is started finds nothing",
         {.setup = [=] { fresh(first + second, idle, others + first + second); },
          .threads = {{"M1", call<0, first>},
                      {"M2", call<1, second>},
                      {"M4", sleeps<0>},
                      {"M5", sleeps<1>},
                      {"M6", sleeps<2>}},
          .at = {"sched.nmspinning", "sched.npidle"}},
         others ? "nobody is started" : "each call starts one M at most");
}
template <bool stops>
static void starts_one(int idle) {
  most = 1;
  judged(exercise::show(idle) + " Ps are idle; M1" +
             (stops ? ", which spins, has found something" : " makes something runnable") +
             "; who is started finds nothing",
         {.setup = [=] { fresh(stops, idle, stops); },
          .threads = {{"M1", call<0, stops>}, {"M4", sleeps<0>}, {"M5", sleeps<1>}},
          .at = {"sched.nmspinning", "sched.npidle"}},
         "one M at most is started");
}
TEST_CASE("at most one more") {
  for (int idle = 1; idle < 4; idle++) {
    starts_one<false>(idle), starts_one<true>(idle);
    for (int others = 0; others < 2 && idle < 3; others++) {
      starts<false, false>(idle, others);
      starts<true, false>(idle, others);
      starts<true, true>(idle, others);
    }
  }
}

// An error of the runtime is what is expected here.
static void noticed(const char* text) {
  if (!strstr(text, "negative nmspinning")) explorers(text);
  said++;
  sync::blockforever();
}
static void stop(int n, int counted) {
  sync::Scenario s;
  s.setup = [=] {
    if (sync::fatal_hook != noticed) explorers = sync::fatal_hook;
    sync::fatal_hook = noticed;
    fresh(n, 0, counted);
  };
  s.threads = {{"M1", call<0, true>}, {"M2", call<1, true>}};
  if (n == 3) s.threads.push_back({"M3", call<2, true>});
  s.check = [=] {
    int more = n > counted ? n - counted : 0;
    sync::expect(said == more, std::to_string(more) +
                                   " more stopped than were counted, and that was "
                                   "reported " +
                                   std::to_string(said) + "x");
  };
  judged(exercise::show(n) +
             " Ms stop spinning at the same moment, no P is idle, and nmspinning is " +
             exercise::show(counted),
         s, "fatal error: findrunnable: negative nmspinning, from each that was not counted");
}
TEST_CASE("more than are counted") {
  for (int n = 2; n < 4; n++) {
    for (int counted = 0; counted < 4; counted++) stop(n, counted);
  }
}
