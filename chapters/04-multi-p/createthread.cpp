#include <cerrno>
#include <cstring>
#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <yield.hpp>

namespace rt {

// A thread's own stack is its g0: the scheduler needs little, and there may be ten thousand of
// them.
constexpr size_t kThreadStack = sanitized ? 1024 * 1024 : 256 * 1024;

// The kernel may be short of memory or process numbers for a moment, and a thread that ends gives
// some back. 210 ms in all. Go 1.21: runtime/retry.go, retryOnEAGAIN
int newosproc(pthread_t* thread, void* (*start)(void*), void* argument) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kThreadStack);
  int err = pthread_create(thread, &attributes, start, argument);
  for (uint32_t tries = 1; err == EAGAIN && tries <= 20; tries++) {
    usleep(tries * 1000);
    err = pthread_create(thread, &attributes, start, argument);
  }
  pthread_attr_destroy(&attributes);
  return err;
}

void nothread(int err) {
  sched.lock.lock();
  int32_t have = sched.mcount - 1;  // without the one that can't be made
  sched.lock.unlock();
  fatal("runtime: failed to create new OS thread (have %d already; %s)%s", have, strerror(err),
        err == EAGAIN ? "; more may be allowed by ulimit -u" : "");
}

void createthread(pthread_t* thread, void* (*start)(void*), void* argument) {
  if (int err = newosproc(thread, start, argument)) nothread(err);
}

}  // namespace rt
