// Exercise 9.2, by hand: what may have become of the goroutine and the P by the time that somebody
// wants the P; and what it costs.
#include "taker.hpp"

#include <entercall.hpp>

using namespace rt;
using namespace exercise;

// P 0 is wanted. Does want say yes, and does take?
struct Place {
  const char* name;
  bool want, take;
  void (*before)();           // want
  void (*between)() = [] {};  // want and take
  int g = 0;                  // whose call it is
};

static void place(const Place& p) {
  judge(p.name, [=] {
    loop_breaks("there is an answer", kPrice);
    newscene(), marked();
    enters(0, 0, 0), p.before();
    crash_breaks("there is an answer", kOld);
    Counts before;
    Taking taking;
    auto all = everything();
    uint32_t wanted[2] = {raw(gs[0]->wanted)->load(), raw(gs[1]->wanted)->load()};
    wanted[p.g] += p.want ? 2 : 0;
    bool answer;
    {
      Taker taker;
      int writes = 0;
      taker.before = [&](const std::string& step) {
        if (step.starts_with("g.wanted.") && step != "g.wanted.load") writes++;
      };
      guardall();
      answer = taking.want(ps[0]);
      allowall();
      if (answer == p.want) equal("writes of g.wanted", static_cast<int>(p.want), writes, kWish);
      if (answer == p.want && p.want) {
        expect(taker.some("p.syscallg.load", acquiring), "p.syscallg is read with acquire",
               "its order is weaker",
               "the call that wrote p.syscallg has released the G as it was made");
        expect(
            taker.some("g.call.load", acquiring), "g.call is read with acquire",
            "its order is weaker",
            "with the number comes what the goroutine's thread wrote before it: g.callp, and all "
            "that you touch when you take the P");
        expect(taker.some("g.ownfence.load", acquiring), "g.ownfence is read with acquire",
               "its order is weaker",
               "g.ownfence changes at the end of a way back: whoever reads the new value must see "
               "in g.back that this call is over");
      }
      expect(taker.allheavies == 0, "want has no heavyfence", "it has one", kLight);
    }
    expect(answer == p.want, "want says " + yes(p.want), "it says " + yes(answer),
           p.want ? kInCall : kOld);
    for (int i = 0; i < 2; i++)
      equal("g.wanted of goroutine " + show(i + 1), wanted[i], raw(gs[i]->wanted)->load(), kWish);
    expect(everything() == all, "all else in the Gs, Ms and Ps is as it was", "it is not",
           "want changes nothing but g.wanted, pp.wantg and pp.wantcall");
    before.rest(kNothing);
    if (!p.want) return;
    taking.fence();
    p.between();
    int g = p.take ? p.g : -1;
    all = everything(p.take ? 0 : -1, g);
    Counts then;
    {
      Taker taker;
      M* mp = ms[p.g];
      taker.before = [&](const std::string& step) {
        if (!step.starts_with("g.callp.") || step == "g.callp.load" || !p.take) return;
        bool good = releasing(taker.orders[step].back()) || sync::fenced;
        expect(good, "g.callp is stored with release", "its order is weaker", kLast);
        expect(!mp->p, "m.p is null before g.callp is", "it is not", kLast);
      };
      guardall(p.take ? kYours : kNumber);
      if (p.take) gs[p.g]->take_back(), ms[p.g]->take_back(), ps[0]->take_back();
      answer = taking.take(ps[0]);
      allowall();
      expect(taker.allheavies == 0, "take has no heavyfence", "it has one", kLight);
    }
    expect(answer == p.take, "take says " + yes(p.take), "it says " + yes(answer), kNumber);
    expect(everything(p.take ? 0 : -1, g) == all, "all else in the Gs, Ms and Ps is as it was",
           "it is not", p.take ? "nothing else changes, and the P's name stays" : kNumber);
    if (p.take) then.moves("p0.syscalltick", 1);
    then.rest(kNothing);
    equal("g.wanted", wanted[p.g], raw(gs[p.g]->wanted)->load(), kWish);
    if (!p.take) return;
    expect(status(ps[0]) == Pidle && !ps[0]->m && !ms[p.g]->p, "P 0 is Pidle, p.m and m.p are null",
           "status " + show(status(ps[0])) + ", p.m = " + show(ps[0]->m) +
               ", m.p = " + show(ms[p.g]->p),
           kCut);
    expect(!raw(gs[p.g]->callp)->load(), "g.callp = null", "it is not", kTwice);
    expect(!taking.want(ps[0]), "want says no now", "it says yes", kTwice);
    equal("g.wanted", wanted[p.g], raw(gs[p.g]->wanted)->load(), kWish);
    // It comes back, gets the P again, and goes into another call.
    back(p.g), has(p.g, 0), enters(p.g, p.g, 0);
    expect(taking.want(ps[0]), "in the next call want says yes", "it says no", kInCall);
    taking.fence();
    expect(taking.take(ps[0]), "in the next call take says yes", "it says no", kNumber);
  });
}

static void nothing() {}

TEST_CASE("in no call") {
  place({"nobody has been in a call with P 0", false, false,
         [] { back(0), ps[0]->syscallg.store(nullptr, memory_order_relaxed); }});
  place({"goroutine 1 is back, and runs with P 0", false, false, [] { back(0); }});
  place(
      {"goroutine 1 is back, without a P; P 0 is idle", false, false, [] { back(0), has(0, -1); }});
  place({"goroutine 1 is back, and has ended; goroutine 2 runs with P 0", false, false,
         [] { back(0), off(0, Gdead), on(0, 1, Grunning); }});
  place({"goroutine 1 waits, and its number is 0", false, false, [] {
           off(0, Gwaiting), gs[0]->call.store(0, memory_order_relaxed);
           gs[0]->back.store(0, memory_order_relaxed);
         }});
}

TEST_CASE("in a call, but not with this P") {
  place({"goroutine 1 is in a call with P 1; M 2 runs with P 0", false, false,
         [] { back(0), enters(0, 0, 1), has(1, 0), on(1, 1, Grunning); }});
  place({"goroutine 1 is in a call, and P 0 has been taken out of it, and is idle", false, false,
         [] { has(0, -1), gs[0]->callp.store(nullptr, memory_order_relaxed); }});
  place({"goroutine 1 is in a call that is known to block; M 2 runs with P 0", false, false, [] {
           has(0, -1), gs[0]->callp.store(nullptr, memory_order_relaxed);
           has(1, 0), on(1, 1, Grunning);
         }});
}

TEST_CASE("in the call") {
  place({"goroutine 1 is in a call with P 0", true, true, nothing});
  place({"goroutine 1 is in its first call", true, true, [] {
           gs[0]->call.store(1, memory_order_relaxed), gs[0]->back.store(0, memory_order_relaxed);
           gs[0]->wanted.store(0, memory_order_relaxed);
         }});
  place({"goroutine 2 is in a call with P 0", true, true,
         [] { back(0), has(0, -1), enters(1, 1, 0); }, nothing, 1});
  static uint64_t n;
  for (uint64_t number : {1ull << 31, 1ull << 32, (1ull << 32) + 1, 1ull << 40, 7ull << 60}) {
    n = number;
    static std::string name;
    name = "goroutine 1 is in call " + show(number);
    auto set = [] {
      gs[0]->call.store(n, memory_order_relaxed), gs[0]->back.store(n - 1, memory_order_relaxed);
    };
    place({name.c_str(), true, true, set});
    name += ", and back when take comes";
    place({name.c_str(), true, false, set, [] { back(0); }});
  }
  place({"g.wanted is about to begin again at 0", true, true,
         [] { gs[0]->wanted.store(0xFFFFFFFE, memory_order_relaxed); }});
  place({"goroutine 1 has a fence of its own", true, true,
         [] { gs[0]->ownfence.store(1, memory_order_relaxed); }});
}

TEST_CASE("wanted, and back when take comes") {
  place({"goroutine 1 is back when take comes", true, false, nothing, [] { back(0); }});
  place({"goroutine 1 is in its next call with P 0 when take comes", true, false, nothing,
         [] { back(0), enters(0, 0, 0); }});
  place({"goroutine 1 is back from its next call when take comes", true, false, nothing,
         [] { back(0), enters(0, 0, 0), back(0); }});
  place({"goroutine 1 is in a call with P 1, and M 2 runs with P 0, when take comes", true, false,
         nothing, [] { back(0), enters(0, 0, 1), has(1, 0), on(1, 1, Grunning); }});
  place({"goroutine 1 has ended, and goroutine 2 is in a call with P 0, when take comes", true,
         false, nothing, [] { back(0), off(0, Gdead), enters(1, 1, 0); }});
  place({"goroutine 1 is four calls further when take comes", true, false, nothing, [] {
           for (int i = 0; i < 4; i++) back(0), enters(0, 0, 0);
         }});
}

TEST_CASE("after g.callp") {
  judge("goroutine 1 is in a call with P 0, and goes on as soon as g.callp is null", [] {
    newscene(), enters(0, 0, 0);
    Taking taking;
    bool wanted = taking.want(ps[0]);
    taking.fence();
    Taker taker;
    bool null = false;
    taker.before = [&](const std::string&) {
      if (!null && !raw(gs[0]->callp)->load()) null = true, guard(0);
    };
    taker.stores = [&](const void* address) {
      if (address == raw(gs[0]->callp))
        gs[0]->give_away_but(gs[0]->callp, "goroutine 1 after g.callp is null", kLast),
            ms[0]->give_away("M 1 after g.callp is null", kLast);
    };
    bool took = taking.take(ps[0]);
    allowall();
    expect(wanted && took, "take says yes", "it says no", kInCall);
  });
}
