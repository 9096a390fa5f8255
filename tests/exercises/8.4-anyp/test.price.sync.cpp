// Exercise 8.4: what each way costs, what must not be touched on it, and what happens if the others
// move at the last moment.
#include <orders.hpp>
#include <price.hpp>

#include "others.hpp"

static bool looks(const std::vector<State>& states, int i) {
  State s = states[static_cast<size_t>(i)];
  return s == call || s == idle || s == lost || s == moved;
}
// The Ps that may be tried, in their order.
static std::vector<int> tried(const std::vector<State>& states, int oldp) {
  int n = static_cast<int>(states.size()), want = wanted(states, oldp);
  bool listed = std::count(states.begin(), states.end(), idle) > 0;
  std::vector<int> all;
  for (int k = oldp < 0 ? 1 : 0; k < n + (oldp < 0); k++) {
    int i = (oldp + k) % n;
    if (looks(states, i)) all.push_back(i);
    if (i == want || (k == 0 && listed)) break;
  }
  if (listed && oldp < 0) all.clear();
  return all;
}
static int tries(sync::SyncPoints& points) {
  int n = 0;
  for (const char* op : {"cas", "exchange", "or", "and", "add", "sub"})
    n += points.hits(std::string("g.status.") + op);
  return n;
}

// For each point, each time.
static void always(sync::SyncPoints& points, const std::string& point, std::function<void()> f) {
  points.before(point, [&points, point, f] { f(), always(points, point, f); });
}

TEST_CASE("the lock") {
  judge("a thread comes back; oldp is p0, which runs, p1 was idle a moment ago, p2 is in a call",
        [] {
          scene({busyp, busyp, call});
          sched.npidle.store(1, memory_order_relaxed);
          sync::SyncPoints points;
          for (const char* point : {"g.status.cas", "g.status.exchange", "p.status.store"}) {
            always(points, point, [] {
              expect(!exercise::locked(), "sched.lock is free while others are tried", "it is held",
                     "whoever holds a goroutine may take sched.lock (sysmon does), so whoever has "
                     "sched.lock holds no goroutine; and everybody needs that lock");
            });
          }
          P* pp = exitsyscallTryGetP(allp[0]);
          exercise::equal(
              "returned", std::string("p2"), pname(pp),
              "that a P seemed to be idle is a hint: if it is gone, the others are tried");
        });
}

TEST_CASE("the price") {
  for (int n : {1, 2, 3}) {
    judge("a thread comes back, and each P is in any state, of " + show(n) + ": what it costs",
          [=] {
            int all = 1;
            for (int i = 0; i < n; i++) all *= States;
            for (int which = 0; which < all; which++) {
              std::vector<State> states;
              for (int i = 0, rest = which; i < n; i++, rest /= States)
                states.push_back(static_cast<State>(rest % States));
              for (int oldp = -1; oldp < n; oldp++) {
                scene(states);
                sync::SyncPoints points;
                int locks = points.hits("sched.lock.exchange"), rmw = tries(points);
                int calls = sync::kernelcalls;
                bool list = std::count(states.begin(), states.end(), idle) > 0;
                if (oldp >= 0 && states[static_cast<size_t>(oldp)] == call) list = false;
                exitsyscallTryGetP(oldp < 0 ? nullptr : allp[oldp]);
                locks = points.hits("sched.lock.exchange") - locks, rmw = tries(points) - rmw;
                std::string where = scenario(states, oldp) + ": ";
                expect(sync::kernelcalls == calls, where + "the kernel is asked for nothing",
                       "it is called " + show(sync::kernelcalls - calls) + "x",
                       "nobody waits, sleeps, or wakes others who do not sleep");
                expect(locks <= list, where + "sched.lock is taken " + (list ? "once" : "0x"),
                       show(locks) + "x",
                       "sched.lock is for the list of idle Ps, and only if one seems to be there");
                // Letting go may be one more.
                auto may = 2 * static_cast<int>(tried(states, oldp).size());
                if (list) may = oldp >= 0 && looks(states, oldp) ? 2 : 0;
                expect(rmw <= may, where + "at most " + show(may / 2) + " goroutines are tried",
                       show(rmw) + " atomic read-modify-writes of a goroutine's state",
                       "a P is tried only if it looks as if its goroutine were in a call, and each "
                       "once: "
                       "those that run must not notice us");
              }
            }
          });
  }
}

TEST_CASE("held, taken, let go") {
  judge("a thread comes back; oldp is p0, which runs, and p1 is in a call", [] {
    scene({busyp, call});
    sync::SyncPoints points;
    always(points, "p.status.store", [] {
      expect(
          status(&others[1].named) == Gscansyscall, "p1's goroutine is held when p1 is taken",
          "nobody holds it",
          "first hold the goroutine, then take the P, then let go: else it comes back meanwhile, "
          "and goes on with the P");
    });
    auto cut = [] {
      expect(
          !allp[1]->m && !others[1].m.p && status(allp[1]) == Pidle,
          "p1 is cut off when its goroutine is let go", "it is still wired to its thread",
          "first hold the goroutine, then take the P, then let go: else it comes back meanwhile, "
          "and goes on with the P");
    };
    for (const char* op : {"store", "exchange", "and", "sub"})
      points.before(std::string("g.status.") + op, cut);
    points.before("g.status.cas", cut, 2);
    exitsyscallTryGetP(allp[0]);
  });
  judge("the same: the memory orders", [] {
    scene({busyp, call});
    sync::Orders orders;
    exitsyscallTryGetP(allp[0]);
    reads(orders, "g.status", memory_order_acquire,
          "whoever holds a goroutine reads what its thread wrote before the call");
    expect(orders.all("g.status.store", memory_order_release),
           "the goroutine is let go with memory_order_release", "with a weaker order",
           "whoever comes back must see that m.p is null");
  });
}

TEST_CASE("what belongs to others") {
  const std::vector<State> all[] = {{busyp, held, fresh, call},
                                    {fresh, lost, moved, busyp},
                                    {held, busyp, fresh, held},
                                    {busyp, idle, call, held}};
  for (auto& states : all) {
    for (int oldp : {-1, 0}) {
      judge(scenario(states, oldp) + " (what is not its own lies on other pages)", [&] {
        scene(states);
        int want = wanted(states, oldp);
        const char* rule =
            "of a goroutine that is not held you read atomicstatus alone, and no M that is not "
            "yours: a thread that ends frees its M";
        for (int i = 0; i < gomaxprocs; i++) {
          State s = states[static_cast<size_t>(i)];
          Others& o = others[i];
          o.m2.give_away("the thread that runs on " + pname(i), rule);
          o.runs.give_away("the goroutine that runs on " + pname(i), rule);
          if ((s == call && i != want) || s == busyp || s == held) {
            o.m.give_away("the thread that has " + pname(i), rule);
            o.named.give_away_but(
                o.named.atomicstatus,
                "more than atomicstatus of the goroutine that " + pname(i) + " names", rule);
          }
        }
        P* pp = exitsyscallTryGetP(oldp < 0 ? nullptr : allp[oldp]);
        for (Others& o : others)
          o.m.take_back(), o.m2.take_back(), o.named.take_back(), o.runs.take_back();
        exercise::equal("returned", pname(want), pname(pp), "the order is oldp, idle, the others");
      });
    }
  }
}
