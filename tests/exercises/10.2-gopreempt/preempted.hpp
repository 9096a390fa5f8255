// For 10.2: a goroutine by hand that gives its P away, and is given another one. And which rule an
// answer breaks.
#pragma once
#include <acquirem.hpp>
#include <apart.hpp>
#include <cerrno>
#include <counts.hpp>
#include <preempt.hpp>
#include <switch.hpp>
#include <threads.hpp>
#include <watch.hpp>

namespace exercise {

constexpr const char* kRefuse =
    "a P that waits for a new thread (sched.newmHandoff.ps) means: go on. gopreempt does nothing "
    "at all. It asks whether there is one in the section of the lock in which it queues the "
    "goroutine";
constexpr const char* kNobody =
    "if no thread sleeps that could have the P, gopreempt does nothing at all. It asks in the "
    "section of the lock in which it queues the goroutine: the thread that sysmon saw may be "
    "gone";
constexpr const char* kIdle =
    "if a P is idle, whoever waits gets that one: gopreempt does nothing at all (sleeping_locked "
    "asks). Otherwise the goroutine that it queues may wait, and nobody comes for it";
constexpr const char* kLost =
    "nobody else wakes a thread that has been taken off its list: check sched.newmHandoff.ps "
    "first, and take a thread only if it gets your P";
constexpr const char* kEarlier =
    "if no M sleeps, the thread of a goroutine that was preempted earlier gets the P "
    "(sleeping_locked)";
constexpr const char* kFirst =
    "an M that sleeps comes first: goroutines that have no thread of their own need one. Otherwise "
    "those that have been preempted could take turns among themselves for ever";
constexpr const char* kItself =
    "the thread is taken before the goroutine is queued: after that, the first preempted "
    "goroutine in the queue may be this one, and its own thread would get the P back";
constexpr const char* kTaken =
    "the thread is taken in the section of the lock in which the goroutine is queued: from the "
    "unlock on, others may take it, and none may be left for this P";
constexpr const char* kOrders =
    "gopreempt orders no thread: this may be the middle of malloc, and the program may be at its "
    "limit of threads. handoffp and startm look for a thread again, and order one if there is none";
constexpr const char* kSections =
    "the thread is taken and the goroutine queued in one section of the lock. Between two "
    "sections, a P that needs a thread finds neither, and orders a new one, though the program may "
    "be at its limit";
constexpr const char* kUnlock = "whoever locks sched.lock unlocks it again, on each way out";
constexpr const char* kBefore =
    "from the unlock on another thread may give the goroutine a P. So what others read of it is "
    "true before: it is Grunnable, and g.preempted is counted with it when it is queued";
constexpr const char* kQueue =
    "a preempted goroutine waits in the global queue, where startm finds it "
    "(globrunqgetpreempted), and not in a P's own ring";
constexpr const char* kLock =
    "the global queue and the list of Ms that sleep are protected by sched.lock: whoever changes "
    "them holds it";
constexpr const char* kReleased =
    "a P that is handed over is released first: nobody's, and idle. Otherwise two threads have it";
constexpr const char* kHandoff =
    "the P goes to the thread that was taken for it, and that thread is woken, once: first "
    "m.nextp, then m.park (wakewith)";
constexpr const char* kFirstQueue =
    "the P is handed over only when the goroutine is in the queue already. Otherwise the other "
    "thread may find nothing to do, the P goes idle, and nobody comes for the goroutine";
constexpr const char* kWakes =
    "a thread that is woken under sched.lock may have to wait for it at once: unlock first";
constexpr const char* kList =
    "the thread sleeps on m.park, and is on no list of threads that may be woken for any "
    "goroutine: it has one";
constexpr const char* kEarly =
    "g.preempted is true until its thread has been woken: whoever takes the goroutine out of the "
    "queue must not run it on another thread";
constexpr const char* kNote =
    "when the thread has been woken the note is made ready for the next time: else it does not "
    "sleep then";
constexpr const char* kWoken =
    "a wake-up may come before the thread falls asleep: the note is cleared after that, never "
    "before";
constexpr const char* kNextp =
    "the thread goes on with the P that it was given, and m.nextp is null again";
constexpr const char* kSlice =
    "a goroutine that has been given a P is in a new time slice: what was asked of the one before "
    "is forgotten";
constexpr const char* kFlag =
    "g.preempted is false again when the goroutine goes on: next time it may leave its thread";
constexpr const char* kState = "when gopreempt returns, the goroutine runs: it is Grunning again";
constexpr const char* kStays =
    "the goroutine stays on its thread, in the handler: g.m and m.curg do not change, and mcall is "
    "for those who leave";
constexpr const char* kCounted = "sched.preemptions goes on by one for each P that was given away";
constexpr const char* kErrno = "the goroutine must not notice: errno stays as it is";
constexpr const char* kNobodyElse =
    "the thread that gets the P runs the others: nobody else is woken, and nothing else is counted";

inline uint64_t preempted() { return rt::sched.preemptions.load(rt::memory_order_relaxed); }
inline bool queued(rt::G* gp) {
  for (rt::G* other = rt::sched.runq.head; other; other = other->schedlink)
    if (other == gp) return true;
  return false;
}
inline bool listed(rt::M* mp) {
  for (rt::M* idle = rt::sched.midle; idle; idle = idle->schedlink)
    if (idle == mp) return true;
  return false;
}

// Which threads sleep, and could have the P: an M, that of a goroutine that was preempted earlier,
// or both.
enum Asleep { kNone = 0, kM = 1, kPreempted = 2, kBoth = kM | kPreempted };

// As things begin: M 1 runs goroutine 1 with P 0; M 2 runs goroutine 2 with P 1. M 3 sleeps, or
// M 4, on which goroutine 3 was preempted earlier, or both, or neither.
struct Scene {
  int g, other;
  Asleep asleep;
  rt::M *third = newthread(3), *fourth = newthread(4);
  rt::G* earlier = new rt::G{};
  explicit Scene(int goroutine = 0, Asleep who = kM)
      : g(goroutine), other(1 - goroutine), asleep(who) {
    newscene();
    for (int i = 0; i < 2; i++) {
      has(i, i), on(i, i, rt::Grunning);
      ps[i]->preempt.store(true, rt::memory_order_relaxed);
      ps[i]->since.store(5, rt::memory_order_relaxed);
      ms[i]->g0 = new rt::G{};
      ms[i]->g0->m = ms[i];
    }
    rt::sched.newmHandoff.haveTemplateThread = true;
    rt::sched.nmspinning.store(1, rt::memory_order_relaxed);  // others look for work
    runs(fourth, earlier, rt::Grunnable);
    earlier->goid = 3, earlier->preempted = true;
    sleep();
    rt::setg(gs[g]);
  }
  void sleep() {
    if (asleep & kM) mput(third);
    if (asleep & kPreempted) globrunqput(earlier);
  }
  // The thread that has to get the P. Can others still take it? Does it have the P? Has it been
  // woken?
  rt::M* next() { return asleep & kM ? third : fourth; }
  bool waits() { return asleep & kM ? listed(third) : queued(earlier); }
  bool has_it() { return next()->nextp == ps[g]; }
  bool woken() { return has_it() && iswoken(next()->park); }
};
inline Scene* scene;

// Another thread takes the goroutine from the queue, and gives it the other P.
inline void given() {
  rt::M* mp = ms[scene->g];
  has(scene->other, -1);
  rt::sched.lock.lock();
  bool behind = scene->asleep == kBoth && queued(scene->earlier);
  rt::G *first = behind ? rt::globrunqgetpreempted() : nullptr, *gp = rt::globrunqgetpreempted();
  if (first) globrunqput(first);
  rt::sched.lock.unlock();
  expect(gp == gs[scene->g], "the preempted goroutine is found in the global queue",
         gp ? "another one is" : "none is", kQueue);
  mp->nextp = ps[scene->other];
  notewakeup(&mp->park);
}

}  // namespace exercise
