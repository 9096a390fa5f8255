// Exercise 9.4, by hand: a goroutine reads, which blocks, and writes, which does not.
#include <promises.hpp>

using namespace rt;
using namespace exercise;

// So many times.
static void rounds(int n) {
  judge(
      "a goroutine reads, and then writes; it does so " + show(n) + "x, and each read loses its P",
      [=] {
        newcallers(true);
        std::vector<Call> calls;
        for (int i = 0; i < n; i++) calls.insert(calls.end(), {{kTaken}, {kPlain}});
        makes(0, calls, [](int, const Call&) {});
        expect(back.interrupts == 1,
               "whoever takes the P pays for one interrupt: out of the first read",
               "for " + show(back.interrupts),
               "a promise outlives the plain calls between two losses, if there are fewer than "
               "kPlain");
      });
}

TEST_CASE("reads and writes") { rounds(3); }
