#include <numeric>
#include <runq.hpp>
#include <spin.hpp>

namespace rt {

// xorshift64: a thief need not be very random, but it must be quick.
static uint32_t fastrand(M* mp) {
  mp->rand ^= mp->rand << 13;
  mp->rand ^= mp->rand >> 7;
  mp->rand ^= mp->rand << 17;
  return static_cast<uint32_t>(mp->rand >> 32);
}

// Four rounds over all other Ps, each in another order: from a random one on, in steps that share
// no divisor with their number, so that each comes up once. Only the last round takes a runnext
// away: its owner is about to run it. No P is left out for being Pidle: if it is on the idle list
// its queue is empty, and if it is not, it is on its way to a thread that may take its time to wake
// up. Go 1.21: runtime/proc.go, stealWork and randomOrder
G* stealWork(M* mp) {
  auto n = static_cast<uint32_t>(gomaxprocs);
  for (int round = 0; round < 4; round++) {
    uint32_t step = fastrand(mp) % n + 1;
    while (std::gcd(step, n) != 1) step++;
    uint32_t at = fastrand(mp) % n;
    for (uint32_t i = 0; i < n; i++, at = (at + step) % n) {
      if (allp[at] == mp->p) continue;
      if (G* gp = runqsteal(mp->p, allp[at], round == 3)) return gp;
    }
  }
  return nullptr;
}

}  // namespace rt
