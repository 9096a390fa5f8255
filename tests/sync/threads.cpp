// The linker finds this pthread_create before libc's: under the explorer a new thread is one more
// coroutine.
#include <dlfcn.h>
#include <pthread.h>

#include <cerrno>
#include <explorer.hpp>

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                              void* (*start)(void*), void* argument) {
  if (rt::sync::refuses) return rt::sync::refused++, EAGAIN;
  if (rt::sync::creates && rt::sync::creates()) return 0;
  if (rt::sync::explored_thread([=] { start(argument); })) return 0;
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  return create(thread, attributes, start, argument);
}
