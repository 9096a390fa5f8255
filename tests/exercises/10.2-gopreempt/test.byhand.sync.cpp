// Exercise 10.2, by hand: one goroutine, step by step, and the moment at which it is given a P.
#include <optional>

#include "preempted.hpp"

using namespace rt;
using namespace exercise;

static void nolist() {
  for (M* idle = sched.midle; idle; idle = idle->schedlink)
    expect(idle != ms[scene->g], "the thread is on no list", "it is on the list of idle ones",
           kList);
}

// What must be so at each step, and when it is first so.
struct Steps : sync::Watcher {
  bool inqueue = false, early = false, woken = false, busy = false;
  int sections = 0;
  Steps() { sync::watcher.store(this); }
  ~Steps() { sync::watcher.store(nullptr); }
  Steps(const Steps&) = delete;

 private:
  void point(const char* object, const char* op) override {
    if (busy) return;
    busy = true;
    std::string step = std::string(object) + "." + op;
    G* gp = gs[scene->g];
    if (step == "sched.runqsize.store" && !inqueue)
      expect(locked(), "sched.lock is held when the global queue changes", "it is free", kLock);
    if (step == "sched.handoffs.add") {
      P* pp = ps[scene->g];
      expect(!pp->m && status(pp) == Pidle, "P " + show(scene->g) + " is idle before handoffp",
             "it is not", kReleased);
      expect(raw(pp->runqhead)->load() == raw(pp->runqtail)->load() && !raw(pp->runnext)->load(),
             "P " + show(scene->g) + "'s own queue is empty", "the goroutine is in it", kQueue);
      expect(queued() == 1, "the goroutine is in the global queue before handoffp", "it is not",
             kFirstQueue);
    }
    if (step == "sched.lock.exchange" && !inqueue && queued() > 0) {
      inqueue = true;
      expect(status(gp) == Grunnable, "goroutine " + show(gp->goid) + " is Grunnable at the unlock",
             "it is " + statename(status(gp)), kBefore);
      expect(gp->preempted && raw(sched.npreempted)->load() == 1,
             "g.preempted = true, and sched.npreempted = 1 at the unlock",
             "g.preempted = " + show(gp->preempted) +
                 ", sched.npreempted = " + show(raw(sched.npreempted)->load()),
             kBefore);
      nolist();
    }
    expect(!inqueue || woken || gp->preempted, "g.preempted = true until it is woken",
           "it is false before " + step, kEarly);
    expect(gp->m == ms[scene->g] && ms[scene->g]->curg == gp, "g.m and m.curg are as they were",
           "they are not, before " + step, kStays);
    // At once: after the unlock, and when the P is somebody's.
    if (early && inqueue && !woken && !locked() && scene->third->nextp) woken = true, given();
    busy = false;
  }
};
static Steps* steps;

// The thread falls asleep: the other side goes on.
static void fallsasleep(const std::atomic<uint32_t>* address) {
  M* mp = ms[scene->g];
  if (address != raw(mp->park.key)) nobody_wakes(address);
  bool handed = scene->third->nextp == ps[scene->g];
  expect(!locked(), "sched.lock is free when the thread falls asleep", "it is held", kUnlock);
  expect(handed, "M 3 has been woken for P " + show(scene->g), "it has not", kHandoff);
  expect(!mp->p, "m.p = null when the thread falls asleep", "it is not", kReleased);
  nolist();
  if (steps->woken) {
    may_sleep = kWoken;
    nobody_wakes(address);
  }
  steps->woken = true, steps->busy = true;
  given();
  steps->busy = false;
}

static void ready(Counts& counts) {
  counts.moves("sched.handoffs", 1).leaves("sched.nmidle");
  counts.leaves("p" + show(scene->other) + ".schedtick");
}

// It gives its P away, and comes back with the other one.
static void gives(bool early) {
  static Counts* counts;
  counts = new Counts;
  G* gp = gs[scene->g];
  M* mp = ms[scene->g];
  P *pp = ps[scene->g], *other = ps[scene->other];
  uint64_t before = preempted();
  uint32_t tick = raw(other->schedtick)->load(), reasons = mlocks();
  errno = 42;
  {
    Steps s;
    steps = &s, s.early = early;
    sync::sleep_hook = fallsasleep;
    gopreempt(gp);
    alone();
    expect(s.inqueue, "the goroutine has been in the global queue", "it has not", kQueue);
    expect(s.woken, "the thread sleeps until it is given a P", "it does not sleep", kNote);
  }
  equal("errno", 42, errno, kErrno);
  expect(!locked(), "sched.lock is free", "it is held", kUnlock);
  equal("mlocks()", reasons, mlocks(), kUnlock);
  expect(mp->p == other && other->m == mp && status(other) == Prunning,
         "M " + show(mp->id) + " has P " + show(other->id),
         "m.p = " + (mp->p ? "P " + show(mp->p->id) : std::string("null")), kNextp);
  equal("m.nextp", static_cast<void*>(nullptr), static_cast<void*>(mp->nextp), kNextp);
  expect(!iswoken(mp->park), "m.park is ready for the next time", "it is not", kNote);
  expect(gp->m == mp && mp->curg == gp, "g.m and m.curg are as they were", "they are not", kStays);
  expect(!gp->preempted, "g.preempted = false", "it is true", kFlag);
  is(gp, Grunning, kState);
  expect(!raw(other->preempt)->load() && raw(other->since)->load() == 0 &&
             raw(other->schedtick)->load() == tick + 1,
         "P " + show(other->id) + " is in a new time slice", "it is not", kSlice);
  equal("sched.preemptions", before + 1, preempted(), kCounted);
  expect(scene->third->nextp == pp, "M 3 has been woken for P " + show(pp->id), "it has not",
         kHandoff);
  ready(*counts);
  counts->rest(kNobodyElse);
}

static void plays(const std::string& what, int g, bool early) {
  judge(what, [=] {
    loop_breaks("gopreempt comes to its end", kWoken);
    crash_breaks("gopreempt returns", kStays);
    Scene s(g);
    scene = &s;
    gives(early);
    // And once more: M 2 has what P 0 was, and M 3 sleeps again.
    s.third->nextp = nullptr, noteclear(&s.third->park);
    mput(s.third);
    on(s.other, s.other, Grunning);
    has(s.g, -1), has(s.g, s.g), has(s.other, s.other);
    ps[s.other]->preempt.store(true, memory_order_relaxed);
    ps[s.other]->since.store(5, memory_order_relaxed);
    gives(early);
  });
}

// A P waits for a thread that is to be made: it has for long, or comes to just before the lock is
// taken.
struct Comes : sync::Watcher {
  P* pp;
  explicit Comes(P* p) : pp(p) { sync::watcher.store(this); }
  ~Comes() { sync::watcher.store(nullptr); }
  Comes(const Comes&) = delete;

 private:
  void point(const char* object, const char* op) override {
    if (!strcmp(object, "sched.lock") && !strcmp(op, "cas")) sched.newmHandoff.ps = pp;
  }
};

enum Other { kWaits, kComesToWait, kIsIdle };
static const char* why;
static void refuses(int g, Other does) {
  bool late = does == kComesToWait;
  std::string when = late ? "comes to wait for a new thread, just before the lock is taken"
                     : does == kWaits ? "waits for a new thread"
                                      : "is idle";
  judge("goroutine " + show(g + 1) + " is asked, and another P " + when, [=] {
    Scene s(g);
    scene = &s;
    why = does == kIsIdle ? kIdle : kRefuse;
    crash_breaks("gopreempt does nothing", why);
    P* waiting = ps[s.other];
    has(s.other, -1);
    if (does == kWaits) sched.newmHandoff.ps = waiting;
    if (does == kIsIdle) sched.lock.lock(), pidleput(waiting), sched.lock.unlock();
    Counts counts;
    uint64_t before = preempted();
    sync::sleep_hook = [](const std::atomic<uint32_t>*) {
      expect(false, "gopreempt does nothing", "the thread falls asleep", why);
    };
    auto all = [&] {
      return std::vector{bytes(gs[g], sizeof(G)), bytes(ms[g], sizeof(M)), bytes(ps[g], sizeof(P))};
    };
    auto was = all();
    {
      std::optional<Comes> comes;
      if (late) comes.emplace(waiting);
      gopreempt(gs[g]);
    }
    expect(!locked(), "sched.lock is free", "it is held", kUnlock);
    equal("mlocks()", 0u, mlocks(), kUnlock);
    expect(was == all(), "G, M and P are as they were", "they are not", why);
    equal("sched.preemptions", before, preempted(), why);
    expect(does == kIsIdle || sched.newmHandoff.ps == waiting, "the other P waits still",
           "it does not", why);
    counts.rest(why);
  });
}

TEST_CASE("given away") {
  for (int g : {0, 1}) {
    std::string who = "goroutine " + show(g + 1) + " is asked. ";
    plays(who + "It is given another P before its thread falls asleep; twice", g, true);
    plays(who + "Its thread falls asleep, and then it is given another P; twice", g, false);
  }
}

TEST_CASE("refused") {
  for (int g : {0, 1})
    for (Other does : {kWaits, kComesToWait, kIsIdle}) refuses(g, does);
}

TEST_CASE("its own P") {
  judge("goroutine 1 is asked, and no other thread is there: it is given its own P at once", [] {
    Scene s(0, false);
    scene = &s;
    crash_breaks("gopreempt returns", kStays);
    may_sleep = kWoken;
    uint64_t before = preempted();
    gopreempt(gs[0]);
    expect(ms[0]->p == ps[0] && ps[0]->m == ms[0], "M 1 has P 0", "it has not", kNextp);
    expect(!ms[0]->nextp, "m.nextp = null", "it is not", kNextp);
    is(gs[0], Grunning, kState);
    equal("sched.preemptions", before + 1, preempted(), kCounted);
    equal("sched.npreempted", 0, raw(sched.npreempted)->load(), kBefore);
  });
}
