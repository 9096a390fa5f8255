// Exercise 10.4, by hand: giveback. Each P is in any state.
#include "computing.hpp"

using namespace rt;
using namespace exercise;

static std::vector<State> states(int64_t shortslice) {
  return {
      {},
      {.since = shortslice - 1},
      {.since = shortslice},
      {.since = 3 * ms},
      {.since = 30 * ms},
      {.since = 20 * ms, .in = true},
      {.since = 20 * ms, .asked = 10 * us},
      {.since = 20 * ms, .asked = 5 * ms},
      {.since = 20 * ms, .runs = false},
  };
}

// How long it has computed; -1: it does not count.
static int64_t age(const State& s, int64_t shortslice) {
  return s.in || !s.runs || s.asked >= 0 || s.since < shortslice ? -1 : s.since;
}

static void back(const std::vector<State>& ps, int64_t shortslice) {
  computing(static_cast<int>(ps.size()), 10 * ms, shortslice);
  int64_t most = -1;
  std::string then;
  for (size_t i = 0; i < ps.size(); i++) {
    is(static_cast<int>(i), ps[i]);
    most = std::max(most, age(ps[i], shortslice));
    then += (i ? "; P " : "P ") + show(i) + ": " + words(ps[i]);
  }
  then = " (" + then + ")";
  if (shortslice == 0) most = -1;
  waits(1, 1, true);
  auto before = slices();
  Counts counts;
  giveback(now, shortslice);
  int asked = whowasasked(before, then);
  State none, s = asked < 0 ? none : ps[static_cast<size_t>(asked)];
  int64_t its = asked < 0 ? -1 : age(s, shortslice);
  const char* rule =
      shortslice == 0 ? "a slice of 0 switches giveback off"
      : asked < 0
          ? "one gives way to the one that waits, if any goroutine has computed for a short slice"
      : s.since < 0 ? "p.since 0 is no time: sysmon has not seen that slice yet, so it is young"
      : s.in        ? "one in a system call does not compute: giveback leaves it to retake"
      : !s.runs     ? "a P that is not Prunning has no goroutine to ask"
      : s.asked >= 0
          ? "one that has been asked in this slice is not asked again here: another one is"
      : its < 0 ? "a goroutine has its P for a short slice at least"
                : "the one that has computed longest gives way";
  auto who = [](int64_t computed) {
    return computed < 0 ? std::string("nobody is asked")
                        : "one that has computed for " + time(computed) + " is asked";
  };
  expect(asked < 0 ? most < 0 : its == most && most >= 0, who(most) + then,
         asked < 0 ? "nobody is asked" : "P " + show(asked) + "'s is asked", rule);
  counts.rest();
}

static void all(int n, int64_t shortslice) {
  judge("giveback: one that has come back waits; slice = " + time(shortslice) +
            "; each P is in any state, of " + show(n),
        [=] {
          loop_breaks("there is an answer", "every loop ends");
          auto each = states(shortslice ? shortslice : 200 * us);
          size_t ways = 1;
          for (int i = 0; i < n; i++) ways *= each.size();
          for (size_t way = 0; way < ways; way++) {
            std::vector<State> ps;
            for (size_t w = way; static_cast<int>(ps.size()) < n; w /= each.size())
              ps.push_back(each[w % each.size()]);
            back(ps, shortslice);
          }
        });
}

TEST_CASE("giveback") {
  all(1, 200 * us);
  all(2, 200 * us);
  all(3, 200 * us);
  all(2, 700 * us);
  all(2, 0);
}

TEST_CASE("many Ps") {
  judge("giveback: four Ps, whose goroutines have computed for 1, 2, 3 and 4 ms, in any order", [] {
    std::vector<int> order = {1, 2, 3, 4};
    do {
      std::vector<State> ps;
      for (int n : order) ps.push_back({.since = n * ms});
      back(ps, 200 * us);
    } while (std::next_permutation(order.begin(), order.end()));
  });
}

TEST_CASE("no thread") {
  judge(
      "giveback: a goroutine has computed for long, one that has come back waits, and no thread "
      "sleeps",
      [] {
        computing(2, 10 * ms, 200 * us);
        for (int i : {0, 1}) is(i, {.since = 20 * ms});
        waits(0, 0, true);
        mget();
        auto before = slices();
        giveback(now, 200 * us);
        expect(before == slices() && !signalled(), "nobody is asked", "a goroutine is asked", kAsk);
        equal("threads that are to be made", 1, sched.newmHandoff.wanted, kAsk);
      });
}

TEST_CASE("one call after the other") {
  judge(
      "giveback, three times: each time one more has come back; of three goroutines each computes",
      [] {
        computing(3, 10 * ms, 200 * us);
        is(0, {.since = 2 * ms}), is(1, {.since = 5 * ms}), is(2, {.since = 3 * ms});
        waits(0, 0, true);
        for (int want : {1, 2, 0}) {
          auto before = slices();
          giveback(now, 200 * us);
          equal("the P whose goroutine is asked", want, whowasasked(before, ""),
                "the one that has computed longest, of those that have not been asked");
        }
        auto before = slices();
        giveback(now, 200 * us);
        equal("the P whose goroutine is asked (-1: none)", -1, whowasasked(before, ""),
              "when all have been asked, nobody is");
      });
}
