// What the compiler calls where a plain object is used: the chapters are compiled with
// -fsanitize=thread, and these stand for ThreadSanitizer's own (gcc/tsan.cc,
// compiler-rt/lib/tsan/rtl/tsan_interface.h).
#include <cxxabi.h>
#include <dlfcn.h>
#include <link.h>

#include <cstdlib>
#include <cstring>
#include <exploration.hpp>
#include <new>
#include <utility>

using rt::sync::current, rt::sync::Races;

#define HERE __builtin_return_address(0)

// All threads of a scenario are one to the operating system: they share its thread_locals.
static const size_t thread_locals = [] {
  size_t most = 0;
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* sum) {
        for (int i = 0; i < info->dlpi_phnum; i++) {
          if (info->dlpi_phdr[i].p_type == PT_TLS)
            *static_cast<size_t*>(sum) += info->dlpi_phdr[i].p_memsz + 64;
        }
        return 0;
      },
      &most);
  return most;
}();
static bool in_thread_local(const void* object) {
  auto end = static_cast<const char*>(__builtin_thread_pointer());
  return object >= end - thread_locals && object < end;
}

static void used(const void* object, size_t size, bool writes, const void* code) {
  if (Races::inside || !current || !current->models() || !current->scenario.races) return;
  if (in_thread_local(object)) return;
  Races::Inside explorer;
  current->races.use(object, size, writes, code);
}

static void* allocated(void* p, size_t size) {
  if (!p) throw std::bad_alloc();
  if (!Races::inside && current && current->models()) {
    Races::Inside explorer;
    current->races.allocated(reinterpret_cast<uintptr_t>(p), size);
  }
  return p;
}
void* operator new(size_t size) { return allocated(malloc(size), size); }
void* operator new(size_t size, std::align_val_t align) {
  size_t n = static_cast<size_t>(align);
  return allocated(aligned_alloc(n, (size + n - 1) / n * n), size);
}
void operator delete(void* p) noexcept { free(p); }
void operator delete(void* p, size_t) noexcept { free(p); }
void operator delete(void* p, std::align_val_t) noexcept { free(p); }
void operator delete(void* p, size_t, std::align_val_t) noexcept { free(p); }

// The first caller initializes a function's static, and the others wait for that.
template <class F>
static auto libs(const char* name) {
  return reinterpret_cast<F*>(dlsym(RTLD_NEXT, name));
}
static bool before_initializer;
int abi::__cxa_guard_acquire(abi::__guard* guard) {
  int first = libs<int(void*)>("__cxa_guard_acquire")(guard);
  if (first) before_initializer = std::exchange(Races::inside, true);
  return first;
}
void abi::__cxa_guard_release(abi::__guard* guard) noexcept {
  Races::inside = before_initializer;
  libs<void(void*)>("__cxa_guard_release")(guard);
}

#define USES(how, n)                                                          \
  extern "C" void __tsan_##how##read##n(void* p) { used(p, n, false, HERE); } \
  extern "C" void __tsan_##how##write##n(void* p) { used(p, n, true, HERE); } \
  static_assert(n > 0)
USES(, 1);
USES(, 2);
USES(, 4);
USES(, 8);
USES(, 16);
USES(unaligned_, 2);
USES(unaligned_, 4);
USES(unaligned_, 8);
USES(unaligned_, 16);
extern "C" void __tsan_read_range(void* p, size_t n) { used(p, n, false, HERE); }
extern "C" void __tsan_write_range(void* p, size_t n) { used(p, n, true, HERE); }
extern "C" void __tsan_init() {}
extern "C" void __tsan_vptr_read(void** p) { used(p, sizeof *p, false, HERE); }
extern "C" void __tsan_vptr_update(void** p, void* v) {
  if (*p != v) used(p, sizeof *p, true, HERE);
}
extern "C" void* __tsan_memset(void* p, int c, size_t n) {
  used(p, n, true, HERE);
  return memset(p, c, n);
}
extern "C" void* __tsan_memcpy(void* to, const void* from, size_t n) {
  used(from, n, false, HERE), used(to, n, true, HERE);
  return memcpy(to, from, n);
}
extern "C" void* __tsan_memmove(void* to, const void* from, size_t n) {
  used(from, n, false, HERE), used(to, n, true, HERE);
  return memmove(to, from, n);
}

// An atomic object's own operations are the business of Atomic.
#define ATOMIC(bits)                                                                              \
  using a##bits = uint##bits##_t;                                                                 \
  extern "C" a##bits __tsan_atomic##bits##_load(const a##bits* p, int) {                          \
    return __atomic_load_n(p, 5);                                                                 \
  }                                                                                               \
  extern "C" void __tsan_atomic##bits##_store(a##bits* p, a##bits v, int) {                       \
    __atomic_store_n(p, v, 5);                                                                    \
  }                                                                                               \
  extern "C" a##bits __tsan_atomic##bits##_exchange(a##bits* p, a##bits v, int) {                 \
    return __atomic_exchange_n(p, v, 5);                                                          \
  }                                                                                               \
  extern "C" a##bits __tsan_atomic##bits##_fetch_add(a##bits* p, a##bits v, int) {                \
    return __atomic_fetch_add(p, v, 5);                                                           \
  }                                                                                               \
  extern "C" a##bits __tsan_atomic##bits##_fetch_sub(a##bits* p, a##bits v, int) {                \
    return __atomic_fetch_sub(p, v, 5);                                                           \
  }                                                                                               \
  extern "C" a##bits __tsan_atomic##bits##_fetch_and(a##bits* p, a##bits v, int) {                \
    return __atomic_fetch_and(p, v, 5);                                                           \
  }                                                                                               \
  extern "C" a##bits __tsan_atomic##bits##_fetch_or(a##bits* p, a##bits v, int) {                 \
    return __atomic_fetch_or(p, v, 5);                                                            \
  }                                                                                               \
  extern "C" a##bits __tsan_atomic##bits##_fetch_xor(a##bits* p, a##bits v, int) {                \
    return __atomic_fetch_xor(p, v, 5);                                                           \
  }                                                                                               \
  extern "C" int __tsan_atomic##bits##_compare_exchange_strong(a##bits* p, a##bits* e, a##bits v, \
                                                               int, int) {                        \
    return __atomic_compare_exchange_n(p, e, v, false, 5, 5);                                     \
  }                                                                                               \
  extern "C" int __tsan_atomic##bits##_compare_exchange_weak(a##bits* p, a##bits* e, a##bits v,   \
                                                             int, int) {                          \
    return __atomic_compare_exchange_n(p, e, v, false, 5, 5);                                     \
  }                                                                                               \
  static_assert(bits > 0)
ATOMIC(8);
ATOMIC(16);
ATOMIC(32);
ATOMIC(64);
extern "C" void __tsan_atomic_thread_fence(int) { __atomic_thread_fence(5); }
extern "C" void __tsan_atomic_signal_fence(int) {}
