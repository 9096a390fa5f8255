// Exercise 4.1, the memory orders: what a thief reads when the owner has put one; and what no
// schedule shows.
#include <explored.hpp>
#include <orders.hpp>
#include <spurious.hpp>

#include <runq.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

static std::unique_ptr<P> owned, stolen;
static std::vector<std::unique_ptr<G>> gs;
static Atomic<int, "its data"> data[3];
static int got;
static sync::World world;

static void fresh() {
  sync::World::renew();
  gomaxprocs = 1;
  for (auto* p : {&owned, &stolen}) p->reset(new P{});
  gs = dummies(2);
  for (auto& d : data) d.store(0, memory_order_relaxed);
  got = 0;
}

// What belongs to a goroutine is written before it can be found.
static void put(uint64_t goid, bool next) {
  data[goid].store(1, memory_order_relaxed);
  runqput(owned.get(), gs[goid - 1].get(), next);
}
static void check(G* gp) {
  if (!gp) return;
  got++;
  sync::expect(data[gp->goid].load(memory_order_relaxed) == 1,
               "a thief runs a goroutine, and reads what was there before it was put");
}
static void steal() { check(runqsteal(stolen.get(), owned.get(), false)); }
static void stealnext() {
  G* next = owned->runnext.load(memory_order_relaxed);
  if (next && owned->runnext.compare_exchange_strong(next, nullptr, memory_order_acquire,
                                                     memory_order_relaxed))
    check(next);
}
static int left() {
  int n = owned->runnext.load(memory_order_relaxed) != nullptr;
  for (P* pp : {owned.get(), stolen.get()})
    n += static_cast<int>(pp->runqtail.load(memory_order_relaxed) -
                          pp->runqhead.load(memory_order_relaxed));
  return n;
}

static void judged(const char* scenario, int n, void (*owner)(), void (*thief)()) {
  const char* slot =
      "runqtail is what thieves believe: its store releases the slot, or they may read an old one";
  exercise::explored(
      world, scenario,
      {.setup = fresh,
       .threads = {{"owner", owner}, {"thief", thief}},
       .check = [=] { sync::expect(got + left() == n, "a goroutine was lost"); },
       .preemptions = 1,
       .stale = 1},
      "the thief gets a goroutine as its owner has left it, or none",
      {{"was lost", "first the slot, then the tail: as soon as the tail says so, thieves read it"},
       {": reads", slot},
       {"before it was put",
        "whoever takes a goroutine runs it: what was written into it before must be seen. So the "
        "store that shows it to others releases"}});
}

TEST_CASE("a thief, and what he reads") {
  judged(
      "the owner puts one into the ring; a thief takes it", 1, [] { put(1, false); }, steal);
  judged(
      "the owner puts one into runnext; a thief takes it", 1, [] { put(1, true); }, stealnext);
  judged(
      "the owner puts two into runnext, so that the first moves into the ring; a thief takes it", 2,
      [] { put(1, true), put(2, true); }, steal);
}

static bool woken, found;

TEST_CASE("wakep follows") {
  exercise::explored(
      world,
      "the owner puts one into runnext and then looks whether a P is idle, while another P gets "
      "idle and its M looks for something to run",
      {.setup = [] { fresh(), sched.npidle.store(0, memory_order_relaxed); },
       .threads = {{"owner",
                    [] {
                      put(1, true);
                      woken = sched.npidle.load(memory_order_seq_cst) != 0;
                    }},
                   {"idle",
                    [] {
                      sched.npidle.fetch_add(1, memory_order_seq_cst);
                      found = !runqempty(owned.get());
                    }}},
       .check = [] { sync::expect(woken || found, "each of them looked before the other wrote"); },
       .preemptions = 2,
       .stale = 1},
      "the owner sees the idle P, or the idle P's M sees the goroutine",
      {{"before the other wrote",
        "write mine, then read yours: here runnext, and then npidle in wakep. If neither may read "
        "the old value, the write into runnext is memory_order_seq_cst; acquire and release are "
        "too weak for it"}});
}

// --- a queue that is never empty never looks so ---

static void never_empty(const char* scenario, bool first, void (*looks)()) {
  exercise::explored(
      world, scenario,
      {.setup = [=] { fresh(), put(1, first); },
       .threads = {{"owner",
                    [] {
                      bool inherit;
                      put(2, false), runqget(owned.get(), &inherit);
                    }},
                   {"other", looks}},
       .preemptions = 1,
       .stale = 2,
       .stale_at = {"p.runqtail"}},
      "the owner has put one more in before it took one out, so there is always somebody",
      {{"looks empty",
        "whoever sees that you have taken one out must also see what you had put in before, or "
        "finds nothing, and goes to sleep: taking one out is memory_order_release"}});
}

TEST_CASE("taking one out") {
  never_empty("one in the ring; the owner puts another and gets one, and a thief comes", false, [] {
    sync::expect(runqsteal(stolen.get(), owned.get(), false), "it looks empty to the thief");
  });
  never_empty(
      "one in the ring; the owner puts another and gets one, and an M that is about to sleep looks",
      false, [] { sync::expect(!runqempty(owned.get()), "it looks empty to the M"); });
  never_empty(
      "one in runnext; the owner puts another into the ring and gets one, and an M that is about "
      "to "
      "sleep looks into both",
      true, [] { sync::expect(!runqempty(owned.get()), "it looks empty to the M"); });
}

// A load that reads what will be stored later: no compiler or CPU that we know does that to an
// atomic object, but the language lets them, and the explorer does not try it. So here the order is
// looked at.
TEST_CASE("runqput acquires the head") {
  judge("one is put into the ring, by the owner alone", [] {
    auto one = dummies(1);
    P p{};
    sync::Orders orders;
    runqput(&p, one[0].get(), false);
    reads(orders, "p.runqhead", memory_order_acquire,
          "runqhead is moved by thieves that have read the slot: only who acquires it may write "
          "the slot again");
  });
}

TEST_CASE("a compare-and-swap that fails for no reason") {
  judge("one in the ring, one in runnext; each is got while a compare_exchange_weak fails once",
        [] {
          auto gs = dummies(3);
          P p{};
          bool inherit;
          G* got = nullptr;
          runqput(&p, gs[0].get(), false);
          spurious([&] { runqput(&p, gs[1].get(), true); });
          expect(p.runnext.load(memory_order_relaxed) == gs[1].get(), "goroutine 2 is in runnext",
                 "it is not", kWeak);
          spurious([&] { runqput(&p, gs[2].get(), true); });
          expect(p.runnext.load(memory_order_relaxed) == gs[2].get(), "goroutine 3 is in runnext",
                 "it is not", kWeak);
          for (uint64_t goid : {3, 1, 2}) {
            spurious([&] { got = runqget(&p, &inherit); });
            expect(got && got->goid == goid, "goroutine " + show(goid) + " is got",
                   got ? "goroutine " + show(got->goid) + " is" : "nothing is", kWeak);
          }
        });
  judge("the ring is full; one more is put while a compare_exchange_weak fails once", [] {
    auto gs = dummies(kRunqSize + 1);
    P p{};
    for (uint32_t i = 0; i < kRunqSize; i++) runqput(&p, gs[i].get(), false);
    spurious([&] { runqput(&p, gs[kRunqSize].get(), false); });
    equal("sched.runqsize", 129, sched.runqsize.load(memory_order_relaxed), kWeak);
  });
}
