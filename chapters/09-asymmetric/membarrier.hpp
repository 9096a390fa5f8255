// A fence for which one side pays all. Two threads each store something, and then read what the
// other one stores. At least one of them must see the other's store; but a CPU may make a load
// before an earlier store of its own is visible, and if both do, neither sees anything. So each
// needs a fence between the two. If one of them is rare, it can do the fence for both.
#pragma once

namespace rt {

// False where the kernel or a sandbox refuses membarrier(2), and with MEMBARRIER=off in the
// environment: then the frequent side needs a fullfence as well. Decided once, before main: to
// register a process with one thread takes less than a microsecond, with more threads up to 20 ms.
extern const bool asymmetric;

// The frequent side's: the compiler leaves the store before the load. The CPU need not.
// (fullfence is any locked instruction; ThreadSanitizer knows no std::atomic_thread_fence.)
[[gnu::always_inline]] inline void fullfence() {
  __asm__ volatile("lock orq $0, (%%rsp)" ::: "memory", "cc");
}
[[gnu::always_inline]] inline void lightfence() { __asm__ volatile("" ::: "memory"); }

// The rare side's. When it returns, each thread of the process has had a fence: all its stores from
// before are visible, and all its loads from then on see ours. An interrupt for each other CPU that
// runs one of our threads, so a few microseconds; a thread that sleeps costs nothing. (Without
// membarrier the caller alone has had one.) man 2 membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED
void heavyfence();

}  // namespace rt
