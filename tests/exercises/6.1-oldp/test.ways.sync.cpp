// Exercise 6.1, each way through it: what it may cost, what it may count, and ticks of any size.
#include <counts.hpp>
#include <hand.hpp>
#include <price.hpp>

#include <exitsyscallfast.hpp>

using namespace rt;
using namespace exercise;

// M 1 has come back, and remembers that tick. Its oldp, p0, is in that state, and has this tick.
static M* back(uint32_t state, uint32_t noted, uint32_t tick) {
  byhand(2);
  M *mp = newthread(1), *other = newthread(2);
  runs(mp, newgoroutine(1, nullptr), Gsyscall);
  setg(mp->curg);
  mp->oldp = allp[0], mp->syscalltick = noted;
  if (state == Prunning) busy(allp[0], other);
  if (state == Pidle) pidleput(allp[0]);
  allp[0]->syscalltick.store(tick, memory_order_relaxed);
  allp[0]->status.store(state, memory_order_relaxed);
  return mp;
}

// One call, with its price: no lock, no call of the kernel, and one attempt.
static bool call(const std::string& way) {
  sync::SyncPoints points;
  auto attempts = [&] {
    return points.hits("p.status.cas") + points.hits("p.status.exchange") +
           points.hits("p.status.add") + points.hits("p.status.sub");
  };
  int tries = attempts();
  Price price(points);
  bool got = exitsyscallfast_oldp(allp[0]);
  price.nothing(way);
  tries = attempts() - tries;
  expect(tries <= 1, way + " costs one atomic operation on oldp's status",
         "it costs " + show(tries) + " of them",
         "one try decides: a P that is not in Psyscall any more is somebody else's, and won't come "
         "back by trying again");
  return got;
}

TEST_CASE("the price of a P that is gone") {
  for (uint32_t state : {Pidle, Prunning}) {
    for (uint32_t tick : {7, 8}) {
      judge(std::string("oldp is ") + (state == Pidle ? "Pidle" : "Prunning") +
                ": what it costs to find that out",
            [=] {
              back(state, 7, tick);
              Counts before;
              bool got = call("the look at a P that is gone");
              expect(!got, "false", "true", "what is not ours we do not touch");
              before.rest("if oldp is not in Psyscall, nothing changes");
            });
    }
  }
}

TEST_CASE("the counters") {
  for (uint32_t tick : {7, 9}) {
    judge(std::string("oldp is in Psyscall, ") +
              (tick == 7 ? "and has"
                         : "but it was away, and no "
                           "longer has") +
              " the tick that m remembers: all other counters are as before",
          [=] {
            M* mp = back(Psyscall, 7, tick);
            Counts before;
            before.moves("p0.syscalltick", tick == 7 ? 0 : 1);
            bool got = call("the way back to oldp");
            expect(got && mp->p == allp[0], "true", "false", "a P in Psyscall is nobody's");
            before.rest(
                "the P is taken back as it was: no time slice begins, and no call has "
                "ended yet (exitsyscall counts that)");
          });
  }
}

// How far the tick has gone on since the M noted it: not at all, once, by what a byte or 16 bits
// do not show, by half of all ticks, and by all but one.
TEST_CASE("ticks of any size") {
  judge("oldp is in Psyscall, with ticks of many sizes, and was away, for short or long", [] {
    for (uint32_t noted : {0u, 1u, 7u, 255u, 256u, 65535u, 65536u, 0x7fffffffu, 0x80000000u, ~0u}) {
      for (uint32_t gone : {0u, 1u, 2u, 255u, 256u, 512u, 65535u, 65536u, 1u << 24, 0x7fffffffu,
                            0x80000000u, 0x80000001u, ~0u}) {
        M* mp = back(Psyscall, noted, noted + gone);
        bool got = call("the way back to oldp");
        expect(got && mp->p == allp[0], "true", "false", "a P in Psyscall is nobody's");
        uint32_t want = noted + gone + (gone != 0);
        uint32_t is = allp[0]->syscalltick.load(memory_order_relaxed);
        expect(
            is == want,
            "m remembers " + show(noted) + ", oldp's tick was " + show(noted + gone) + ", and is " +
                show(want) + " now",
            "it is " + show(is),
            "a P was away if its tick is another one, in any of its 32 bits: neither greater nor "
            "smaller says anything, since ticks wrap around");
      }
    }
  });
}
