// Exercise 4.2, by hand: a thief alone, in every small state. Whom it gets, what is left and where,
// and what it costs.
#include <cstring>

#include "price.hpp"
#include "theft.hpp"

using namespace exercise;

static std::string name(G* gp) {
  return gp ? "goroutine " + std::to_string(gp->goid) : std::string("null");
}
static void same(const char* what, G* want, G* is, const char* rule) {
  expect(want == is, what + (" = " + name(want)), what + (" = " + name(is)), rule);
}

struct State {
  uint32_t n;  // in victim's ring
  bool next, stealnext;
  uint32_t status;
  uint32_t his, mine;  // where the counters stand
};

constexpr const char* kHalf = "a thief takes half of the ring, rounded up: of one, one";
constexpr const char* kRunnext =
    "runnext is taken only if stealnext is set and victim's ring is empty: nobody in the ring, not "
    "even one";
constexpr const char* kElse =
    "a thief moves victim's runqhead, or takes the one in runnext: the "
    "rest of victim is its owner's";

// Bytes of both, but for what a thief writes to.
static std::vector<char> rest(const P* pp, bool thief) {
  std::vector<char> bytes(sizeof(P));
  memcpy(bytes.data(), static_cast<const void*>(pp), sizeof(P));
  auto leaves = [&](const auto& field) {
    auto at = reinterpret_cast<const char*>(&field) - reinterpret_cast<const char*>(pp);
    memset(&bytes[static_cast<size_t>(at)], 0, sizeof field);
  };
  if (thief) leaves(pp->runqtail), leaves(pp->runq);
  else leaves(pp->runqhead), leaves(pp->runnext);
  return bytes;
}

static void theft(const State& s) {
  fresh(0, s.n + 1);
  P *v = victim.get(), *pp = mine[0].get();
  raw(v->status)->store(s.status), raw(pp->status)->store(Prunning);
  raw(v->runqhead)->store(s.his), raw(v->runqtail)->store(s.his);
  raw(pp->runqhead)->store(s.mine), raw(pp->runqtail)->store(s.mine);
  for (uint32_t i = 1; i <= s.n; i++) put(i);
  G* next = s.next ? gs[s.n].get() : nullptr;
  raw(v->runnext)->store(next);
  std::vector<char> his = rest(v, false), own = rest(pp, true);

  uint32_t take = (s.n + 1) / 2;
  bool fromnext = s.n == 0 && s.stealnext && next;
  sync::SyncPoints points;
  Price price(points);
  int calls = sync::kernelcalls, locks = points.hits("sched.lock.exchange");
  G* gp = runqsteal(pp, v, s.stealnext);
  calls = sync::kernelcalls - calls;

  same("returned",
       take       ? gs[take - 1].get()
       : fromnext ? next
                  : nullptr,
       gp, gp && gp == next ? kRunnext : "the last of those taken from the ring runs now");
  same("victim's runnext", fromnext ? nullptr : next, raw(v->runnext)->load(), kRunnext);
  equal("victim's runqhead", s.his + take, raw(v->runqhead)->load(), kHalf);
  equal("victim's runqtail", s.his + s.n, raw(v->runqtail)->load(),
        "only its owner moves victim's tail");
  equal("pp's runqhead", s.mine, raw(pp->runqhead)->load(),
        "what is put into pp's ring goes to its end: the head stays");
  equal("pp's runqtail", s.mine + (take ? take - 1 : 0), raw(pp->runqtail)->load(),
        "all that were taken but the one that runs now wait in pp's ring");
  for (uint32_t i = 0; i + 1 < take; i++)
    same("a slot of pp's ring", gs[i].get(), raw(pp->runq[(s.mine + i) % kRunqSize])->load(),
         "slot i is runq[i % kRunqSize], also when the counters wrap around");
  expect(his == rest(v, false), "the rest of victim is as it was", "it is not", kElse);
  expect(own == rest(pp, true), "the rest of pp is as it was", "it is not",
         "a thief puts goroutines into pp's ring, and moves its tail: no more");
  if (fromnext) {
    bool runs = s.status == Prunning;
    constexpr const char* kPause =
        "before it takes a running P's runnext, a thief gives the owner usleep(3), once";
    equal("calls of usleep", runs ? 1 : 0, calls,
          runs ? kPause
               : "only a P that is Prunning has an owner who is about to run the one in runnext: "
                 "where there is none, nobody is given time");
    if (runs) equal("the pause, in microseconds", 3, sync::lastpause, kPause);
  }
  expect(points.hits("sched.lock.exchange") == locks, "runqsteal takes no lock", "it takes one",
         "stealing must not slow down the owner, or others");
  if (!fromnext)
    price.nothing(take ? "runqsteal, while there is something in the ring,"
                       : "runqsteal, which finds nothing,");
}

TEST_CASE("every small state") {
  for (uint32_t n : {0u, 1u, 2u, 3u, 4u}) {
    for (int how = 0; how < 4; how++) {
      bool next = how & 1, stealnext = how & 2;
      judge("victim has " + std::to_string(n) + " in its ring, and " + (next ? "one" : "nobody") +
                " in runnext; stealnext is " + show(stealnext) +
                "; victim is Pidle, Prunning or Psyscall",
            [=] {
              for (uint32_t status : {Pidle, Prunning, Psyscall})
                theft({n, next, stealnext, status, 500, 1000});
            });
    }
  }
}

TEST_CASE("every place of the wrap-around") {
  judge("the counters of victim, or of pp, wrap around at any place of the ring", [] {
    for (uint32_t n : {0u, 1u, 2u, 3u, 4u, 9u, 127u, 128u, 129u, 255u, 256u}) {
      for (uint32_t back = 0; back <= n + 1; back += n < 10 ? 1 : 16) {
        for (bool next : {false, true}) {
          theft({n, next, true, Pidle, 0u - back, 1000});
          theft({n, next, true, Pidle, 500, 0u - back});
          theft({n, next, true, Pidle, 0u - back, 0u - n / 2 + back});
        }
      }
    }
  });
}
