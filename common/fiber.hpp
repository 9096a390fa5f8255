// What the sanitizers and Valgrind want to know about a change of stacks. Without them everything
// in here is empty. AddressSanitizer keeps the bounds of the current stack, ThreadSanitizer the
// history of the current thread of execution; both would otherwise believe that the stack
// pointer had gone mad. (RT_TOLD: the code is compiled for ThreadSanitizer, but it is the explorer
// that is told of each load and store, tests/sync/races.hpp, and that follows no stacks.)
#pragma once
#include <cstddef>
#include <cstdint>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RT_ASAN 1
#elif __has_feature(thread_sanitizer) && !defined(RT_TOLD)
#define RT_TSAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define RT_ASAN 1
#elif defined(__SANITIZE_THREAD__) && !defined(RT_TOLD)
#define RT_TSAN 1
#endif

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(lo, hi) ((void)(lo), (void)(hi), 0)
#endif

#if defined(RT_ASAN)
#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#elif defined(RT_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

namespace rt {

#if defined(RT_ASAN)

constexpr bool sanitized = true;

struct Fiber {
  void* frames;  // AddressSanitizer's own copy of the locals
  const void* lo;
  size_t size;
};

inline void fiber_create(Fiber& f, uintptr_t lo, uintptr_t hi) {
  f = {nullptr, reinterpret_cast<void*>(lo), hi - lo};
  ASAN_UNPOISON_MEMORY_REGION(f.lo, f.size);  // its last user ended in the middle of some function
  __lsan_register_root_region(f.lo, f.size);
}
inline void fiber_destroy(Fiber& f) { __lsan_unregister_root_region(f.lo, f.size); }
// Other memory in which pointers may stand. LeakSanitizer knows malloc's memory and the threads'
// stacks alone, and takes for a leak what only a goroutine that sleeps knows.
inline void fiber_roots(const void* lo, size_t size) { __lsan_register_root_region(lo, size); }
inline void fiber_of_thread(Fiber& f) {
  pthread_attr_t attributes;
  void* lo;
  size_t size;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &lo, &size);
  pthread_attr_destroy(&attributes);
  f = {nullptr, lo, size};
  __lsan_register_root_region(f.lo, f.size);
}
inline void fiber_of_thread_ends(Fiber& f) { __lsan_unregister_root_region(f.lo, f.size); }
[[gnu::always_inline]] inline void fiber_leave(Fiber& from, Fiber& to) {
  __sanitizer_start_switch_fiber(&from.frames, to.lo, to.size);
}
// For good: what AddressSanitizer keeps for the stack is given back.
inline void fiber_finish(Fiber&, Fiber& to) {
  __sanitizer_start_switch_fiber(nullptr, to.lo, to.size);
}
[[gnu::always_inline]] inline void fiber_enter(Fiber& self) {
  __sanitizer_finish_switch_fiber(self.frames, nullptr, nullptr);
}

#elif defined(RT_TSAN)

constexpr bool sanitized = true;

inline void fiber_roots(const void*, size_t) {}

struct Fiber {
  void* history;
};

inline void fiber_create(Fiber& f, uintptr_t, uintptr_t) { f.history = __tsan_create_fiber(0); }
inline void fiber_destroy(Fiber& f) { __tsan_destroy_fiber(f.history); }
inline void fiber_of_thread(Fiber& f) { f.history = __tsan_get_current_fiber(); }
inline void fiber_of_thread_ends(Fiber&) {}
[[gnu::always_inline]] inline void fiber_leave(Fiber&, Fiber& to) {
  __tsan_switch_to_fiber(to.history, 0);  // 0: the switch orders what came before and after it
}
inline void fiber_finish(Fiber& from, Fiber& to) { fiber_leave(from, to); }
[[gnu::always_inline]] inline void fiber_enter(Fiber&) {}

#else

constexpr bool sanitized = false;

struct Fiber {};

inline void fiber_create(Fiber&, uintptr_t lo, uintptr_t hi) {
  (void)VALGRIND_STACK_REGISTER(lo, hi);
}
inline void fiber_destroy(Fiber&) {}
inline void fiber_roots(const void*, size_t) {}
inline void fiber_of_thread(Fiber&) {}
inline void fiber_of_thread_ends(Fiber&) {}
inline void fiber_leave(Fiber&, Fiber&) {}
inline void fiber_finish(Fiber&, Fiber&) {}
inline void fiber_enter(Fiber&) {}

#endif

}  // namespace rt
