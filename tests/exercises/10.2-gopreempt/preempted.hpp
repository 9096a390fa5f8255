// For 10.2: a goroutine by hand that gives its P away, and is given another one. And which rule an
// answer breaks.
#pragma once
#include <acquirem.hpp>
#include <apart.hpp>
#include <cerrno>
#include <counts.hpp>
#include <preempt.hpp>
#include <switch.hpp>
#include <sysmon.hpp>
#include <threads.hpp>
#include <watch.hpp>

namespace exercise {

constexpr const char* kRefuse =
    "a P that waits for a new thread (sched.newmHandoff.ps) means: go on. gopreempt does nothing "
    "at "
    "all, and whether there is one is asked in the section of the lock in which the goroutine is "
    "queued";
constexpr const char* kIdle =
    "if a P is idle, whoever waits gets that one: gopreempt does nothing at all. Otherwise the "
    "goroutine that it queues may wait, and nobody comes for it";
constexpr const char* kUnlock = "whoever locks sched.lock unlocks it again, on each way out";
constexpr const char* kBefore =
    "from the unlock on another thread may give the goroutine a P. So what others read of it is "
    "true before: it is Grunnable, and g.preempted is counted with it when it is queued";
constexpr const char* kQueue =
    "a preempted goroutine waits in the global queue, where startm finds it "
    "(globrunqgetpreempted), and not in a P's own ring";
constexpr const char* kLock =
    "the global queue is protected by sched.lock: whoever puts something there holds it";
constexpr const char* kReleased =
    "a P that is handed off is released before: nobody's, and idle. Else two threads have it";
constexpr const char* kHandoff =
    "the P is released and goes to handoffp, once, which finds somebody for it, or puts it on the "
    "list of idle ones";
constexpr const char* kFirstQueue =
    "handoffp looks for work: it is called when the goroutine is in the queue already. Else the P "
    "may go idle, and nobody comes for the goroutine";
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
    "handoffp sees to it that somebody runs the others: nobody else is woken, and nothing else is "
    "counted";

inline uint64_t preempted() { return rt::sched.preemptions.load(rt::memory_order_relaxed); }
inline int32_t queued() { return raw(rt::sched.runqsize)->load(); }

// As things begin: M 1 runs goroutine 1 with P 0; M 2 runs goroutine 2 with P 1; M 3 sleeps.
struct Scene {
  int g, other;
  rt::M* third = newthread(3);
  explicit Scene(int goroutine = 0, bool sleeper = true) : g(goroutine), other(1 - goroutine) {
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
    if (sleeper) rt::mput(third);
    rt::setg(gs[g]);
  }
};
inline Scene* scene;

// Another thread takes the goroutine from the queue, and gives it the other P.
inline void given(rt::P* pp = nullptr) {
  rt::M* mp = ms[scene->g];
  if (!pp) has(scene->other, -1), pp = ps[scene->other];
  rt::sched.lock.lock();
  rt::G* gp = rt::globrunqgetpreempted();
  rt::sched.lock.unlock();
  expect(gp == gs[scene->g], "the preempted goroutine is found in the global queue",
         gp ? "another one is" : "none is", kQueue);
  mp->nextp = pp;
  notewakeup(&mp->park);
}

}  // namespace exercise
