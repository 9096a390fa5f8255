// Exercise 4.5, by hand: every number of Ms that spin, and of Ps that are idle, from none to three.
#include "counts.hpp"
#include "hand.hpp"

using namespace rt;
using namespace exercise;

// P0's M calls; the last `idle` Ps are idle, the other ones busy, and three Ms sleep.
static void call(int idle, int spinning, bool stops) {
  byhand(4);
  M* caller = newthread(1);
  setg(caller->g0);
  busy(allp[0], caller);
  caller->spinning = stops;
  for (int i = 1; i < 4; i++) {
    if (i < 4 - idle) busy(allp[i], newthread(10 + i));
    else pidleput(allp[i]);
  }
  M* sleeping[3];
  for (M*& mp : sleeping) mput(mp = newthread(20));
  sched.nmspinning.store(spinning, memory_order_relaxed);

  bool starts = idle > 0 && spinning == stops;
  Counts counts;
  stops ? resetspinning() : wakep();
  counts.moves("sched.nmspinning", starts - stops).moves("sched.npidle", -starts);
  counts.moves("sched.nmidle", -starts);
  constexpr const char* kRule =
      "a call starts one M if a P is idle and nobody spins any more, and else none; what it counts "
      "is that M and the one that has stopped";
  counts.rest(kRule);
  int started = 0;
  for (M* mp : sleeping) started += mp->nextp && mp->spinning;
  equal("Ms that were started, and spin", int{starts}, started, kRule);
  expect(!caller->spinning, "the M that calls does not spin", "its m.spinning is true", kRule);
  setg(nullptr);
}

TEST_CASE("any number") {
  for (int idle = 0; idle < 4; idle++) {
    for (int spinning = 0; spinning < 4; spinning++) {
      std::string state = show(idle) + " Ps are idle and " + show(spinning) + " Ms spin; ";
      judge(state + "wakep", [=] { call(idle, spinning, false); });
      if (spinning)
        judge(state + "one of them has found something", [=] { call(idle, spinning, true); });
    }
  }
}
