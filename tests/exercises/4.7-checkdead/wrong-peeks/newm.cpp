// Counts nothing: that is done.
#include <cstring>
#include <fatal.hpp>
#include <overflow.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// A thread's own stack is its g0: the scheduler needs little, and there may be ten thousand of
// them.
constexpr size_t kThreadStack = sanitized ? 1024 * 1024 : 256 * 1024;

// The new thread begins here.
static void* mstart0(void* argument) {
  auto mp = static_cast<M*>(argument);
  trace_thread(mp->id);
  minit();
  mstart(mp, mp->g0, [] {
    M* self = getg()->m;
    P* pp = self->nextp;
    self->nextp = nullptr;
    acquirep(pp);
    schedule();
  });
  unminit();
  return nullptr;
}

// A new thread for the M of that number, which begins with pp.
void newm(int32_t id, P* pp, bool spinning) {
  M* mp = new M{};
  mp->g0 = new G{};
  mp->id = id;
  mp->nextp = pp;
  mp->spinning = spinning;
  mp->rand = 0x9e3779b97f4a7c15 * static_cast<uint64_t>(id + 1);
  trace(Ev::ThreadStart, pp, nullptr, static_cast<uint32_t>(id));
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kThreadStack);
  int err = pthread_create(&mp->thread, &attributes, mstart0, mp);
  pthread_attr_destroy(&attributes);
  if (err)
    fatal("runtime: failed to create new OS thread (have %d already; %s)", id, strerror(err));
  // For run(), which joins them all. It was counted before, in startm.
  sched.lock.lock();
  mp->alllink = sched.allm;
  sched.allm = mp;
  sched.lock.unlock();
}

}  // namespace rt
