// Exercise 9.1, on the way back: nobody has wanted the P, somebody has, somebody has taken it, and
// at which moment.
#include "steps.hpp"

using namespace rt;
using namespace exercise;

// Goroutine 1 is in call 8 with P 0, on M 1. P 1 is idle.
struct Back {
  const char* name;
  uint32_t seen, wanted;
  enum { kThere, kTaken, kGiven } lost = kThere;  // kGiven: by entersyscallblock
  uint64_t call = 8;
  uint32_t ownfence = 0;
};

static void taken() {
  has(0, -1);
  gs[0]->callp.store(nullptr, memory_order_relaxed);
  has(1, 0), on(1, 1, Grunning);
}

static void scene(const Back& b) {
  newscene(), marked();
  G* gp = gs[0];
  gp->call.store(b.call - 1, memory_order_relaxed),
      gp->back.store(b.call - 1, memory_order_relaxed);
  enters(0, 0, 0);
  gp->syscallpc = 1, gp->syscallsp = 4096;
  gp->seen = b.seen, gp->wanted.store(b.wanted, memory_order_relaxed);
  gp->ownfence.store(b.ownfence, memory_order_relaxed);
  if (b.lost != Back::kThere) taken();
  if (b.lost == Back::kGiven) ms[0]->oldp = nullptr;
  pidleput(ps[1]);
  sched.sysmonwait.store(false, memory_order_relaxed);
  setg(gp);
  fatal_details = [] {
    expect(false, "goroutine 1 comes back", "one of the runtime's checks ends the program", kLong);
  };
}

static std::vector<std::vector<char>> rest() {
  G* g = gs[0];
  return {bytes(g, sizeof *g,
                {{&g->atomicstatus, 4}, {&g->back, 8}, {&g->ownfence, sizeof g->ownfence}}),
          bytes(ms[0], sizeof(M)),
          bytes(ps[0], sizeof(P)),
          bytes(ps[1], sizeof(P)),
          bytes(gs[1], sizeof(G)),
          bytes(ms[1], sizeof(M))};
}

// It is back, with that P.
static void isback(uint64_t call, P* pp, const char* rule) {
  G* gp = gs[0];
  equal("g.back", call, raw(gp->back)->load(), "g.back becomes the number of this call");
  equal("g.call", call, raw(gp->call)->load(), "on the way back g.call stays as it is");
  equal("the state", statename(Grunning), statename(status(gp)), rule);
  expect(ms[0]->p == pp && pp->m == ms[0] && status(pp) == Prunning, "M 1 has " + pname(pp),
         "m.p = " + pname(ms[0]->p), rule);
}

// The look that decides comes after g.back and the light fence.
static void inorder(const std::vector<std::string>& done) {
  auto find = [&](const char* what, size_t from) {
    return static_cast<size_t>(std::find(done.begin() + static_cast<long>(from), done.end(), what) -
                               done.begin());
  };
  size_t back = find("g.back.store", 0);
  expect(back < done.size(), "g.back is stored", "it is not", kBackFirst);
  size_t fence = find("lightfence", back);
  expect(fence < done.size(), "lightfence() comes after the store of g.back", "there is none",
         kBackFirst);
  expect(find("g.wanted.load", fence) < done.size(), "g.wanted is read after that", "it is not",
         kBackFirst);
  for (size_t i = 0; i < back; i++)
    expect(done[i] != "g.status.store", "g.back is stored first", "the state is", kBackFirst);
}

static void comesback(const Back& b) {
  judge(std::string("goroutine 1 comes back: ") + b.name, [=] {
    loop_breaks("exitsyscall comes to its end", kKernel);
    scene(b);
    bool isshort = b.seen == b.wanted;
    if (b.lost == Back::kThere) crash_breaks("the goroutine comes back", kShort);
    Counts before;
    auto all = rest();
    std::vector<std::string> done;
    {
      Steps steps;
      steps.at = [&](const std::string& step) {
        bool stored = raw(gs[0]->back)->load() == b.call;
        if (!isshort && stored && step == "g.ownfence.load") steps.free = true;
      };
      if (isshort) {
        ps[0]->give_away("the P on the short way", kShort);
        ms[0]->give_away("the M on the short way", kShort);
      }
      exitsyscall();
      ps[0]->take_back(), ms[0]->take_back();
      if (!steps.free) steps.paid();
      inorder(steps.done);
      expect(steps.fences <= static_cast<int>(b.ownfence),
             "there is no fence for the CPU but the "
             "one in exitsyscallLong",
             "there is another one", kPrice);
      expect(steps.longway != isshort,
             isshort ? "it takes the short way" : "it goes on in exitsyscallLong",
             isshort ? "it calls exitsyscallLong" : "it takes the short way",
             isshort ? kShort : kLong);
    }
    isback(b.call, ps[b.lost == Back::kThere ? 0 : 1], isshort ? kShort : kLong);
    equal("g.wanted", b.wanted, raw(gs[0]->wanted)->load(), "g.wanted is the takers'");
    if (isshort) equal("g.ownfence", b.ownfence, raw(gs[0]->ownfence)->load(), kNothing);
    if (b.lost != Back::kThere) return;
    before.rest(kNothing);
    expect(rest() == all, "all else in Gs, Ms and Ps is as it was", "it is not", kNothing);
  });
}

TEST_CASE("nobody has wanted the P") {
  comesback({"nobody has ever wanted the P", 0, 0});
  comesback({"nobody has wanted the P in this call", 8, 8});
  comesback({"nobody has wanted the P, in the first call", 0, 0, Back::kThere, 1});
  comesback({"nobody has wanted the P, in call 2^32", 8, 8, Back::kThere, 1ull << 32});
  comesback({"nobody has wanted the P, call 2^40 + 3", 8, 8, Back::kThere, (1ull << 40) + 3});
  comesback({"nobody has wanted the P, and g.seen is 2^32 - 2", 0xFFFFFFFE, 0xFFFFFFFE});
}

TEST_CASE("the long way, with the P") {
  comesback({"somebody has wanted the P, and has left it alone", 8, 10});
  comesback({"the first wish ever", 0, 2});
  comesback({"two wishes", 8, 12});
  comesback({"g.wanted has begun again at 0", 0xFFFFFFFE, 0});
  comesback({"2^30 wishes", 8, 0x80000008});
  comesback({"2^31 - 1 wishes", 8, 6});
  comesback({"g.seen is odd, and nobody has wanted the P", 9, 8});
  comesback({"g.seen is odd, nobody has ever wanted the P, and there is a fence", 1, 0,
             Back::kThere, 8, 1});
  comesback({"g.seen is odd, and somebody has wanted the P", 9, 10});
  comesback(
      {"g.seen is odd, two have wanted the P, and there is a fence", 9, 12, Back::kThere, 8, 1});
  comesback({"g.seen is 2^32 - 1, and nobody has wanted the P", 0xFFFFFFFF, 0xFFFFFFFE});
  comesback({"g.seen is 2^32 - 1, and somebody has wanted the P", 0xFFFFFFFF, 0});
}

TEST_CASE("the long way, without the P") {
  comesback({"the P has been taken", 8, 10, Back::kTaken});
  comesback(
      {"the P has been taken, after g.wanted has begun again at 0", 0xFFFFFFFE, 0, Back::kTaken});
  comesback({"the P has been taken, and g.seen is odd", 9, 10, Back::kTaken, 8, 1});
  comesback(
      {"its own P has been given away, since the call was known to block", 9, 8, Back::kGiven});
}

// Before the nth step a taker comes. As long as g.back is old it takes the P.
TEST_CASE("a taker comes") {
  for (uint32_t seen : {8u, 9u}) {
    judge(std::string("goroutine 1 comes back, and a taker comes at some moment") +
              (seen == 9 ? "; g.seen is odd" : ""),
          [=] {
            loop_breaks("exitsyscall comes to its end", kKernel);
            for (int n = 1;; n++) {
              scene({"", seen, 8});
              bool took = false, came = false;
              int at = 0;
              std::string where;
              {
                Steps steps;
                steps.free = true;
                steps.at = [&](const std::string& step) {
                  if (++at != n) return;
                  came = true, took = raw(gs[0]->back)->load() < 8;
                  raw(gs[0]->wanted)->fetch_add(2);
                  if (took) taken();
                  where = " (it comes before your step " + show(n) + ", " + step + ")";
                };
                exitsyscall();
              }
              if (!came) break;
              P* pp = ps[took ? 1 : 0];
              expect(ms[0]->p == pp && pp->m == ms[0],
                     (took ? "P 0 has been taken, and M 1 gets P 1" : "M 1 still has P 0") + where,
                     "m.p = " + pname(ms[0]->p), kBackFirst);
              equal("the state", statename(Grunning), statename(status(gs[0])), kShort);
            }
          });
  }
}
