#include <cxxabi.h>
#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exploration.hpp>
#include <new>
#include <utility>

#include <unistd.h>

namespace rt::sync {

Races::Cell& Races::cell(uintptr_t object) {
  for (size_t i = object * 0x9e3779b97f4a7c15u >> 20;; i++) {
    Cell& c = cells[i & (cells.size() - 1)];  // a power of two
    if (c.schedule != schedule) {
      if (2 * ++known > cells.size()) return grow(), cell(object);
      c.schedule = schedule, c.object = object, c.uses.clear();
    }
    if (c.object == object) return c;
  }
}

void Races::grow() {
  std::vector<Cell> before(2 * cells.size());
  before.swap(cells);
  known = 0;
  for (Cell& c : before) {
    if (c.schedule == schedule) cell(c.object).uses = std::move(c.uses);
  }
}

extern "C" const char __executable_start;  // by the linker

// "lock.hpp:27", where the program has been compiled with -g.
static std::string line(const void* code) {
  char command[200], text[1000] = "";
  snprintf(command, sizeof command, "addr2line -s -e /proc/%d/exe %#tx 2>/dev/null", getpid(),
           static_cast<const char*>(code) - 1 - &__executable_start);
  fflush(nullptr);  // or the child prints it once more
  if (FILE* f = popen(command, "r")) {
    if (!fgets(text, sizeof text, f)) text[0] = 0;
    pclose(f);
  }
  std::string found(text);
  return found.substr(0, found.find_first_of(" \n"));
}

void Races::use(uintptr_t object, uint8_t bytes, bool writes, const void* code) {
  int me = exploration.me;
  auto& happened = exploration.memory.happened(me);
  auto& uses = cell(object).uses;
  uint32_t now = happened[static_cast<size_t>(me)];
  auto same = [&](const Use& u) {  // that has been looked at
    return u.thread == me && u.when == now && (u.bytes & bytes) == bytes && u.writes >= writes;
  };
  if (!uses.empty() && same(uses.back())) return;
  for (const Use& u : uses) {
    if (same(u)) return;
    if (!(u.bytes & bytes) || u.thread == me || !(writes || u.writes)) continue;
    size_t other = static_cast<size_t>(u.thread);
    if (other < happened.size() && happened[other] >= u.when) continue;
    exploration.fail("data race: " + exploration.running().name + (writes ? " writes" : " reads") +
                     " at " + line(code) + " what " + exploration.threads[other].name +
                     (u.writes ? " writes" : " reads") + " at " + line(u.code) +
                     ", and neither happens before the other");
  }
  // Forget the uses that this one makes redundant.
  for (Use& u : uses) {
    if (writes || (!u.writes && u.thread == me)) u.bytes &= static_cast<uint8_t>(~bytes);
  }
  std::erase_if(uses, [](const Use& u) { return u.bytes == 0; });
  uses.push_back({bytes, writes, me, now, code});
}

void Races::use(const void* object, size_t size, bool writes, const void* code) {
  uintptr_t at = reinterpret_cast<uintptr_t>(object), end = at + size;
  while (at < end) {
    uintptr_t next = std::min(end, (at | 7) + 1);
    use(at >> 3, static_cast<uint8_t>(((1u << (next - at)) - 1) << (at & 7)), writes, code);
    at = next;
  }
}

void Races::allocated(const void* object, size_t size) {
  uintptr_t at = reinterpret_cast<uintptr_t>(object);
  for (uintptr_t i = at >> 3; i < (at + size + 7) >> 3; i++) cell(i).uses.clear();
}

}  // namespace rt::sync

// --- what the compiler calls (gcc/tsan.cc, compiler-rt/lib/tsan/rtl/tsan_interface.h) ---

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
    current->races.allocated(p, size);
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
