// Exercise 6.1, by hand: one thread, and a P in each state in which it may be found.
#include <exercise.hpp>

#include <exitsyscallfast.hpp>
#include <fatal.hpp>
#include <spin.hpp>
#include <switch.hpp>

using namespace rt;
using namespace exercise;

// This thread becomes an M whose goroutine has just come back from the kernel.
struct Back {
  M m{}, other{};
  G g{};
  P p{};
  Back(uint32_t status, uint32_t tick, uint32_t noted = 7) {
    g.m = &m, g.goid = 1;
    setg(&g);
    p.status.store(status, memory_order_relaxed);
    p.syscalltick.store(tick, memory_order_relaxed);
    m.syscalltick = noted;
  }
  ~Back() { setg(nullptr); }
  uint32_t status() { return p.status.load(memory_order_relaxed); }
  uint32_t tick() { return p.syscalltick.load(memory_order_relaxed); }
};

static const char* statusname(uint32_t status) {
  return status == Pidle ? "Pidle" : status == Prunning ? "Prunning" : "Psyscall";
}

static void taken(Back& b) {
  fatal_details = [] {
    expect(false, "acquirep makes it this thread's", "acquirep ends the program",
           "acquirep takes a P that is Pidle, once: from Psyscall it has to go to Pidle first");
  };
  expect(exitsyscallfast_oldp(&b.p), "true", "false",
         "a P in Psyscall is nobody's, whoever left it there, and may be taken");
  expect(b.m.p == &b.p && b.p.m == &b.m, "m.p = oldp, oldp.m = m",
         "m.p = " + show(b.m.p) + ", oldp.m = " + show(b.p.m),
         "a thread owns its P: m.p and p.m point to each other");
  equal("oldp.status", std::string("Prunning"), std::string(statusname(b.status())),
        "a P that a thread owns is Prunning");
}

TEST_CASE("nobody has touched it") {
  judge("oldp is in Psyscall, and has the tick that m remembers", [] {
    Back b(Psyscall, 7);
    taken(b);
    equal("oldp.syscalltick", 7u, b.tick(),
          "the tick moves on at the end of exitsyscall: not twice for one call");
  });
}

TEST_CASE("it was away") {
  judge("oldp is in Psyscall, but it was away: its tick is 9, and m remembers 7", [] {
    Back b(Psyscall, 9);
    taken(b);
    equal("oldp.syscalltick", 10u, b.tick(),
          "a P that was away gets another tick, for the call that has now lost it");
  });
}

TEST_CASE("it was away, however often") {
  judge("oldp is in Psyscall, but it was away once: its tick is 8, and m remembers 7", [] {
    Back b(Psyscall, 8);
    taken(b);
    equal("oldp.syscalltick", 9u, b.tick(),
          "a P that was away gets another tick, for the call that has now lost it");
  });
  judge("oldp is in Psyscall, but it was away: its tick is 1, and m remembers 4294967295", [] {
    Back b(Psyscall, 1, ~0u);
    taken(b);
    equal("oldp.syscalltick", 2u, b.tick(),
          "a P was away if its tick is another one: being greater says nothing, since ticks wrap "
          "around");
  });
}

TEST_CASE("it is gone") {
  for (uint32_t status : {Pidle, Prunning}) {
    judge(std::string("oldp is ") + statusname(status), [=] {
      Back b(status, 8);
      if (status == Prunning) b.p.m = &b.other, b.other.p = &b.p;
      loop_breaks("false",
                  "one try decides: a P that is not in Psyscall any more is somebody else's, and "
                  "won't come back by waiting");
      M* owner = b.p.m;
      b.m.oldp = &b.p;
      const char* again =
          "only a P in Psyscall is nobody's. Mind `expected`: a compare-and-swap that fails writes "
          "into it what it has found, and a second try compares with that";
      fatal_details = [] {
        expect(false, "false", "it takes the P all the same, and acquirep ends the program",
               "only a P in Psyscall is nobody's. Mind `expected`: a compare-and-swap that fails "
               "writes into it what it has found, and a second try compares with that");
      };
      expect(!exitsyscallfast_oldp(&b.p), "false", "true: it takes the P all the same", again);
      expect(b.status() == status && b.p.m == owner && !b.m.p && b.tick() == 8, "nothing changed",
             std::string("status ") + statusname(b.status()) + ", tick " + show(b.tick()),
             "what is not ours we do not touch");
      expect(b.m.oldp == &b.p && b.m.syscalltick == 7, "m.oldp and m.syscalltick as they were",
             "m.oldp = " + show(b.m.oldp) + ", m.syscalltick = " + show(b.m.syscalltick),
             "if oldp is not in Psyscall, nothing changes: exitsyscall forgets it");
    });
  }
}
