// Sleeping in the kernel until another thread says so; futex(2).
#pragma once
#include <atomic>
#include <cstdint>

namespace rt {

// Sleeps if *addr is still val, until a thread wakes this address. May return for no reason: look
// again.
// Go 1.21: runtime/os_linux.go, futexsleep
void futexsleep(std::atomic<uint32_t>* addr, uint32_t val);

// The same for at most ns nanoseconds; false: the time is up.
bool futexsleep_for(std::atomic<uint32_t>* addr, uint32_t val, int64_t ns);

// Wakes at most cnt threads that sleep on addr. Go 1.21: runtime/os_linux.go, futexwakeup
void futexwakeup(std::atomic<uint32_t>* addr, uint32_t cnt);

}  // namespace rt
