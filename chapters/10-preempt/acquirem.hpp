// Where a goroutine must not be preempted: while it holds one of the runtime's locks, or works on
// what belongs to its P.
#pragma once
#include <cstdint>

namespace rt {

// One more reason, and one fewer. Only this thread's own signal handler reads the word, so one
// plain instruction is enough. "memory": the compiler moves nothing out from between the two.
// Go 1.21: runtime/runtime1.go, acquirem and releasem
[[gnu::always_inline]] inline void acquirem() {
  asm volatile("incl %%fs:rt_locks@tpoff" ::: "memory", "cc");
}
[[gnu::always_inline]] inline void releasem() {
  asm volatile("decl %%fs:rt_locks@tpoff" ::: "memory", "cc");
}

// How many reasons there are.
inline uint32_t mlocks() {
  uint32_t n;
  asm volatile("movl %%fs:rt_locks@tpoff, %0" : "=r"(n));
  return n;
}

// For a scope.
struct Unpreempted {
  Unpreempted() { acquirem(); }
  ~Unpreempted() { releasem(); }
  Unpreempted(const Unpreempted&) = delete;
};

}  // namespace rt
