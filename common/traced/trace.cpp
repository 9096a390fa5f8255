#include <sys/mman.h>

#include <atomic>
#include <clock.hpp>
#include <fatal.hpp>
#include <new>
#include <trace_read.hpp>

namespace rt {

// One thread writes it, and one reads it when all is over. No locks: the only thing that the two
// share is `count`, and its release store says "the events below this number are complete".
struct Ring {
  int m;
  uint32_t capacity;
  std::atomic<uint32_t> count = 0;
  std::atomic<uint64_t> dropped = 0;
  Event* events;
  Ring* next;  // all rings there are; none is ever freed, since its thread's events outlive the
               // thread
};

const char* (*trace_reason)(uint32_t arg) = nullptr;
const char* trace_roles = "";
static constinit std::atomic<Ring*> rings = nullptr;
static thread_local Ring* ring = nullptr;
static thread_local int name = 0;

// The memory is asked for here, once. The kernel hands out its pages when they are first touched,
// so that ten thousand threads with two events each do not cost 20 GiB. Straight from the kernel: a
// goroutine that was preempted in the middle of malloc (chapter 10) may hold its lock.
static Ring* newring() {
  uint32_t capacity = trace_events();
  auto ask = [](size_t size) {
    void* got = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return got == MAP_FAILED ? nullptr : got;
  };
  void* memory = ask(sizeof(Ring) + capacity * sizeof(Event));
  // Without memory all of this thread's events are dropped, and counted.
  if (!memory) capacity = 0, memory = ask(sizeof(Ring));
  if (!memory) fatal("runtime: out of memory for a trace");
  auto events = reinterpret_cast<Event*>(static_cast<Ring*>(memory) + 1);
  auto made =
      new (memory) Ring{name, capacity, {}, {}, events, rings.load(std::memory_order_relaxed)};
  while (!rings.compare_exchange_weak(made->next, made, std::memory_order_release,
                                      std::memory_order_relaxed)) {
  }
  return made;
}

// Not inlined: a goroutine may call this on one thread, and then on another. The compiler must look
// up the thread's ring each time, and can't keep the address of a thread-local beyond a call that
// it can't see into.
[[gnu::noinline]] void trace_record(Ev ev, int p, uint64_t g, uint32_t arg, uint32_t local,
                                    uint32_t global) {
  if (!ring) ring = newring();
  Ring* r = ring;
  uint32_t n = r->count.load(std::memory_order_relaxed);
  if (n == r->capacity) {
    r->dropped.store(r->dropped.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    return;
  }
  r->events[n] = {nanotime(), g, arg, local, global, static_cast<int16_t>(p), ev};
  r->count.store(n + 1, std::memory_order_release);
}

[[gnu::noinline]] void trace_thread(int m) {
  name = m;
  if (ring) ring->m = m;
}

Record trace_read() {
  Record record;
  int thread = 0;
  for (Ring* r = rings.load(std::memory_order_acquire); r; r = r->next) {
    uint32_t n = r->count.load(std::memory_order_acquire);
    for (uint32_t i = 0; i < n; i++) record.events.push_back({r->events[i], r->m, thread});
    record.dropped += r->dropped.load(std::memory_order_relaxed);
    thread++;
  }
  // stable: two events of one thread within the same nanosecond stay in order
  std::stable_sort(record.events.begin(), record.events.end(),
                   [](const Entry& a, const Entry& b) { return a.time < b.time; });
  return record;
}

}  // namespace rt
