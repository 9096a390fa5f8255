// Exercise 10.4, by hand: giveway, at both sides of each limit.
#include "computing.hpp"

using namespace rt;
using namespace exercise;

struct Waits {
  const char* what;
  int preempted, others;
  bool own;  // in P i's own queue
};
static const Waits kWaits[] = {
    {"nobody waits", 0, 0, false},
    {"a goroutine waits in the global queue", 0, 1, false},
    {"a goroutine waits in the P's own queue", 0, 0, true},
    {"a goroutine that was preempted waits", 1, 0, false},
    {"three that were preempted wait, and one that was not", 3, 1, false},
};

// What share says.
static int64_t shareof(const Waits& w, int64_t slice, int procs) {
  if (w.others == 0 && !w.own) return w.preempted ? slice : 0;
  return std::max(slice * procs / (procs + w.preempted + 1), std::min(slice, ms));
}

struct Look {
  const Waits& waits;
  int64_t slice;
  int procs, p;  // it is a look at that one
};

static const char* lookrule(const Look& l, const State& s, int64_t share, int64_t asked) {
  if (s.since < 0) return "the first look at a slice notes when it was, and does nothing else";
  if (l.slice == 0) return "with sched.slice = 0 nobody is preempted";
  if (share == 0) return "while nobody waits for a P, nobody has to give one up";
  if (s.in) return "a goroutine in a system call is left to retake";
  if (s.asked < 0 && s.since < share)
    return "a goroutine keeps its P for its share of the slice, counted from p.since";
  if (s.asked < 0 && now - asked < ms)
    return "it was asked in an earlier slice, not long ago, but longer than its share is: ask";
  if (s.asked < 0) return "when its share is used up the slice is over, to the nanosecond";
  if (s.asked < std::min(share, ms))
    return "not asked again before 1 ms has passed since the last time, or the share if that is "
           "shorter: a goroutine must get on, too";
  if (s.since < share)
    return "a goroutine that has been asked in this slice and is still there had the signal at a "
           "bad moment: ask again, however long its share is by now";
  return "the signal may have come at a bad moment: it is sent again, as soon as 1 ms has passed "
         "since the last time, or the share if that is shorter";
}

static void look(const Look& l, const State& s) {
  int64_t share = shareof(l.waits, l.slice, l.procs), again = std::min(share, ms);
  std::string then =
      " (the goroutine is " + words(s) + (share ? "; its share is " + time(share) : "") + ")";
  computing(l.procs, l.slice, 200 * us);
  // What the other Ps say is not asked.
  for (int i = 0; i < l.procs; i++) is(i, {.since = 9 * l.slice, .asked = -1});
  is(l.p, s);
  waits(l.waits.preempted, l.waits.others);
  if (l.waits.own) runqput(allp[l.p], &waiters[5], false);
  auto before = slices();
  Counts counts;
  giveway(allp[l.p], now);
  bool first = s.since < 0, over = s.asked >= 0 || s.since >= share;
  bool asks = !first && share > 0 && !s.in && over && (s.asked < 0 || s.asked >= again);
  int asked = whowasasked(before, then, l.p);
  expect(asked < 0 || asked == l.p, "nobody is asked but this P's goroutine" + then,
         "p" + show(asked) + "'s is", "giveway looks at one P");
  const char* rule = lookrule(l, s, share, before[static_cast<size_t>(l.p)].asked);
  equal("the goroutine is asked" + then, asks, asked == l.p, rule);
  int64_t was = before[static_cast<size_t>(l.p)].since;
  equal("p.since" + then, first ? now : was, allp[l.p]->since.load(relaxed),
        first ? "the first look at a slice notes when it was, whoever waits, and whatever the "
                "goroutine does"
              : "p.since is the first look at the slice, and stays that");
  counts.rest();
}

static void looks(const Look& l) {
  judge(std::string(l.waits.what) + "; sched.slice = " + time(l.slice) + "; sysmon looks at P " +
            show(l.p) + " of " + show(l.procs),
        [=] {
          loop_breaks("there is an answer", "every loop ends");
          int64_t share = shareof(l.waits, l.slice, l.procs);
          if (share == 0) share = 10 * ms;
          int64_t again = std::min(share, ms);
          for (bool in : {false, true}) {
            look(l, {.in = in});
            for (int64_t since : {int64_t{0}, share / 2, share - 1, share, share + 1, 5 * share}) {
              look(l, {.since = since, .in = in});
              for (int64_t asked : {15 * us, again - 1, again, again + 1, 3 * ms})
                if (asked <= since) look(l, {.since = since, .asked = asked, .in = in});
            }
          }
        });
}

TEST_CASE("giveway") {
  for (int64_t slice : {10 * ms, 600 * us, int64_t{0}}) {
    for (const Waits& w : kWaits) {
      looks({w, slice, 1, 0});
      looks({w, slice, 3, 1});
    }
  }
}

TEST_CASE("no thread") {
  judge("giveway: the slice is over, somebody waits, and no thread sleeps", [] {
    computing(1, 10 * ms, 200 * us);
    is(0, {.since = 20 * ms});
    waits(0, 1);
    mget();
    auto before = slices();
    giveway(allp[0], now);
    expect(before == slices() && !signalled(), "nobody is asked", "the goroutine is asked", kAsk);
    equal("threads that are to be made", 1, sched.newmHandoff.wanted, kAsk);
  });
}

// One slice after the other, as sysmon sees them.
TEST_CASE("a slice, and the next one") {
  judge("a P's slice is seen, is over, and its goroutine is asked until the next slice begins", [] {
    computing(1, 10 * ms, 200 * us);
    is(0, {});
    waits(0, 1);
    P* pp = allp[0];
    auto asked = [pp](int64_t at, bool want, const char* rule) {
      giveway(pp, at);
      std::string then = " (" + time(at - now) + " after the first look)";
      equal("the goroutine is asked" + then, want, signalled(), rule);
    };
    const char* slice = "a slice begins with the first look, and lasts as long as the share";
    const char* again = "asked again every 1 ms, as long as it is there";
    asked(now, false, slice);
    asked(now + 5 * ms - 1, false, slice);
    asked(now + 5 * ms, true, slice);
    asked(now + 5 * ms + 20 * us, false, again);
    asked(now + 6 * ms, true, again);
    asked(now + 7 * ms - 1, false, again);
    asked(now + 7 * ms + 1, true, again);
    asked(now + 8 * ms, false, again);
    newslice(pp);
    asked(now + 8 * ms + 10 * us, false, slice);
    asked(now + 9 * ms, false, slice);
    asked(now + 13 * ms, false, slice);
    asked(now + 13 * ms + 10 * us, true, slice);
  });
}
