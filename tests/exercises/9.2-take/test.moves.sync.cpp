// Exercise 9.2, step by step: between any two of the taker's steps the goroutine comes back, and
// later it goes on: into another call, with the same P or with another one.
#include "taker.hpp"

using namespace rt;
using namespace exercise;

static void elsewhere() { has(1, 0), on(1, 1, Grunning); }  // M 2 runs with P 0

// What happens to goroutine 1 when it has come back, and has seen no wish.
struct Move {
  const char* what;
  void (*first)();  // before all this
  void (*on)();
};
static const Move all[] = {
    {"runs on", [] { enters(0, 0, 0); }, [] {}},
    {"goes into another call with P 0", [] { enters(0, 0, 0); }, [] { enters(0, 0, 0); }},
    {"makes a call, and goes into a third one with P 0", [] { enters(0, 0, 0); },
     [] { enters(0, 0, 0), back(0), enters(0, 0, 0); }},
    {"goes into another call with P 0, in which it has no fence of its own any more",
     [] { gs[0]->ownfence.store(1, memory_order_relaxed), enters(0, 0, 0); },
     [] { gs[0]->ownfence.store(0, memory_order_relaxed), enters(0, 0, 0); }},
    {"goes into another call with P 0, in which it has a fence of its own", [] { enters(0, 0, 0); },
     [] { gs[0]->ownfence.store(1, memory_order_relaxed), enters(0, 0, 0); }},
    {"goes into another call with P 1; M 2 runs with P 0", [] { enters(0, 0, 0); },
     [] { enters(0, 0, 1), elsewhere(); }},
    {"goes into another call with P 1, on M 2; M 1 runs with P 0", [] { enters(0, 0, 0); },
     [] { enters(0, 1, 1), has(0, 0), exercise::on(0, 1, Grunning); }},
    {"goes into a call with P 0 (the one that it comes back from is with P 1)",
     [] { ps[0]->syscallg.store(gs[0], memory_order_relaxed), enters(0, 0, 1); },
     [] { enters(0, 0, 0); }},
    {"goes into a call that is known to block; M 2 runs with P 0", [] { enters(0, 0, 0); },
     [] {
       enters(0, 0, 0), has(0, -1), elsewhere();
       gs[0]->callp.store(nullptr, memory_order_relaxed);
     }},
    {"ends, and goroutine 2 goes into a call with P 0", [] { enters(0, 0, 0); },
     [] { off(0, Gdead), enters(1, 1, 0); }},
};

struct Play {
  const Move& move;
  int first, second;  // before these steps
  int at = 0;
  bool back1 = false, goes = false, moved = false;  // is back; has seen no wish; has gone on
  bool took = false;
  M* owner = ps[0]->m;  // without the taker
  uint32_t pstatus = status(ps[0]);
  P* callps[2] = {};
  std::string where{};

  bool wish(G* gp) { return raw(gp->wanted)->load() != gp->seen; }
  // It is back. Whether it may go on is decided by one look, at that moment.
  void comesback() {
    G* gp = gs[0];
    back1 = true, goes = !wish(gp);
    gp->back.store(gp->call.load(memory_order_relaxed), memory_order_relaxed);
    if (goes) gp->atomicstatus.store(Grunning, memory_order_relaxed);
  }
  // The taker has made g.callp null since the last look.
  void look(const Taker& taker) {
    for (int g = 0; g < 2; g++)
      if (callps[g] && !raw(gs[g]->callp)->load()) takes(g, taker);
    note();
  }
  void note() {
    for (int g = 0; g < 2; g++) callps[g] = raw(gs[g]->callp)->load();
  }
  void step(const std::string& name, const Taker& taker) {
    look(taker);
    at++;
    if (at == first) comesback(), where = "goroutine 1 is back before your step " + name;
    if (at == second && goes) {
      move.on(), moved = true;
      owner = ps[0]->m, pstatus = status(ps[0]);
      where += ", and goes on before your step " + name;
    }
    note();
  }
  // g.callp of goroutine g becomes null: P 0 is taken.
  void takes(int g, const Taker& taker) {
    G* gp = gs[g];
    took = true;
    bool running = g == 0 && back1 && goes && !moved;
    std::string then = " (" + where + ")";
    expect(callps[g] == ps[0], "P 0 is taken out of a call with P 0" + then,
           "it is taken out of a call with another P, or with none", kOneMoment);
    expect(!running, "goroutine 1 is left alone" + then, "P 0 is taken", kNumber);
    bool in = raw(gp->back)->load() < raw(gp->call)->load();
    expect(!in || wish(gp),
           "P 0 is taken out of a call whose goroutine sees, on its way back, that it is wanted" +
               then,
           "it has noted this wish when it went in, and will see nothing new", kNumber);
    bool light = raw(gp->ownfence)->load();
    expect(light || taker.heavies, "there was a heavyfence after the wish" + then, "there was none",
           light || !moved ? kHeavy
                           : "the fence is right for the call that was noted: what you have read "
                             "before its number may be of an earlier one");
    expect(taker.fulls || taker.heavies, "there was a fence for the CPU after the wish" + then,
           "there was none", kFull);
  }
};

// False: neither has come about.
static bool play(const Move& move, int first, int second) {
  newscene();
  for (auto* gp : gs)
    gp->call.store(7, memory_order_relaxed), gp->back.store(7, memory_order_relaxed);
  has(0, 0), has(1, 1), on(0, 0, Grunning), on(1, 1, Grunning);
  move.first();
  Play p{move, first, second};
  bool took = false;
  {
    Taking taking;
    Taker taker;
    p.note();
    taker.before = [&](const std::string& step) { p.step(step, taker); };
    if (taking.want(ps[0])) {
      taking.fence();
      took = taking.take(ps[0]);
    }
    p.look(taker);
  }
  std::string then = " (" + p.where + ")";
  expect(took == p.took, "g.callp is null if take says yes" + then, "it is not so", kTwice);
  if (p.moved && second == 1 && raw(ps[0]->syscallg)->load() && !took) {
    G* gp = raw(ps[0]->syscallg)->load();
    bool in = raw(gp->back)->load() < raw(gp->call)->load() && raw(gp->callp)->load() == ps[0];
    expect(!in, "P 0 is taken" + then, "it is not", kInCall);
  }
  if (!took) {
    bool same = ps[0]->m == p.owner && (!p.owner || p.owner->p == ps[0]);
    expect(same && status(ps[0]) == p.pstatus, "with no as the answer P 0 stays where it is" + then,
           "it does not", kNothing);
  }
  return p.at >= first && p.at >= second;
}

TEST_CASE("moves") {
  for (const Move& move : all) {
    judge(std::string("goroutine 1 comes back at some moment, and later it ") + move.what, [&] {
      loop_breaks("there is an answer", kPrice);
      bool any = true;
      for (int first = 1; any; first++) {
        any = false;
        for (int second = first; play(move, first, second); second++) any = true;
      }
    });
  }
}
