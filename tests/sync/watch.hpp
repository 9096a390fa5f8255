// The observer of every atomic operation: SyncPoints or the explorer. In a normal build there is no
// such thing (common/atomic.hpp).
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rt::sync {

struct Watcher {
  // Before the operation: `object` is the name in Atomic<T, "p.status">, op is load, store,
  // exchange, cas, add or sub.
  virtual void point(const char* object, const char* op) = 0;

  // Store buffers, as x86 has them (only the explorer's .tso mode). A store that is not seq_cst may
  // stay in the buffer of its thread; true: it does.
  virtual bool buffer(void*, const void*, size_t) { return false; }
  // The thread's own loads see its buffer; true: `value` was found there.
  virtual bool forward(const void*, void*, size_t) { return false; }
  // A locked instruction, a seq_cst store or a system call empties it.
  virtual void drain() {}
  // Up to here the compiler has made this thread's stores (lightfence) …
  virtual void light() {}
  // … and those are in memory now, whichever thread's they are (heavyfence).
  virtual void heavy() {}

 protected:
  ~Watcher() = default;
};

inline std::atomic<Watcher*> watcher = nullptr;

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
