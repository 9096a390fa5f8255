// What the tests of exercise 4.2 in all schedules share: a victim, two thieves, and a count of who
// was got.
#pragma once
#include <explored.hpp>

#include "goroutines.hpp"

using namespace rt;

inline std::unique_ptr<P> victim, mine[2];
inline std::vector<std::unique_ptr<G>> gs;
inline std::vector<int> got;
inline uint64_t known;  // goroutines 1 to known have been put
inline sync::World world;

inline void put(uint64_t goid, bool next = false) {
  known = goid;
  runqput(victim.get(), gs[goid - 1].get(), next);
}
// n in the ring, and `room` more that may be put later.
inline void fresh(uint64_t n, uint64_t room = 0) {
  sync::World::renew();
  gomaxprocs = 1;
  for (auto* p : {&victim, &mine[0], &mine[1]}) p->reset(new P{});
  gs = dummies(n + room);
  got.assign(n + room + 1, 0);
  for (uint64_t i = 1; i <= n; i++) put(i);
}

inline void count(G* gp) {
  if (!gp) return;
  sync::expect(++got[gp->goid] == 1, "goroutine " + std::to_string(gp->goid) + " was got twice");
}
inline G* get(P* pp) {
  bool inherit;
  return runqget(pp, &inherit);
}
inline void owner() { count(get(victim.get())); }
template <int i>
void thief() {
  G* gp = runqsteal(mine[i].get(), victim.get(), false);
  sync::expect(gp, "a thief went away with nothing, and there was enough for all");
  count(gp);
}
inline void stealnext() { count(runqsteal(mine[0].get(), victim.get(), true)); }

// At the end: everybody who has not been got yet is in one of the queues.
inline void all() {
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

inline void judged(const char* scenario, sync::Scenario s, const char* rule) {
  exercise::explored(
      world, scenario, s, kOnce,
      {{"was got twice", rule},
       {"was lost", rule},
       {"no end", kMoments},
       {"with nothing", "a thief that was too late reads again: there may be more to take"}});
}
