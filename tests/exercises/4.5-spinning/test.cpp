// Exercise 4.5, by hand: Ms and Ps that are idle, and nobody runs.
#include <exercise.hpp>

#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

// This thread is an M with a P. Some Ps, and as many other Ms, are idle.
struct Idle {
  M self{}, ms[2]{};
  G g{};
  P p{}, ps[2]{};
  explicit Idle(int n, int spinning) {
    g.m = &self, self.p = &p, p.m = &self, g.goid = 1;
    p.status.store(Prunning, memory_order_relaxed);
    setg(&g);
    for (int i = 0; i < n; i++) pidleput(&ps[i]), mput(&ms[i]);
    sched.nmspinning.store(spinning, memory_order_relaxed);
  }
  ~Idle() { setg(nullptr); }

  int started() {
    int n = 0;
    for (M& m : ms) n += m.nextp != nullptr;
    return n;
  }
  void state(int want_started, int want_spinning, const char* rule) {
    equal("Ms that were started", want_started, started(), rule);
    for (M& m : ms) {
      expect(!m.nextp || m.spinning, "the M that was started spins", "its m.spinning is false",
             "startm is told that the M will look for work: startm(nullptr, true)");
    }
    equal("sched.nmspinning", want_spinning, sched.nmspinning.load(memory_order_relaxed), rule);
  }
};

constexpr const char* kEnough =
    "one that looks for work is enough: while an M spins, no other is woken";

TEST_CASE("wakep") {
  judge("two Ps and two Ms are idle, and nobody spins; wakep", [] {
    Idle w(2, 0);
    wakep();
    w.state(1, 1, "wakep lets one M look for work, and sched.nmspinning counts it");
  });
  judge("one P and one M are idle, and nobody spins; wakep", [] {
    Idle w(1, 0);
    wakep();
    w.state(1, 1, "one idle P is enough: wakep lets an M look for work, and counts it");
  });
  judge("two Ps and two Ms are idle, and nobody spins; wakep, and wakep again", [] {
    Idle w(2, 0);
    wakep(), wakep();
    w.state(1, 1, kEnough);
  });
  judge("two Ps and two Ms are idle, and one M spins; wakep", [] {
    Idle w(2, 1);
    wakep();
    w.state(0, 1, kEnough);
  });
  judge("no P is idle, and nobody spins; wakep", [] {
    Idle w(0, 0);
    mput(&w.ms[0]);
    wakep();
    w.state(0, 0, "without an idle P there is nothing to start: nmspinning is as it was");
  });
}

TEST_CASE("resetspinning") {
  constexpr const char* kNext =
      "an M that has found something lets the next one look: the others saw it spin, and woke "
      "nobody";
  constexpr const char* kStops = "an M that has found something does not spin any more";
  judge("two Ps and two Ms are idle; the only M that spins has found something", [] {
    Idle w(2, 1);
    w.self.spinning = true;
    resetspinning();
    expect(!w.self.spinning, "m.spinning = false", "m.spinning = true", kStops);
    w.state(1, 1, kNext);
  });
  judge("no P is idle; the only M that spins has found something", [] {
    Idle w(0, 1);
    w.self.spinning = true;
    resetspinning();
    expect(!w.self.spinning, "m.spinning = false", "m.spinning = true", kStops);
    w.state(0, 0, "an M that does not spin any more is not counted in sched.nmspinning");
  });
  judge("two Ps and two Ms are idle; one of two Ms that spin has found something", [] {
    Idle w(2, 2);
    w.self.spinning = true;
    resetspinning();
    w.state(0, 1, kEnough);
  });
  judge("an M that nobody has counted stops spinning", [] {
    Child c = child([] {
      Idle w(0, 0);
      w.self.spinning = true;
      resetspinning();
    });
    expect(contains(c.err, "negative nmspinning"), "fatal error: findrunnable: negative nmspinning",
           c.status == 0 ? "nothing was said" : "status " + show(c.status),
           "a count that is wrong is noticed where it goes wrong");
  });
}
