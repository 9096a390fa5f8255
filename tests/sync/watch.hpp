// The observer of every atomic operation: SyncPoints or the explorer. In a normal build there is no
// such thing (common/atomic.hpp).
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rt::sync {

// A read-modify-write that compares: with what, and its order if that is not there.
struct Compare {
  uint64_t expected;
  std::memory_order bad;
};

struct Watcher {
  // Before the operation: `object` is the name in Atomic<T, "p.status">, op is load, store,
  // exchange, cas, add, sub, or, and; or "fence" and seq_cst,
  // light, heavy; or "futex" and wait, wake.
  virtual void point(const char* object, const char* op) = 0;

  // What an operation reads, and whether what it stores is the newest, is the watcher's to say
  // where it knows C++'s memory model (memory.hpp). Here: the newest, and yes.
  virtual bool models() { return false; }
  virtual uint64_t load(const void*, uint64_t newest, std::memory_order) { return newest; }
  virtual uint64_t modify(const void*, uint64_t newest, std::memory_order, const Compare*) {
    return newest;
  }
  virtual bool store(const void*, uint64_t, uint64_t, std::memory_order) { return true; }
  virtual bool spurious() { return false; }  // a weak compare-exchange fails for no reason
  virtual void born(const void*) {}
  virtual void fence(std::memory_order) {}
  virtual void light() {}  // chapter 9's two fences
  virtual void heavy() {}

 protected:
  ~Watcher() = default;
};

inline std::atomic<Watcher*> watcher = nullptr;
inline bool births = false;  // does it want to know of each Atomic that is made?

// What Atomic does before each operation, in watch.cpp: there the race detector is not told of it.
Watcher* at(const char* object, const char* op, std::memory_order order);
bool weakly_fails();

// For tests that look at one point: the memory order of the operation that the calling thread is
// about to do or has just done, which this machine may hide; whether the thread has ever used a
// fence, which may replace that order; and how often it has asked the kernel to sleep, to wake
// others, or to pause.
inline thread_local std::memory_order order;
inline thread_local bool fenced;
inline thread_local int kernelcalls;
inline thread_local long pauses;         // calls of procyield
inline thread_local uint32_t lastpause;  // of the last usleep, in microseconds

// So many of the next compare_exchange_weak of the calling thread fail, whatever is there.
inline thread_local int weak_fails;

// Shown by fatal() when it is called under a watcher that can go on without this thread.
inline void (*fatal_hook)(const char* text) = nullptr;

// Called by a thread that is about to sleep in futexsleep, where a test knows that nobody else is
// there to wake it.
inline void (*sleep_hook)(const std::atomic<uint32_t>* address) = nullptr;

}  // namespace rt::sync
