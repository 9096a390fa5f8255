// Exercise 8.4: all Ps are in calls, and at the moment at which one is tried its goroutine comes
// back, or another thread holds it, or it has another P.
#include <sync_points.hpp>

#include "others.hpp"

enum Move { back, heldp, otherp };
static const char* happens(Move move) {
  return move == back    ? "its goroutine comes back"
         : move == heldp ? "another thread holds its goroutine"
                         : "its goroutine has been back, and is in a call with another P";
}

static std::vector<int> order;  // in which they are to be tried
static size_t next;             // how many have been tried
static size_t most;             // how many get away
static Move how;

// Just before the next attempt. Whoever got away from the one before is in a call again.
static void attempt() {
  if (next > 0 && next <= most) is(order[next - 1], call);
  if (next < most) {
    G& gp = others[order[next]].named;
    if (how == back) raw(gp.atomicstatus)->store(Grunning);
    if (how == heldp) raw(gp.atomicstatus)->store(Gscansyscall);
    if (how == otherp) others[order[next]].m.p = &elsewhere;
  }
  next++;
}

static void away(int n, int oldp, size_t away, Move move) {
  order.clear();
  for (int k = 0; k < n; k++) order.push_back(oldp < 0 ? k : (oldp + k) % n);
  judge("a thread comes back; all " + show(n) + " Ps are in calls, and oldp is " + pname(oldp) +
            ". Of the first " + show(away) + ", just before each is tried, " + happens(move) +
            "; a moment later it is in a call again",
        [=] {
          loop_breaks("an answer", "each is tried once at most: nobody goes round again");
          scene(std::vector<State>(static_cast<size_t>(n), call));
          next = 0, most = away, how = move;
          sync::SyncPoints points;
          static std::function<void(const char*)> each;
          each = [&points](const char* point) {
            points.before(point, [point] {
              // Only what a thread does that wants to hold one; letting go may be a swap, too.
              bool letsgo = false;
              for (int i = 0; i < gomaxprocs; i++)
                letsgo |= how != heldp && raw(others[i].named.atomicstatus)->load() == Gscansyscall;
              if (!letsgo) attempt();
              each(point);
            });
          };
          each("g.status.cas"), each("g.status.exchange");
          P* pp = exitsyscallTryGetP(oldp < 0 ? nullptr : allp[oldp]);
          int want = away < order.size() ? order[away] : -1;
          exercise::equal(
              "returned", pname(want), pname(pp),
              want < 0 ? "each is tried once at most, oldp included; null if none can be held"
                       : "one that can't be held is no reason to give up, or to try it again: the "
                         "next one is tried");
          exercise::equal("tries", std::min(away + 1, order.size()), next,
                          "each is tried once at most, oldp included");
          for (size_t i = 0; i < order.size(); i++) {
            bool held = status(&others[order[i]].named) == Gscansyscall;
            bool theirs = move == heldp && i + 1 == next && i < away;
            exercise::equal(pname(order[i]) + "'s goroutine is held", theirs, held,
                            theirs ? "whoever is held by another thread is let go by that one alone"
                                   : "whoever has been held is let go, on every way");
          }
        });
}

TEST_CASE("at the last moment") {
  for (Move move : {back, heldp, otherp}) {
    for (int n : {1, 2, 3, 4}) {
      for (int oldp = -1; oldp < n; oldp += n < 3 ? 1 : 2)
        for (int k = 1; k <= n; k++) away(n, oldp, static_cast<size_t>(k), move);
    }
  }
}
