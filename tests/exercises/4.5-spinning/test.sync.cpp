// Exercise 4.5, in all schedules: several call wakep, or stop spinning, at the same moment.
#include <explored.hpp>

#include "price.hpp"

using namespace rt;

static sync::World world;
static std::vector<std::unique_ptr<M>> sleeping;
static M callers[2];
static G gs[2];

// Two Ms with a P call; `n` other Ps, and as many Ms, are idle.
static void fresh(int n, int spinning) {
  world.reset(2 + n);
  sleeping.clear();
  for (int i = 0; i < n; i++) {
    pidleput(allp[2 + i]);
    sleeping.emplace_back(new M{});
    mput(sleeping.back().get());
  }
  for (int i = 0; i < 2; i++) {
    new (&callers[i]) M{};
    new (&gs[i]) G{};
    gs[i].m = &callers[i], gs[i].goid = 1;
    callers[i].p = allp[i], allp[i]->m = &callers[i];
    callers[i].spinning = i < spinning;
  }
  sched.nmspinning.store(spinning, memory_order_relaxed);
}
static void counted(int most) {
  int spinning = 0;
  for (auto& m : sleeping) spinning += m->spinning;
  for (M& m : callers) spinning += m.spinning;
  int32_t count = sched.nmspinning.load(memory_order_relaxed);
  sync::expect(spinning <= most, std::to_string(spinning) + " Ms were started");
  sync::expect(spinning == count,
               std::to_string(spinning) + " Ms spin, and nmspinning = " + std::to_string(count));
  sync::expect(most == 0 || spinning > 0, "nobody looks for work");
}

constexpr const char* kOne =
    "to see that nobody spins and to count one that will is one step, and only one caller can do "
    "it";
constexpr const char* kCount =
    "several Ms change nmspinning at the same moment: each change is one step";
constexpr const char* kNobody = "first it stops spinning, then it looks whether one is to be woken";

template <int i>
static void call_wakep() {
  setg(&gs[i]);
  wakep();
}
template <int i>
static void call_resetspinning() {
  setg(&gs[i]);
  resetspinning();
}

static void judged(const char* scenario, sync::Scenario s, const char* expected) {
  exercise::explored(
      world, scenario, s, expected,
      {{"were started", kOne},
       {"Ms spin", kCount},
       {"no M spins",
        "an M that is counted is started; if the idle P is gone meanwhile, the count is taken back "
        "before "
        "others rely on it: startm(nullptr, true) does both"},
       {"negative nmspinning", kCount},
       {"nobody looks", kNobody},
       {"no end", "a caller that can't count the new M does nothing: another one did it"}});
}

TEST_CASE("two goroutines become runnable") {
  judged("two Ms make something runnable; two Ps and two Ms are idle",
         {.setup = [] { fresh(2, 0); },
          .threads = {{"M1", call_wakep<0>}, {"M2", call_wakep<1>}},
          .check = [] { counted(1); },
          .stale = 1},
         "one M is started, and counted");
}

TEST_CASE("the last P that was idle is taken") {
  judged("M1 makes something runnable while M2 takes the only idle P",
         {.setup = [] { fresh(1, 0); },
          .threads = {{"M1", call_wakep<0>},
                      {"M2",
                       [] {
                         sched.lock.lock();
                         pidleget();
                         sched.lock.unlock();
                       }}},
          .check =
              [] {
                int32_t count = sched.nmspinning.load(memory_order_relaxed);
                sync::expect(count == sleeping[0]->spinning,
                             "no M spins, and nmspinning = " + std::to_string(count));
              },
          .preemptions = 3},
         "an M is started, or nobody is counted");
}

TEST_CASE("two stop spinning") {
  judged("two Ms that spin have found something; two Ps and two Ms are idle",
         {.setup = [] { fresh(2, 2); },
          .threads = {{"M1", call_resetspinning<0>}, {"M2", call_resetspinning<1>}},
          .check = [] { counted(1); },
          .preemptions = 3,
          .stale = 1},
         "nmspinning counts the Ms that spin, and one of them does");
}

TEST_CASE("one stops, one becomes runnable") {
  judged("M1 spins and has found something, while M2 makes something else runnable",
         {.setup = [] { fresh(2, 1); },
          .threads = {{"M1", call_resetspinning<0>}, {"M2", call_wakep<1>}},
          .check = [] { counted(1); },
          .preemptions = 3,
          .stale = 1},
         "one M looks for what M2 has made runnable");
}

// The two usual cases on a busy machine.
static void short_way(const char* scenario, int idle, int spinning) {
  exercise::judge(scenario, [=] {
    fresh(idle, spinning);
    sync::SyncPoints points;
    exercise::Price price(points);
    wakep();
    price.nothing("wakep, where there is nobody to start,");
    constexpr const char* kRule = "where there is nobody to start, wakep changes nothing";
    exercise::equal("sched.nmspinning", spinning, raw(sched.nmspinning)->load(), kRule);
    exercise::equal("sched.npidle", idle, raw(sched.npidle)->load(), kRule);
  });
}
TEST_CASE("nobody to start") {
  short_way("no P is idle, and nobody spins; wakep", 0, 0);
  short_way("two Ps are idle, and an M spins; wakep", 2, 1);
  short_way("a P is idle, and two Ms spin; wakep", 1, 2);
}
