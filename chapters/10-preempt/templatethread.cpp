// The template thread does nothing but start other threads. It has no P, and only Ps that no
// goroutine could use ever wait for it. In chapter 7 it did this for goroutines locked to their
// threads. From here on, it starts all threads.
#include <clock.hpp>
#include <lockosthread.hpp>
#include <printerr.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>
#include <sysmon.hpp>
#include <threads.hpp>
#include <utility>

namespace rt {

static auto& handoff = sched.newmHandoff;

static void wake_locked() {
  if (std::exchange(handoff.waiting, false)) notewakeup(&handoff.wake);
}

static void wanted_locked() {
  mReserveID();  // so that checkdead never sees a moment when nobody is running
  handoff.wanted++;
  wake_locked();
}

// If a spare is on its way, pp takes it. That may be the last thread the limit allows, and ordering
// another would end the program.
void newm_locked(P* pp, bool spinning) {
  pp->link = handoff.ps;
  handoff.ps = pp;
  handoff.spinning += spinning;
  if (handoff.spares > 0) handoff.spares--;
  else wanted_locked();
}

// How long we go on believing it, in nanoseconds. Things change: threads end, limits are raised.
constexpr int64_t kFull = 10'000'000'000;
static bool full() { return handoff.full && nanotime() - handoff.full < kFull; }

static void full_locked() {
  if (std::exchange(handoff.full, nanotime())) return;
  printerr("runtime: no more threads (%d): goroutines that compute may no longer be preempted\n",
           sched.mcount);
}

void sparem_locked() {
  if (full()) return;
  if (sched.mcount >= sched.maxmcount) return full_locked();
  handoff.spares++;
  wanted_locked();
}

P* waitingp_locked(M* mp) {
  P* pp = handoff.ps;
  if (!pp) return handoff.spares--, nullptr;
  handoff.ps = std::exchange(pp->link, nullptr);
  mp->spinning = handoff.spinning > 0;
  handoff.spinning -= mp->spinning;
  return pp;
}

// The kernel refuses a thread that has been ordered. The program can go on if it was only a spare,
// or if an M that can take the P has fallen asleep in the meantime.
static void refused_locked(int err) {
  if (handoff.spares > 0) {
    handoff.spares--;
  } else if (M* idle = mget()) {
    idle->nextp = waitingp_locked(idle);
    notewakeup(&idle->park);
  } else {
    sched.lock.unlock();
    nothread(err);
  }
  sched.mcount--;
  full_locked();
}

static void refused(M* mp, int err) {
  sched.lock.lock();
  refused_locked(err);
  checkdead();
  sched.lock.unlock();
  delete mp->g0;
  delete mp;
}

static void make(int32_t id) {
  M* mp = allocm(id, nullptr, false);
  if (int err = trynewm1(mp)) refused(mp, err);
}

// Go 1.21: runtime/proc.go, templateThread
static void* templatethread(void*) {
  for (;;) {
    sched.lock.lock();
    int32_t id = sched.mnext - handoff.wanted;  // numbered in the order in which they are made
    bool some = handoff.wanted > 0, done = sched.done.load(memory_order_relaxed);
    if (some) handoff.wanted--;
    handoff.waiting = !some && !done;
    if (handoff.waiting) noteclear(&handoff.wake);
    sched.lock.unlock();
    if (some) make(id);
    else if (done) return nullptr;
    else notesleep(&handoff.wake);
  }
}

// Makes the template thread. The caller holds sched.lock, which is released in the meantime. Nobody
// is preempted while that lasts (see others): making a thread may take one of libc's locks. Returns
// the error, or 0.
static int newtemplatethread_locked() {
  handoff.haveTemplateThread = true;
  handoff.others++;
  sched.lock.unlock();
  int err = newsystemthread(-2, templatethread);  // -1 is sysmon
  sched.lock.lock();
  handoff.others--;
  if (err) handoff.haveTemplateThread = false;
  return err;
}

// Go 1.21: runtime/proc.go, startTemplateThread
void startTemplateThread() {
  sched.lock.lock();
  int err = handoff.haveTemplateThread ? 0 : newtemplatethread_locked();
  sched.lock.unlock();
  if (err) nothread(err);
}

// Only sysmon makes the template thread. An M that has just joined the list of sleeping Ms may have
// been given a P by now, and that P would have to wait. At the end of the run, which does not wait
// for us, nobody makes it.
bool trytemplatethread_locked() {
  auto done = [] { return sched.done.load(memory_order_relaxed); };
  if (handoff.haveTemplateThread || done() || full() || getg())
    return handoff.haveTemplateThread && !done();
  int err = newtemplatethread_locked();
  if (!err || done()) return !done();
  for (; handoff.wanted > 0; handoff.wanted--) refused_locked(err);  // some have relied on it
  full_locked();
  checkdead();
  return false;
}

// sched.lock is held, and sched.done is set.
void stoptemplatethread_locked() {
  handoff.haveTemplateThread = false;  // the next run starts with none
  handoff.full = 0;
  wake_locked();
}

}  // namespace rt
