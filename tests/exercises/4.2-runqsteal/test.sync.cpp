// Exercise 4.2, in all schedules: thieves against the owner, and against each other.
#include <explored.hpp>

#include "goroutines.hpp"
#include "price.hpp"

using namespace rt;

static std::unique_ptr<P> victim, mine[2];
static std::vector<std::unique_ptr<G>> gs;
static std::vector<int> got;
static uint64_t known;  // goroutines 1 to known have been put
static sync::World world;

static void put(uint64_t goid, bool next = false) {
  known = goid;
  runqput(victim.get(), gs[goid - 1].get(), next);
}
// n in the ring, and `room` more that may be put later.
static void fresh(uint64_t n, uint64_t room = 0) {
  sync::World::renew();
  gomaxprocs = 1;
  for (auto* p : {&victim, &mine[0], &mine[1]}) p->reset(new P{});
  gs = dummies(n + room);
  got.assign(n + room + 1, 0);
  for (uint64_t i = 1; i <= n; i++) put(i);
}

static void count(G* gp) {
  if (!gp) return;
  sync::expect(++got[gp->goid] == 1, "goroutine " + std::to_string(gp->goid) + " was got twice");
}
static G* get(P* pp) {
  bool inherit;
  return runqget(pp, &inherit);
}
static void owner() { count(get(victim.get())); }
template <int i>
void thief() {
  G* gp = runqsteal(mine[i].get(), victim.get(), false);
  sync::expect(gp, "a thief went away with nothing, and there was enough for all");
  count(gp);
}
static void stealnext() { count(runqsteal(mine[0].get(), victim.get(), true)); }

// At the end: everybody who has not been got yet is in one of the queues.
static void all() {
  for (P* pp : {victim.get(), mine[0].get(), mine[1].get()}) {
    for (size_t n = 0; n <= gs.size(); n++) count(get(pp));
  }
  for (uint64_t i = 1; i <= known; i++)
    sync::expect(got[i] == 1, "goroutine " + std::to_string(i) + " was lost");
}

constexpr const char* kOnce = "each goroutine is got once, by one of them";
constexpr const char* kMoments =
    "runqhead and runqtail may be of different moments: more than half a ring is no number to "
    "believe";

static void judged(const char* scenario, sync::Scenario s, const char* rule) {
  exercise::explored(
      world, scenario, s, kOnce,
      {{"was got twice", rule},
       {"was lost", rule},
       {"no end", kMoments},
       {"with nothing", "a thief that was too late reads again: there may be more to take"}});
}

// Not a thread that steals: one that looks, in a single step, wherever the thief stands.
TEST_CASE("the tail of the thief's own ring") {
  exercise::explored(
      world, "four in the ring; a thief takes two, and another thread looks at both rings",
      {.setup = [] { fresh(4); },
       .threads = {{"thief", thief<0>},
                   {"looks",
                    [] {
                      bool taken = raw(victim->runqhead)->load() != 0;
                      bool offered = raw(mine[0]->runqtail)->load() != 0;
                      sync::expect(taken || !offered,
                                   "pp's runqtail has moved, and victim's runqhead has not");
                    }}},
       .preemptions = 1},
      "pp's runqtail moves when the goroutines are pp's, and not before",
      {{"pp's runqtail",
        "first victim's head, then pp's tail: until the compare-and-swap has worked nothing is "
        "yours, and pp's tail would offer it to other thieves"}});
}

TEST_CASE("a thief, and the owner who gets") {
  judged("three in the ring; a thief takes half while the owner gets one, and another",
         {.setup = [] { fresh(3); },
          .threads = {{"thief", thief<0>}, {"owner", [] { owner(), owner(); }}},
          .check = [] { all(); },
          .preemptions = 3},
         "victim's head moves by compare-and-swap: between a look and a store others may move it");
}

TEST_CASE("a thief, and the owner who gets and puts") {
  judged("one in the ring; a thief takes half while the owner gets, puts one, gets, and puts one",
         {.setup = [] { fresh(1, 2); },
          .threads = {{"thief", [] { count(runqsteal(mine[0].get(), victim.get(), false)); }},
                      {"owner", [] { owner(), put(2), owner(), put(3); }}},
          .check = [] { all(); },
          .preemptions = 3},
         kMoments);
}

// The ring is never less than nearly full. But if the owner is at work between the two looks of the
// thief, he sees 257 in it.
TEST_CASE("a full ring, at two moments") {
  exercise::explored(
      world, "the ring is full; a thief comes while the owner gets one and puts one",
      {.setup = [] { fresh(kRunqSize, 1); },
       .threads = {{"thief", thief<0>},
                   {"owner",
                    [] {
                      owner();
                      put(kRunqSize + 1);
                    }}},
       .check = [] { all(); },
       .preemptions = 1,
       .at = {"p.runqhead", "p.runqtail"}},
      "the thief takes half, of one moment or the other",
      {{"with nothing",
        "if runqhead and runqtail are of different moments, read them again: that is "
        "no reason to go away with nothing"},
       {"was got twice", kMoments},
       {"was lost", kMoments},
       {"no end", kMoments}});
}

TEST_CASE("two thieves") {
  judged("four in the ring; two thieves take half, and a half of what is left",
         {.setup = [] { fresh(4); },
          .threads = {{"thief1", thief<0>}, {"thief2", thief<1>}},
          .check = [] { all(); },
          .preemptions = 3},
         "victim's head moves by compare-and-swap: between a look and a store others may move it");
}

TEST_CASE("two thieves and the owner") {
  judged(
      "nine in the ring; two thieves take half, one after the other, while the owner gets two",
      {.setup = [] { fresh(9); },
       .threads = {{"thief1", thief<0>}, {"thief2", thief<1>}, {"owner", [] { owner(), owner(); }}},
       .check = [] { all(); },
       .preemptions = 3,
       .at = {"p.runqhead"}},
      "victim's head moves by compare-and-swap: between a look and a store others may move it");
}

// Between any two looks of the thief the owner may put and get, and the ring is never empty.
TEST_CASE("never empty") {
  exercise::explored(
      world, "one in the ring; a thief comes while the owner puts another, and gets one",
      {.setup = [] { fresh(1, 1); },
       .threads = {{"thief", thief<0>}, {"owner", [] { put(2), owner(); }}},
       .check = [] { all(); },
       .preemptions = 2},
      kOnce,
      {{"with nothing",
        "runqhead first, then runqtail: the other way round a ring that is never empty may look "
        "empty"},
       {"was got twice", kMoments},
       {"was lost", kMoments},
       {"no end", kMoments}});
}

TEST_CASE("a thief, and the owner who uses the slots again") {
  judged("the ring is full; a thief takes half while the owner puts one more",
         {.setup = [] { fresh(kRunqSize, 1); },
          .threads = {{"thief", thief<0>}, {"owner", [] { put(kRunqSize + 1); }}},
          .check =
              [] {
                for (int i = 0; i < 200; i++) count(sched.runq.pop());  // where a full ring goes
                all();
              },
          .preemptions = 1,
          .at = {"p.runqhead", "p.runqtail", "p.runq"}},
         "copy first, move the head after: then the owner may use the slots again");
}

TEST_CASE("a thief, from whom another one steals") {
  judged("three in the ring; a thief takes two, while another one steals from him",
         {.setup = [] { fresh(3); },
          .threads = {{"thief1", thief<0>},
                      {"thief2", [] { count(runqsteal(mine[1].get(), mine[0].get(), false)); }}},
          .check = [] { all(); },
          .preemptions = 3},
         "first the slots, then the tail: as soon as pp's tail says so, others read them");
}

TEST_CASE("a thief of runnext, and the owner") {
  judged("one in runnext; a thief takes it while the owner gets it, and puts another there",
         {.setup =
              [] {
                fresh(0, 2);
                put(1, true);
              },
          .threads = {{"thief", stealnext}, {"owner", [] { owner(), put(2, true); }}},
          .check = [] { all(); },
          .preemptions = 3},
         "runnext is taken by compare-and-swap: between a look and a store its owner may take it");
}

// Wherever one looks, there is something: 1 in runnext; then 2 there, and 1 in the owner's hand;
// then 2, and 1 in the ring.
TEST_CASE("runnext is gone, and the ring is not empty") {
  exercise::explored(
      world, "one in runnext; a thief wants it while the owner puts another in its place",
      {.setup =
           [] {
             fresh(0, 2);
             put(1, true);
           },
       .threads = {{"thief",
                    [] {
                      G* gp = runqsteal(mine[0].get(), victim.get(), true);
                      sync::expect(gp, "a thief went away with nothing, and there was enough");
                      count(gp);
                    }},
                   {"owner", [] { put(2, true); }}},
       .check = [] { all(); },
       .preemptions = 3},
      "the thief takes one of the two",
      {{"with nothing",
        "if the one in runnext is gone, read all again: another one may be there, and that one in "
        "the ring"},
       {"was got twice", "runnext is taken by compare-and-swap"},
       {"was lost", "runnext is taken by compare-and-swap"}});
}

TEST_CASE("the pause") {
  exercise::judge(
      "victim is Prunning; a thief comes for the one in runnext, which its owner gets next", [] {
        bool first = false;
        sync::Scenario s = {
            .setup =
                [&] {
                  fresh(0, 1);
                  victim->status.store(Prunning, memory_order_relaxed);
                  put(1, true);
                },
            .threads = {{"thief", stealnext}, {"owner", [&] { first = get(victim.get()); }}},
            .check =
                [&] { sync::expect(first, "the thief has taken it from under the owner's hands"); },
            .preemptions = 0};
        auto outcome = sync::explore(s);
        exercise::expect(
            !outcome.failed, "the owner has time to get it",
            outcome.why.substr(0, outcome.why.find('\n')),
            "before it takes a running P's runnext, a thief gives the owner time to run it");
      });
}

// The thief goes on without a break: nobody else had a turn meanwhile.
static void nobreak(const char* scenario, uint32_t status, uint64_t ring, const char* rule) {
  exercise::judge(scenario, [=] {
    static bool turn;
    sync::Scenario s = {.setup =
                            [=] {
                              fresh(ring, 1);
                              victim->status.store(status, memory_order_relaxed);
                              put(ring + 1, true);
                              turn = false;
                            },
                        .threads = {{"thief",
                                     [] {
                                       bool before = turn;
                                       stealnext();
                                       sync::expect(turn == before, "the thief pauses");
                                     }},
                                    {"another", [] { turn = true; }}},
                        .preemptions = 0};
    auto outcome = sync::explore(s);
    exercise::expect(!outcome.failed, "the thief goes on at once",
                     outcome.why.substr(0, outcome.why.find('\n')), rule);
  });
}

TEST_CASE("no pause") {
  constexpr const char* kOnlyRunning =
      "only a P that is Prunning has an owner who is about to run the one in runnext: where there "
      "is none, nobody is given time";
  nobreak("victim is Pidle; a thief comes for the one in runnext", Pidle, 0, kOnlyRunning);
  nobreak("victim is Psyscall; a thief comes for the one in runnext", Psyscall, 0, kOnlyRunning);
  nobreak("victim is Prunning, with two in its ring, and one in runnext", Prunning, 2,
          "the pause is for the one in runnext: what is in the ring is taken at once");
}

TEST_CASE("the price") {
  exercise::judge("four in the ring; a thief takes two, alone", [] {
    fresh(4);
    sync::SyncPoints points;
    exercise::Price price(points);
    count(runqsteal(mine[0].get(), victim.get(), true));
    price.nothing("runqsteal, while there is something in the ring,");
  });
}
