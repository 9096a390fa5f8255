// Exercise 9.1, going in: what must be so when the goroutine is in its call, and at the moment at
// which it is.
#include "steps.hpp"

#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

// What there is before the call.
struct Before {
  const char* name;
  uint64_t call;
  uint32_t wanted, ownfence;
  bool traced;
  int p = 0;           // M 1 has this one
  uint32_t seen = 6;   // of the call before
  bool others = true;  // what names Ps and goroutines names others
  uint32_t want() const { return wanted + (ownfence || traced); }
};

static void scene(const Before& b) {
  newscene(), marked();
  has(0, b.p), on(0, 0, Grunning), has(1, 1 - b.p), on(1, 1, Grunning);
  G* gp = gs[0];
  gp->stack.hi = 1 << 20;
  gp->call.store(b.call, memory_order_relaxed), gp->back.store(b.call, memory_order_relaxed);
  gp->wanted.store(b.wanted, memory_order_relaxed);
  gp->ownfence.store(b.ownfence, memory_order_relaxed);
  gp->seen = b.seen;
  gp->callp.store(b.others ? ps[1 - b.p] : nullptr, memory_order_relaxed);
  ms[0]->oldp = b.others ? ps[1 - b.p] : nullptr;
  for (auto* pp : ps) pp->syscallg.store(b.others ? gs[1] : nullptr, memory_order_relaxed);
  sched.sysmonwait.store(false, memory_order_relaxed);
  setg(gp);
}

static std::vector<std::vector<char>> rest(int p) {
  G* g = gs[0];
  std::vector<std::vector<char>> all = {bytes(g, sizeof *g,
                                              {{&g->atomicstatus, 4},
                                               {&g->syscallpc, 16},
                                               {&g->call, 8},
                                               {&g->seen, 4},
                                               {&g->callp, 8}}),
                                        bytes(ms[0], sizeof(M), {{&ms[0]->oldp, 8}}),
                                        bytes(gs[1], sizeof(G)), bytes(ms[1], sizeof(M))};
  for (int i = 0; i < 2; i++)
    all.push_back(bytes(ps[i], sizeof(P), {{&ps[i]->syscallg, i == p ? 8 : 0}}));
  return all;
}

// Everything but the number.
static void ready(const Before& b, const std::string& when) {
  G* gp = gs[0];
  const char* rule = when.empty() ? kNothing : kLast;
  auto is = [&](const char* what, const std::string& want, const std::string& got,
                const char* why = nullptr) {
    expect(want == got, what + (" = " + want) + when, what + (" = " + got), why ? why : rule);
  };
  const char* anew = when.empty() ? "each call notes its P, and who it is, anew" : kLast;
  is("m.oldp", pname(ps[b.p]), pname(ms[0]->oldp), anew);
  is("g.callp", pname(ps[b.p]), pname(raw(gp->callp)->load()), anew);
  is("p.syscallg", gname(gp), gname(raw(ps[b.p]->syscallg)->load()), anew);
  is("g.seen", show(b.want()), show(gp->seen), when.empty() || gp->seen != b.seen ? kSeen : kLast);
  is("the state", "syscall", statename(raw(gp->atomicstatus)->load()));
  expect(gp->syscallpc == 42 && gp->syscallsp == 4096, "syscallpc and syscallsp are as given",
         "they are not", rule);
}

static void goesin(const Before& b) {
  judge(std::string("goroutine 1 goes into a call: ") + b.name, [=] {
    loop_breaks("reentersyscall comes to its end", kKernel);
    scene(b);
    tracing = b.traced;
    Counts before;
    auto all = rest(b.p);
    {
      Steps steps;
      std::vector<std::string> weak;
      bool called = false;
      steps.at = [&](const std::string& step) {
        bool good = exercise::releases(sync::order);
        if (step == "g.call.store") {
          ready(b, " before g.call is stored");
          expect(good, "the store of g.call is memory_order_release or stronger",
                 "its order is weaker", kLast);
        }
        if (step == "p.syscallg.store")
          expect(good, "the store of p.syscallg is memory_order_release or stronger",
                 "its order is weaker",
                 "p.syscallg releases: whoever reads the name gets a G that has been made");
        expect(!called || step.ends_with(".load"), "g.call is stored last",
               step + " comes after it", kLast);
      };
      steps.called = [&] {
        called = true;
        ps[b.p]->give_away("the P after g.call has been stored", kOthers);
        ms[0]->give_away("the M after g.call has been stored", kOthers);
      };
      reentersyscall(42, 4096);
      ps[b.p]->take_back(), ms[0]->take_back();
      steps.paid();
    }
    tracing = false;
    equal("g.call", b.call + 1, raw(gs[0]->call)->load(),
          "g.call is the number of the call: it goes on by one, once, and g.back does not");
    equal("g.back", b.call, raw(gs[0]->back)->load(),
          "g.back stays one behind g.call as long as the goroutine is in the kernel");
    equal("g.wanted", b.wanted, raw(gs[0]->wanted)->load(), "g.wanted is the takers'");
    ready(b, "");
    before.rest(kNothing);
    expect(rest(b.p) == all, "all else in Gs, Ms and Ps is as it was", "it is not", kNothing);
  });
}

TEST_CASE("in") {
  goesin({"its first one, and nobody has ever wanted a P", 0, 0, 0, false, 0, 0, false});
  goesin({"P 0, and 4 wishes so far", 7, 8, 0, false});
  goesin({"P 1, and as many wishes as at the last call", 7, 6, 0, false, 1});
  goesin({"with a fence of its own (g.ownfence is 1)", 7, 8, 1, false});
  goesin({"the runtime traces", 7, 8, 0, true});
  goesin({"the runtime traces, and g.ownfence is 1", 7, 8, 1, true});
  goesin({"the first one, the runtime traces, and g.ownfence is 1", 0, 0, 1, true, 1, 0, false});
  goesin({"the call before was odd, this one is not", 7, 8, 0, false, 0, 9});
  goesin({"g.wanted is about to begin again at 0", 7, 0xFFFFFFFE, 0, false});
  goesin({"the same, and g.ownfence is 1", 7, 0xFFFFFFFE, 1, false});
  goesin({"after 2^32 - 1 calls", 0xFFFFFFFF, 8, 0, false});
  goesin({"after 2^40 calls", 1ull << 40, 8, 1, false, 1});
}

TEST_CASE("sysmon sleeps") {
  judge("goroutine 1 goes into a call while sysmon sleeps", [] {
    scene({"", 7, 8, 0, false});
    sched.sysmonwait.store(true, memory_order_relaxed);
    reentersyscall(42, 4096);
    expect(iswoken(sched.sysmonnote) && !sched.sysmonwait.load(memory_order_relaxed),
           "sysmon is woken", "it sleeps on",
           "nobody but sysmon takes a P from a call that blocks: it must be awake");
  });
}

TEST_CASE("in and out") {
  judge("goroutine 1 makes 300 calls, and wishes come in between", [] {
    scene({"", 0, 0, 0, false});
    G* gp = gs[0];
    for (uint64_t i = 1; i <= 300; i++) {
      entersyscall();
      equal("g.call", i, raw(gp->call)->load(), "each call has the next number");
      equal("g.seen", raw(gp->wanted)->load(), gp->seen, kSeen);
      exitsyscall();
      equal("g.back", i, raw(gp->back)->load(), "g.back becomes the number of this call");
      equal("the state", statename(Grunning), statename(status(gp)), kShort);
      if (i % 3 == 0) raw(gp->wanted)->fetch_add(2);
    }
  });
}
