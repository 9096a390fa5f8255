#include <fatal.hpp>
#include <overflow.hpp>
#include <signals.hpp>
#include <run.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace.hpp>
#include <traceback.hpp>

namespace rt {

static void (*starting)();

// On g0 of the thread that called run.
static void begin() {
  acquirep(allp[0]);
  startbackground();
  starting();
  schedule();
}

// Every thread but ours has left the scheduler, or is about to. They come off the list one by one:
// a thread that has started another may put it there late, when all work is done, but does so
// before it ends itself (from chapter 7 on there is one that nothing else waits for, the template
// thread).
static void joinall() {
  for (;;) {
    sched.lock.lock();  // finish may still be waking the last of them on another thread
    M* mp = sched.allm;
    if (mp) sched.allm = mp->alllink;
    sched.lock.unlock();
    if (!mp) return;
    pthread_join(mp->thread, nullptr);
    delete mp->g0;
    delete mp;
  }
}

void run_from_g0(void (*start)()) {
  if (getg()) fatal("rt::run: called by a goroutine; use rt::go");
  static std::atomic<bool> running = false;
  // relaxed: this only catches a mistake. Whoever calls run after another thread's run knows by
  // other means that it has ended.
  if (running.exchange(true, memory_order_relaxed)) fatal("rt::run: another thread is in it");
  fatal_details = tracebackothers;
  trace_reason = [](uint32_t why) { return waitreasons[why]; };
  starting = start;
  sched.goidgen = 0;
  sched.done.store(false, memory_order_relaxed);
  sched.allm = nullptr;
  sched.mcount = sched.mnext = 1;
  procresize(GOMAXPROCS(0));
  M m0 = {};
  G g0 = {};
  m0.rand = 1;
  trace_thread(0);
  initsig();
  minit();
  mstart(&m0, &g0, begin);
  unminit();
  joinall();
  resetsig();
  sched.pidle = nullptr;
  sched.npidle.store(0, memory_order_relaxed);
  procdestroy();
  running.store(false, memory_order_relaxed);
}

}  // namespace rt
