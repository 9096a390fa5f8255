// Exercise 7.2, each way to fall asleep: who needs the P, and what the sleep may look like. And the
// thread that is woken, which is another one's from then on.
#include <counts.hpp>
#include <given_away.hpp>
#include <hand.hpp>
#include <sys/time.h>

#include <fatal.hpp>
#include <lockosthread.hpp>
#include <sync_points.hpp>

using namespace rt;
using namespace exercise;

static M *m, *other;
static G* gp;

static void setup(int procs) {
  byhand(procs);
  m = newthread(1), other = newthread(2);
  gp = newgoroutine(7, [](G*) { leave(); });
  gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
}

static void stop() {
  mstart(m, m->g0, [] {
    stoplockedm();
    gogo(getg());
  });
}

enum Needed { kOwnQueue, kGlobalQueue, kSearch, kNobody, kNoP };
constexpr const char* kWhat[] = {
    "the thread has a P, on which goroutine 8 waits",
    "the thread has a P, on which nothing waits; goroutine 8 waits in the global queue",
    "the thread has a P, on which nothing waits; no P is idle, and nobody looks for work",
    "the thread has a P, on which nothing waits; another P is idle", "the thread has no P"};

static void way(Needed needed) {
  judge(std::string("stoplockedm: ") + kWhat[needed] + "; a thread sleeps in stopm", [=] {
    setup(3);
    G* next = newgoroutine(8, [](G*) { leave(); });
    busy(allp[2], newthread(3));
    if (needed != kNoP) busy(allp[0], m);
    if (needed == kOwnQueue) runqput(allp[0], next, false);
    if (needed == kGlobalQueue) globrunqput(next);
    if (needed == kNobody)
      allp[2]->m->p = nullptr, allp[2]->m = nullptr,
      allp[2]->status.store(Pidle, memory_order_relaxed), pidleput(allp[2]);
    mput(other);
    woken(m, allp[1]);
    Counts before;
    sync::SyncPoints points;
    static int before_it;
    before_it = points.hits("sched.lock.exchange");
    points.before("m.park.load", [&points] {
      expect(points.hits("sched.lock.exchange") > before_it && sched.nmidlelocked == 1,
             "sched.lock was held when nmidlelocked moved",
             sched.nmidlelocked ? "it was not" : "it has not moved",
             "nmidlelocked is protected by sched.lock: incidlelocked takes it");
    });
    stop();
    bool starts = needed < kNobody;
    const char* decides =
        "others have the P while this thread sleeps. Whether one of them is needed for it, "
        "handoffp decides: it looks into all queues, and whether anybody looks for work";
    if (needed != kNoP)
      expect(iswoken(other->park) == starts && (!starts || other->nextp == allp[0]),
             starts ? "the other thread is woken for the P" : "nobody is woken for the P",
             iswoken(other->park) ? "the other thread is woken" : "it sleeps on", decides);
    expect(other->spinning == (needed == kSearch),
           "the other thread " +
               std::string(needed == kSearch ? "looks for work" : "does not have to look for work"),
           other->spinning ? "it does" : "it does not", decides);
    expect(m->p == allp[1] && !m->nextp && !iswoken(m->park),
           "m.p = the P that it was woken with, m.nextp = null, m.park is ready for the next time",
           "m.p = " + show(m->p) + ", m.nextp = " + show(m->nextp),
           "whoever wakes the thread has left a P in nextp: acquire it, once, and clear the note");
    before.moves("sched.nmidlelocked", 1);
    if (starts) before.moves("sched.nmidle", -1);
    if (needed == kSearch) before.moves("sched.nmspinning", 1);
    if (needed == kNobody) before.moves("sched.npidle", 1);
    if (needed != kNoP) before.moves("sched.handoffs", 1);
    before.rest(
        "each counter is moved by those whose business it is, once: handoffp and "
        "incidlelocked move all that has to move here");
  });
}

TEST_CASE("all ways") {
  for (Needed needed : {kOwnQueue, kGlobalQueue, kSearch, kNobody, kNoP}) way(needed);
}

// The P lies in nextp before the wake-up: it is no wake-up.
TEST_CASE("the P is there, the wake-up is not") {
  judge("stoplockedm: the P lies in m.nextp already, and the wake-up comes a moment later", [] {
    setup(2);
    m->nextp = allp[1];
    static bool slept;
    sync::SyncPoints points;
    points.before("m.park.load", [] { slept = true, notewakeup(&m->park); });
    stop();
    expect(slept && !iswoken(m->park), "the thread sleeps until it is woken", "it goes on without",
           "a P in nextp is no wake-up: that comes afterwards, stays in the note, and the next "
           "sleep would end at once, or the next wake-up be the second one");
  });
}

// A signal ends the sleep in the kernel, and nobody has woken the thread.
TEST_CASE("the futex returns for no reason") {
  judge("stoplockedm: the thread sleeps; its futex call returns, but nobody has woken it yet", [] {
    setup(2);
    static const char* loop =
        "a futex may return for no reason, a signal for one: whoever sleeps looks again, as "
        "notesleep does";
    crash_breaks("the thread sleeps on until it is woken", loop);
    fatal_details = [] {
      expect(false, "the thread sleeps on until it is woken", "it goes on", loop);
    };
    struct sigaction nothing = {};
    nothing.sa_handler = [](int) {};
    sigaction(SIGALRM, &nothing, nullptr);
    static int sleeps;
    sync::sleep_hook = [](const std::atomic<uint32_t>*) {
      if (sleeps++ == 0) {
        itimerval each = {{0, 1000}, {0, 1000}};
        setitimer(ITIMER_REAL, &each, nullptr);
        return;
      }
      itimerval never = {};
      setitimer(ITIMER_REAL, &never, nullptr);
      woken(m, allp[1]);
      crash_breaks("the thread acquires the P that it was woken with",
                   "whoever wakes the thread leaves a P in nextp before that: look there when you "
                   "are awake");
    };
    stop();
    expect(m->p == allp[1] && sleeps >= 2, "the thread sleeps on until it is woken",
           "m.p = " + show(m->p), loop);
  });
}

// From the wake-up on the other thread runs: but for the note, which wakes it, its M is its own.
TEST_CASE("the M that is woken") {
  judge("startlockedm: the locked thread is woken, and goes on at once", [] {
    setup(2);
    static Alone<M>* alone;
    alone = new Alone<M>{};
    m = alone;
    m->id = 1, m->rand = 1, m->g0 = new G{}, m->g0->m = m;
    gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
    sched.nmidlelocked = 1;
    busy(allp[0], other);
    woken(other, allp[1]);
    sync::SyncPoints points;
    points.before("m.park.exchange", [] {
      expect(m->nextp == allp[0], "the P lies in its nextp", "nextp = " + show(m->nextp),
             "first the P into nextp, then the wake-up: the thread looks there at once");
      alone->give_away_but(m->park, "the locked thread's M after its wake-up",
                           "once a thread is woken its M is its own: it may have taken nextp, run "
                           "the goroutine, and sleep again. The wake-up is the last that is done "
                           "with it");
    });
    Counts before;
    mstart(other, other->g0, [] {
      startlockedm(gp);
      gogo(getg());
    });
    alone->take_back();
    expect(m->nextp == allp[0] && iswoken(m->park), "the locked thread is woken with the P",
           "m.nextp = " + show(m->nextp), "the locked thread gets the P of the one that found it");
    before.moves("sched.nmidlelocked", -1).moves("sched.nmidle", 1).rest();
  });
}
