#include <cerrno>
#include <cstring>
#include <fatal.hpp>
#include <new>
#include <overflow.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>
#include <yield.hpp>

namespace rt {

// A thread's own stack is its g0: the scheduler needs little, and there may be ten thousand of
// them.
constexpr size_t kThreadStack = sanitized ? 1024 * 1024 : 256 * 1024;

// The kernel may be short of memory or process numbers for a moment, and a thread that ends gives
// some back. 210 ms in all. Go 1.21: runtime/retry.go, retryOnEAGAIN
void createthread(pthread_t* thread, void* (*start)(void*), void* argument) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kThreadStack);
  int err = pthread_create(thread, &attributes, start, argument);
  for (uint32_t tries = 1; err == EAGAIN && tries <= 20; tries++) {
    usleep(tries * 1000);
    err = pthread_create(thread, &attributes, start, argument);
  }
  pthread_attr_destroy(&attributes);
  if (!err) return;
  sched.lock.lock();
  int32_t have = sched.mcount - 1;  // without the one that can't be made
  sched.lock.unlock();
  fatal("runtime: failed to create new OS thread (have %d already; %s)%s", have, strerror(err),
        err == EAGAIN ? "; more may be allowed by ulimit -u" : "");
}

// Go 1.21: runtime/proc.go, allocm
M* allocm(int32_t id, P* pp, bool spinning) {
  M* mp = new (std::nothrow) M{};  // on g0, where nobody catches an exception
  G* g0 = new (std::nothrow) G{};
  if (!mp || !g0) fatal("runtime: out of memory for a thread");
  mp->g0 = g0;
  mp->id = id;
  mp->nextp = pp;
  mp->spinning = spinning;
  mp->rand = 0x9e3779b97f4a7c15 * static_cast<uint64_t>(id + 1);
  trace(Ev::ThreadStart, pp, nullptr, static_cast<uint32_t>(id));
  return mp;
}

// Go 1.21: runtime/proc.go, mstart and mstart1
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

// Go 1.21: runtime/proc.go, newm1
void newm1(M* mp) {
  createthread(&mp->thread, mstart0, mp);
  // run() reads the list when it joins all threads, and it may be that this one has ended by then.
  sched.lock.lock();
  mp->alllink = sched.allm;
  sched.allm = mp;
  sched.lock.unlock();
}

}  // namespace rt
