// Exercise 4.7, by hand: one thread.
#include <exercise.hpp>

#include <sched.hpp>
#include <spin.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("an M that is there already") {
  judge("an M sleeps, and a P is idle; startm, twice", [] {
    static M m;
    static P p;
    sched.mcount = 5;
    pidleput(&p), mput(&m);
    startm(nullptr, false);
    expect(m.nextp == &p && sched.nmidle == 0, "the M gets the P, and is woken", "it sleeps on",
           "an M that sleeps is taken before a new one is made");
    startm(nullptr, false);
    equal("sched.mcount", 5, sched.mcount,
          "mcount is the number of Ms there are: it changes only when a new one is made");
  });
}
