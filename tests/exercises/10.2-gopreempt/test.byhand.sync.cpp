// Exercise 10.2, by hand: one goroutine, step by step, and the moment at which it is given a P.
#include <utility>

#include "preempted.hpp"

using namespace rt;
using namespace exercise;

static std::string name(M* mp) { return "M " + show(mp->id); }
static std::string name(P* pp) { return "P " + show(pp->id); }

static void nolist() {
  expect(!listed(ms[scene->g]), "the thread is on no list", "it is on the list of idle ones",
         kList);
}

// Somebody is woken.
static void handover(bool wasqueued, bool wastaken) {
  P* pp = ps[scene->g];
  M* next = scene->next();
  expect(ms[scene->g]->nextp != pp, name(pp) + " goes to another thread",
         "it goes to the one that gives it away", kItself);
  if (scene->asleep == kBoth)
    expect(scene->fourth->nextp != pp, name(next) + ", which sleeps, gets " + name(pp),
           "goroutine 3's thread gets it", kFirst);
  expect(scene->has_it(), name(next) + " has " + name(pp) + " when it is woken", "it has not",
         kHandoff);
  expect(wastaken, name(next) + " is taken by the time that sched.lock is free",
         "others can still take it", kTaken);
  expect(!pp->m && status(pp) == Pidle, name(pp) + " is idle when it is handed over", "it is not",
         kReleased);
  expect(raw(pp->runqhead)->load() == raw(pp->runqtail)->load() && !raw(pp->runnext)->load(),
         name(pp) + "'s own queue is empty", "the goroutine is in it", kQueue);
  expect(wasqueued, "the goroutine is in the global queue when the P is handed over", "it is not",
         kFirstQueue);
  expect(!locked(), "sched.lock is free when " + name(next) + " is woken", "it is held", kWakes);
}

// When the goroutine is given its P.
enum When { kAsleep, kUnlocked, kHanded };

// What must be so at each step, and when it is first so.
struct Steps : sync::Watcher {
  bool inqueue = false, late = false, woken = false, busy = false;
  When when;
  explicit Steps(When w) : when(w) { sync::watcher.store(this); }
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
    expect(step != "sched.handoffs.add", "the P goes to the thread that was taken for it",
           "it goes to handoffp", kOrders);
    if (step == "m.park.exchange") handover(inqueue || queued(gp), !late && !scene->waits());
    if (step == "sched.lock.exchange" && !inqueue && queued(gp)) {
      inqueue = true, late = scene->waits();
      int32_t all = 1 + (scene->asleep == kBoth);
      expect(status(gp) == Grunnable, "goroutine " + show(gp->goid) + " is Grunnable at the unlock",
             "it is " + statename(status(gp)), kBefore);
      expect(gp->preempted && (late || raw(sched.npreempted)->load() == all),
             "g.preempted = true, and sched.npreempted = " + show(all) + " at the unlock",
             "g.preempted = " + show(gp->preempted) +
                 ", sched.npreempted = " + show(raw(sched.npreempted)->load()),
             kBefore);
    }
    if (inqueue) nolist();
    expect(!inqueue || woken || gp->preempted, "g.preempted = true until it is woken",
           "it is false before " + step, kEarly);
    expect(gp->m == ms[scene->g] && ms[scene->g]->curg == gp, "g.m and m.curg are as they were",
           "they are not, before " + step, kStays);
    if (when != kAsleep && inqueue && !woken && !locked() && (when == kUnlocked || scene->woken()))
      woken = true, given();
    busy = false;
  }
};
static Steps* steps;

// The thread falls asleep: the other side goes on.
static void fallsasleep(const std::atomic<uint32_t>* address) {
  M* mp = ms[scene->g];
  if (address != raw(mp->park.key)) nobody_wakes(address);
  expect(!locked(), "sched.lock is free when the thread falls asleep", "it is held", kUnlock);
  expect(scene->woken(), name(scene->next()) + " has been woken for P " + show(scene->g),
         "it has not", kHandoff);
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
  if (scene->asleep & kM) counts.moves("sched.nmidle", -1);
  else counts.moves("sched.runqsize", -1);
  counts.leaves("p" + show(scene->other) + ".schedtick");
}

// It gives its P away, and comes back with the other one.
static void gives(When when) {
  static Counts* counts;
  counts = new Counts;
  G* gp = gs[scene->g];
  M* mp = ms[scene->g];
  P *pp = ps[scene->g], *other = ps[scene->other];
  uint64_t before = preempted();
  uint32_t tick = raw(other->schedtick)->load(), reasons = mlocks();
  errno = 42;
  {
    Steps s(when);
    steps = &s;
    sync::sleep_hook = fallsasleep;
    gopreempt(gp);
    alone();
    if (scene->asleep == kPreempted)
      expect(s.inqueue, "goroutine 3's thread gets " + name(pp), "gopreempt gives it to nobody",
             kEarlier);
    expect(s.inqueue, "the goroutine has been in the global queue", "it has not", kQueue);
    expect(s.woken, "the thread sleeps until it is given a P", "it does not sleep", kNote);
  }
  equal("errno", 42, errno, kErrno);
  expect(!locked(), "sched.lock is free", "it is held", kUnlock);
  equal("mlocks()", reasons, mlocks(), kUnlock);
  expect(mp->p == other && other->m == mp && status(other) == Prunning,
         name(mp) + " has " + name(other),
         "m.p = " + (mp->p ? "P " + show(mp->p->id) : std::string("null")), kNextp);
  equal("m.nextp", static_cast<void*>(nullptr), static_cast<void*>(mp->nextp), kNextp);
  expect(!iswoken(mp->park), "m.park is ready for the next time", "it is not", kNote);
  expect(gp->m == mp && mp->curg == gp, "g.m and m.curg are as they were", "they are not", kStays);
  expect(!gp->preempted, "g.preempted = false", "it is true", kFlag);
  is(gp, Grunning, kState);
  expect(!raw(other->preempt)->load() && raw(other->since)->load() == 0 &&
             raw(other->schedtick)->load() == tick + 1,
         name(other) + " is in a new time slice", "it is not", kSlice);
  equal("sched.preemptions", before + 1, preempted(), kCounted);
  expect(scene->woken(), name(scene->next()) + " has been woken for " + name(pp), "it has not",
         kHandoff);
  expect(!scene->waits(), name(scene->next()) + " is on no list", "it is", kHandoff);
  ready(*counts);
  counts->rest(kNobodyElse);
  equal("sched.npreempted", scene->asleep == kBoth, raw(sched.npreempted)->load(), kNobodyElse);
}

static void plays(const std::string& what, int g, Asleep asleep, When when) {
  judge(what, [=] {
    loop_breaks("gopreempt comes to its end", kWoken);
    crash_breaks("gopreempt returns", kStays);
    Scene s(g, asleep);
    scene = &s;
    gives(when);
    // And once more: M 2 has what P 0 was, and the same threads sleep again.
    if (asleep == kBoth) globrunqgetpreempted();
    s.next()->nextp = nullptr, noteclear(&s.next()->park);
    s.sleep();
    on(s.other, s.other, Grunning);
    has(s.g, -1), has(s.g, s.g), has(s.other, s.other);
    ps[s.other]->preempt.store(true, memory_order_relaxed);
    ps[s.other]->since.store(5, memory_order_relaxed);
    gives(when);
  });
}

static std::string asked(int g) { return "goroutine " + show(g + 1) + " is asked"; }

TEST_CASE("given away") {
  for (int g : {0, 1}) {
    plays(asked(g) + ". It is given another P when it has handed its own over; twice", g, kM,
          kHanded);
    plays(asked(g) + ". It is given another P as soon as sched.lock is free; twice", g, kM,
          kUnlocked);
    plays(asked(g) + ". Its thread falls asleep, and then it is given another P; twice", g, kM,
          kAsleep);
  }
}

// Something happens just before the lock is taken; and then nobody may be woken.
struct Just : sync::Watcher {
  std::function<void()> happens;
  const char* rule;
  Just(std::function<void()> what, const char* r) : happens(what), rule(r) {
    sync::watcher.store(this);
  }
  ~Just() { sync::watcher.store(nullptr); }
  Just(const Just&) = delete;

 private:
  void point(const char* object, const char* op) override {
    std::string step = std::string(object) + "." + op;
    if (step == "sched.lock.cas" && happens) std::exchange(happens, nullptr)();
    expect(step != "sched.handoffs.add", "gopreempt does nothing", "it calls handoffp", kOrders);
    if (step != "m.park.exchange") return;
    bool own = ms[scene->g]->nextp == ps[scene->g];
    expect(false, "gopreempt does nothing",
           own ? "it gives its P to its own thread" : "it wakes a thread", own ? kItself : rule);
  }
};

// `happens`, early or just before the lock is taken, and gopreempt has to do nothing.
static const char* refusal;
static void refuses(const std::string& what, int g, Asleep asleep, const char* rule, bool late,
                    std::function<void()> happens) {
  judge(asked(g) + "; " + what + (late ? " just before the lock is taken" : ""), [=] {
    Scene s(g, asleep);
    scene = &s;
    refusal = rule;
    crash_breaks("gopreempt does nothing", rule);
    sync::sleep_hook = [](const std::atomic<uint32_t>* address) {
      if (static_cast<const void*>(address) == &sched.lock) nobody_wakes(address);
      expect(false, "gopreempt does nothing", "the thread falls asleep", refusal);
    };
    auto all = [&] {
      return std::vector{bytes(gs[g], sizeof(G)), bytes(ms[g], sizeof(M)), bytes(ps[g], sizeof(P)),
                         bytes(s.third, sizeof(M)), bytes(s.fourth, sizeof(M))};
    };
    static std::vector<std::vector<char>> was;
    static Counts* counts;
    static bool third, earlier;
    auto looks = [&] {
      happens();
      was = all(), counts = new Counts;
      third = listed(s.third), earlier = queued(s.earlier);
    };
    uint64_t before = preempted();
    P* waiting = nullptr;
    {
      if (!late) looks();
      Just just(late ? looks : std::function<void()>{}, rule);
      gopreempt(gs[g]);
      waiting = sched.newmHandoff.ps;
    }
    expect(!locked(), "sched.lock is free", "it is held", kUnlock);
    equal("mlocks()", 0u, mlocks(), kUnlock);
    expect(listed(s.third) == third, "M 3 is still on the list of those that sleep", "it is not",
           kLost);
    expect(queued(s.earlier) == earlier, "goroutine 3 is still in the queue", "it is not", kLost);
    expect(was == all(), "G, M and P are as they were", "they are not", rule);
    equal("sched.preemptions", before, preempted(), rule);
    expect(rule != kRefuse || waiting == ps[s.other], "the other P waits still", "it does not",
           rule);
    counts->rest(rule);
  });
}

TEST_CASE("a P waits for a new thread") {
  for (int g : {0, 1}) {
    auto waits = [=] { has(1 - g, -1), sched.newmHandoff.ps = ps[1 - g]; };
    for (bool late : {false, true}) {
      std::string what = late ? "comes to wait for a new thread" : "waits for a new thread";
      refuses("M 3 sleeps, and another P " + what, g, kM, kRefuse, late, waits);
    }
    refuses("goroutine 3 was preempted earlier, and another P waits for a new thread", g,
            kPreempted, kRefuse, false, waits);
  }
}

TEST_CASE("no thread sleeps") {
  for (int g : {0, 1}) {
    refuses("no thread sleeps that could have its P", g, kNone, kNobody, false, [] {});
    refuses("another P takes M 3, the only thread that sleeps,", g, kM, kNobody, true, mget);
    refuses("another P takes the thread of goroutine 3, the only one that sleeps,", g, kPreempted,
            kNobody, true, globrunqgetpreempted);
  }
}

TEST_CASE("an earlier one") {
  for (int g : {0, 1}) {
    for (When when : {kHanded, kAsleep}) {
      std::string how = when == kHanded ? ". It is given another P when it has handed its own over"
                                        : ". Its thread falls asleep, and is given another P";
      plays("goroutine 3 was preempted earlier, no M sleeps, and " + asked(g) + how + "; twice", g,
            kPreempted, when);
      plays("goroutine 3 was preempted earlier, M 3 sleeps, and " + asked(g) + how + "; twice", g,
            kBoth, when);
    }
  }
}

TEST_CASE("a P is idle") {
  for (int g : {0, 1}) {
    refuses("M 3 sleeps, and another P is idle", g, kM, kIdle, false, [=] {
      has(1 - g, -1);
      sched.lock.lock();
      pidleput(ps[1 - g]);
      sched.lock.unlock();
    });
  }
}
