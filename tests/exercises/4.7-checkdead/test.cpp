// Exercise 4.7, by hand: one thread.
#include "hand.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("an M that is there already") {
  judge("an M sleeps, and a P is idle; startm, twice", [] {
    static M m;
    static P p;
    sched.mcount = 5;
    pidleput(&p), mput(&m);
    startm(nullptr, false);
    expect(m.nextp == &p && sched.nmidle == 0 && iswoken(m.park), "the M gets the P, and is woken",
           m.nextp ? "it has the P, and sleeps on" : "it sleeps on",
           "an M that sleeps is taken before a new one is made");
    startm(nullptr, false);
    equal("sched.mcount", 5, sched.mcount,
          "mcount is the number of Ms there are: it changes only when a new one is made");
  });
}

// What was right, and stays so wherever the lines move.
TEST_CASE("an M that is to look for work") {
  judge("an M sleeps, and a P is idle; it is counted in nmspinning, and startm is told so", [] {
    static M m;
    static P p;
    sched.mcount = 5;
    pidleput(&p), mput(&m);
    sched.nmspinning.store(1, memory_order_relaxed);
    startm(nullptr, true);
    expect(m.nextp == &p && m.spinning, "the M gets the P, and spins",
           m.spinning ? "it has no P" : "its m.spinning is false",
           "an M that is counted in nmspinning spins, and knows it");
    equal("sched.nmspinning", 1, sched.nmspinning.load(memory_order_relaxed),
          "an M that spins is counted once, by the caller of startm");
  });
  judge("no P is idle; an M is counted in nmspinning, and startm is told so", [] {
    static M m;
    mput(&m);
    sched.nmspinning.store(1, memory_order_relaxed);
    startm(nullptr, true);
    equal("sched.nmspinning", 0, sched.nmspinning.load(memory_order_relaxed),
          "where there is no P, no M is started, and none is counted");
    expect(sched.nmidle == 1 && sched.midle == &m, "the M sleeps on", "it is taken from the list",
           "where there is no P, no M is started, and none is counted");
  });
  judge("no P is idle; startm is told that an M is counted in nmspinning, and none is", [] {
    Child c = child([] { startm(nullptr, true); });
    expect(contains(c.err, "negative nmspinning"), "fatal error: startm: negative nmspinning",
           c.status == 0 ? "nothing was said" : "status " + show(c.status),
           "a count that is wrong is noticed where it goes wrong");
  });
}
